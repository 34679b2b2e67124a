"""What an overview begins with: the start, headings that count, and the two who answer each other."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.language.first_sentence import first_sentence
from explainer.story.indexes import StoryIndex
from explainer.story.openings import Headings, start, words

from .crawl import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(first_story) -> StoryIndex:
    return StoryIndex(compose("gaza-ceasefire").document)


def test_the_start_says_the_plan_the_sides_what_is_agreed_and_what_came_last(first_story, client):
    body = Page(client.get("/gaza-ceasefire/").content.decode()).text
    for said in (
        "The agreement under discussion.",
        "Sides: Hamas, Israel. Mediators: Egypt, Qatar, United States.",
        "Hamas and Israel both agreed to the framework of 31 May 2024, CNN reports.",
        "Friday 23 August 2024: CNN reports Israel’s new proposal on the corridor.",
    ):
        assert said in " ".join(body.split()), said


def test_headings_count_what_stands_below_them_and_agree_with_it(first):
    found = Headings(first)
    assert (found.unresolved, found.cast, found.sources) == (
        "Ten things not settled", "Two sides, three mediators", "One source",
    )  # fmt: skip
    one = StoryIndex(replace(first.story, issues=[replace(first.story.issues[0], phases=[])], **NONE))
    assert Headings(one).unresolved == "One thing not settled"
    with override("ar"):
        assert not [digit for digit in "٠١٢٣٤٥٦٧٨٩" if digit in Headings(first).unresolved]


NONE = {
    name: []
    for name in (
        "statements", "links", "positions", "comparisons", "events", "event_links", "open_questions", "key_points",
        "gates", "figures", "phases", "texts",
    )
}  # fmt: skip


def test_two_who_answer_each_other_are_of_two_sides_named_and_in_their_own_words(first):
    """Their heading says so: neither a paraphrase nor a few words in a sentence of ours stands under it."""
    assert first.opposed is None, "the two whom a link sets beside each other are quoted with a word or two"
    assert [said.slug for said in words(first)] == ["kirby-six-weeks", "pmo-southern-border"]
    joined = _joined(first)
    assert [said.slug for said in words(joined)] == ["netanyahu-partial-deal", "kirby-six-weeks"]
    assert [(said.wording, bool(said.dated)) for said in words(joined)] == [("direct", True)] * 2


def _joined(first: StoryIndex) -> StoryIndex:
    """The first story with a link between two who are quoted in full."""
    link = replace(
        next(each for each in first.story.links if each.relation == "stands-against"),
        statement="kirby-six-weeks", to_statement="netanyahu-partial-deal",
    )  # fmt: skip
    return StoryIndex(replace(first.story, links=[*first.story.links, link]))


def test_four_issues_stand_open_with_a_line_and_the_others_behind_one_fold(first, first_story, client):
    assert len(first.first_unresolved) == 4
    body = client.get("/gaza-ceasefire/").content.decode()
    for issue in first.unresolved:
        assert body.count(f"/positions/#{issue.slug}") == 1, "the way to its positions"
    assert body.count('<span class="line">') == len(first.unresolved)
    assert body.index(first.unresolved[3].question) < body.index("6 more") < body.index(first.unresolved[4].question)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The gate is shut. Nobody has the key.", ("The gate is shut.", "Nobody has the key.")),
        ("The gate is shut.", ("The gate is shut.", "")),
        ("It called them “clarifications.” Then it left.", ("It called them “clarifications.”", "Then it left.")),
        ("The U.S. Army left. It was late.", ("The U.S. Army left.", "It was late.")),
        ("St. Malo is shut. So is Brest.", ("St. Malo is shut.", "So is Brest.")),
        ("It costs 1.5 million. Nobody pays.", ("It costs 1.5 million.", "Nobody pays.")),
        ("A *gate. It* is shut.", ("A *gate. It* is shut.", "")),
        ("هل تتوقف الحرب؟ لا أحد يعرف.", ("هل تتوقف الحرب؟", "لا أحد يعرف.")),
        ("", ("", "")),
    ],
)
def test_a_first_sentence_ends_where_one_can_tell(text, found):
    assert first_sentence(text) == found


def test_the_plan_is_the_text_that_the_phases_tell_whatever_it_is_called(first):
    """What is said of one text is not said of another: the phases below are not those of the plan that came before."""
    assert first.told is not first.texts[0]
    assert first.texts[0].value.kind == "plan"
    assert start(first, []).plan is first.told
    untold = StoryIndex(replace(first.story, texts=[replace(text, told=False) for text in first.story.texts]))
    assert start(untold, []).plan is untold.texts[0]
