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
        "The framework of 31 May 2024, put forward by Joe Biden (President of the United States).",
        "Sides: Hamas, Israel. Go-betweens: Egypt, Qatar, United States.",
        "Hamas and Israel both agreed to the framework of 31 May 2024, CNN reports.",
        "Friday 23 August 2024: CNN reports Israel’s new proposal on the corridor.",
    ):
        assert said in " ".join(body.split()), said


def test_headings_count_what_stands_below_them_and_agree_with_it(first):
    found = Headings(first)
    assert (found.unresolved, found.cast, found.sources) == (
        "Ten things not settled", "Two sides, three go-betweens", "One source",
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
    assert first.opposed is not None
    assert [said.slug for said in words(first)] == ["biden-truce-continues", "netanyahu-partial-deal"]
    alone = StoryIndex(replace(first.story, links=[]))
    assert [(said.wording, bool(said.dated)) for said in words(alone)] == [("direct", True)] * 2


def test_one_link_says_how_they_answer_and_who_says_so(first_story, client):
    body = Page(client.get("/gaza-ceasefire/").content.decode()).text
    assert "Contradicts · Our reading" in " ".join(body.split())


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


def test_of_two_plans_the_one_that_the_phases_tell_is_the_plan(first):
    plans = [replace(text, kind="plan") for text in first.story.texts]
    index = StoryIndex(replace(first.story, texts=plans))
    assert index.told is not index.texts[0]
    assert start(index, []).plan is index.told
    assert start(first, []).plan is first.texts[0], "what the phases tell is no plan"
