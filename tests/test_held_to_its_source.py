"""The first story says what its one source says, of whom it says it and no more; so do the labels around it.

It must not test how a page looks, nor what any story must pass: each test is of a thing that was once told wrongly.
"""

from __future__ import annotations

import re

import pytest

from explainer.desk.compose import compose
from explainer.language.dates import parse, words
from explainer.models import TranslatedText
from explainer.story.indexes import StoryIndex
from explainer.story.text_pairs import side_by_side

from .crawl import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_story")]


@pytest.fixture
def index(first_story) -> StoryIndex:
    return StoryIndex(compose("gaza-ceasefire").document)


def said(client, page: str) -> str:
    """What a page says, without its markup."""
    body = text_of(client.get(f"/gaza-ceasefire/{page}").content)
    return re.sub(r"\s+", " ", re.sub(r"<(style|script)\b.*?</\1>|<[^>]+>", " ", body).replace("\u00a0", " "))


# ---- what is said of which text --------------------------------------------------------------------------------------


def test_what_the_phases_are_is_said_of_the_text_that_has_them(index):
    """The source gives three phases to the agreement being discussed, and of the framework names the first alone."""
    story = index.story
    assert story.title == "A potential three-phase Gaza ceasefire deal"
    assert "framework" not in story.short_answer + story.standfirst
    assert "framework" not in next(row.label for row in story.figures if row.slug == "phases")
    assert (
        next(row for row in story.events if row.slug == "framework-announced").title
        == "Joe Biden announces a framework"
    )
    terms = {row.slug: row.definition for row in story.terms}
    assert "agreement being discussed" in terms["phase"]
    assert "phase" not in terms["framework"]
    spoken = {row.slug: row.context for row in story.statements}
    assert "phase" not in spoken["pmo-conditions-unchanged"]
    assert "framework" not in spoken["netanyahu-partial-deal"]
    assert index.told is index.text["agreement-under-discussion"]


def test_the_truce_that_goes_on_is_of_the_text_of_which_it_was_said(index):
    framework, agreement = index.text["framework-31-may"], index.text["agreement-under-discussion"]
    mine = {row.slug: row for row in index.provisions}
    keep = mine["keep-truce-during-talks"]
    assert (keep.of_text, keep.owed_by) == (framework, [])
    assert "owed" not in keep.value.what
    points = {
        tuple(provision.slug for cell in point.cells for provision in cell.provisions): point
        for _phase, rows in side_by_side(index, (framework, agreement))
        for point in rows
    }
    assert points["framework-pause", "stop-fighting"].in_both
    assert "framework-negotiate" not in mine, "that something is left to negotiate was admitted, and is asked by nobody"


def test_who_put_the_framework_forward_is_not_known_and_that_both_agreed_to_it_is(client):
    page = said(client, "texts/framework-31-may/")
    assert re.search(r"Put forward by Not stated", page)
    assert re.search(r"Where it stands Agreed to\b", page)
    assert "in outline" not in page
    assert "Agreed to it" in page
    assert "put forward by" not in said(client, "").split("Where things stand")[0]


@pytest.mark.parametrize("page", ["texts/", "actors/benjamin-netanyahu/", "actors/israel/", "actors/hamas/"])
def test_both_answers_that_one_person_told_are_told_as_that_person_s_everywhere(client, page):
    found = said(client, page)
    assert "No answer of its own is known" not in found
    answers = re.findall(
        r"(Benjamin Netanyahu|Hamas): (Agreed to it|Had not yet agreed to it), as told by: (CNN|\w+ \w+)", found
    )
    told = {(who, what): by.strip() for who, what, by in answers if by.strip() != "CNN"}
    assert told
    assert set(told.values()) == {"Antony Blinken"}


def test_what_is_to_be_handed_on_is_not_told_as_done(client):
    page = said(client, "texts/new-israeli-map/")
    assert "Handed on, or to be handed on, by Egypt" in page
    assert "Handed on by" not in page


def test_leaving_is_set_out_and_falling_apart_is_not(index):
    """The source: the agreement “essentially allows” the one; of the other it says that it could happen."""
    gates = {row.slug: row.value for row in index.gates}
    assert gates["side-leaves"].settled
    assert not gates["talks-collapse"].settled
    assert "leave" not in gates["talks-collapse"].condition


def test_what_is_tied_to_no_phase_stands_under_none(index, client):
    provision = next(row for row in index.provisions if row.slug == "leave-populated-areas")
    assert provision.value.no_phase
    assert all(provision not in phase.provisions for phase in index.phases)
    what = provision.value.what
    assert what not in said(client, "phases/1/")
    for page in ("phases/", "actors/israel/", "texts/agreement-under-discussion/"):
        found = said(client, page)
        assert what in found, page
        assert "Our source names no phase for it" in found, page
    both = said(client, "texts/?texts=framework-31-may,agreement-under-discussion")
    assert "Our source names no phase for it" in both
    corridor = [row for row in index.statements if "philadelphi-corridor" in row.value.issues]
    assert corridor
    assert not [row.slug for row in corridor if row.value.phases]


def test_what_was_said_is_tied_to_the_phases_and_texts_that_the_source_ties_it_to(index):
    """That a post came hours after the framework was announced ties it to neither the framework nor a phase."""
    assert {row.slug: row.value.phases for row in index.statements if row.value.phases} == {
        "biden-much-left": [1, 2],
        "biden-truce-continues": [1, 2],
        "israel-no-permanent-ceasefire": [1, 2],
        "kirby-six-weeks": [1],
        "netanyahu-partial-deal": [1],
        "sources-thirty": [1],
    }
    assert {row.slug: row.value.texts for row in index.statements if row.value.texts} == {
        "biden-much-left": ["framework-31-may"],
        "biden-truce-continues": ["framework-31-may"],
        "blinken-bridging": ["bridging-proposal-text"],
        "diplomat-plan-submitted": ["new-israeli-map"],
        "egypt-rejects-map": ["earlier-israeli-map"],
        "israel-border-vital": ["agreement-under-discussion"],
        "israeli-source-plan-submitted": ["new-israeli-map"],
        "source-fewer-troops": ["new-israeli-map"],
    }


def test_a_proposal_that_comes_with_a_map_is_no_map(index, client):
    proposal = index.text["new-israeli-map"].value
    assert (proposal.kind, proposal.short_name) == ("proposal", "New proposal")
    assert "New map" not in said(client, "texts/")


@pytest.mark.parametrize(
    "page", ["", "phases/", "phases/1/", "texts/", "texts/agreement-under-discussion/", "actors/israel/"]
)
def test_nobody_must_do_or_owes_what_no_agreement_asks_yet(client, page):
    assert not re.search(r"\bmust do\b|\bOwed by\b", said(client, page))


# ---- who said it, and when ------------------------------------------------------------------------------------------


def test_no_day_is_given_that_the_source_does_not_give(index, client):
    assert not index.statement["netanyahu-war-aims"].dated
    post = index.statement["pmo-conditions-unchanged"]
    assert post.when
    assert (post.when.earliest.isoformat(), post.when.latest.isoformat()) == ("2024-05-31", "2024-06-01")
    assert "Post, 31 May 2024" not in said(client, "sources/")
    assert words(parse("[2024-08-24..2024-08-25]")) == "weekend of 24 and 25 August 2024"


def test_after_is_not_in_answer_to(client):
    for page in ("statements/pmo-conditions-unchanged/", "events/framework-announced/", "timeline/"):
        found = said(client, page)
        assert not re.search(r"Answer(s|ed by)\b", found), page
    assert "After, by hours" in said(client, "statements/pmo-conditions-unchanged/")


def test_what_someone_did_is_no_statement_of_theirs(index):
    """The source tells it in its own voice: nobody's words."""
    assert "netanyahu-fewer-troops" not in index.statement
    assert any("fewer troops" in row.body for row in index.story.events if row.slug == "negotiating-team-meeting")


def test_no_one_is_called_a_mediator_but_the_three_who_are(client):
    assert "Mediator" in said(client, "actors/united-states/")
    for slug in ("john-kirby", "joe-biden", "antony-blinken", "bill-burns", "egyptian-negotiators"):
        head = said(client, f"actors/{slug}/").split("History")[0]
        assert "On the mediators’ side" in head, slug


@pytest.mark.parametrize(
    "page", ["statements/biden-truce-continues/", "events/earlier-israeli-map/", "events/bridging-proposal/"]
)
def test_the_next_in_a_list_is_not_called_later(client, page):
    foot = client.get(f"/gaza-ceasefire/{page}").content.decode().partition('class="pn row"')[2].partition("</nav>")[0]
    assert "Next in the list" in foot
    assert not re.search(r"Earlier|Later", foot)


def test_what_is_reported_to_be_believed_does_not_count_as_said(index, client):
    assert [row.slug for row in index.statements if row.value.act == "believed"] == ["observers-sinwar-waiting"]
    assert "Belief. In our words" in said(client, "statements/observers-sinwar-waiting/")
    assert re.search(r"Said 23\b.*\bBelief 1\b", said(client, "statements/"))


def test_those_who_belong_to_a_side_stand_with_it_quoted_or_not(index, client):
    cast = {str(group.heading): {actor.slug for actor in group.people} for group in index.cast}
    assert cast["Mentioned, not quoted"] == {"hezbollah", "iran", "palestinian-islamic-jihad"}
    assert "bill-burns" in cast["Mediators and their people"], "the lead negotiator of one of the mediators"
    assert {"yahya-sinwar", "israeli-negotiating-team", "israeli-military"} <= cast["Sides and their people"]
    assert "Spoken about" not in said(client, "actors/bill-burns/") + said(client, "balance/")


def test_an_office_is_not_dated_by_what_its_holder_said_last(client):
    """The source, of 23 August, calls each by the office, whenever it was that they spoke."""
    assert not re.search(r"Prime Minister of Israel, as of|President of the United States, as of", said(client, ""))
    for slug in ("benjamin-netanyahu", "antony-blinken", "john-kirby", "bill-burns", "yahya-sinwar", "joe-biden"):
        page = said(client, f"actors/{slug}/")
        assert "as of" not in page.split("About")[1].split("Own statements")[0], slug
        assert "2024 or before; our sources give no end" in page, slug


def test_a_position_rests_on_what_says_so(index):
    rests = {row.slug: {said.slug for said in row.statements} for row in index.positions}
    assert rests["after-week-six-israel"] == {"israel-no-permanent-ceasefire", "netanyahu-partial-deal"}
    corridor = next(row.value.sentence for row in index.positions if row.slug == "philadelphi-corridor-israel")
    assert "pmo-corridor-denial" in rests["philadelphi-corridor-israel"]
    assert "denied" in corridor


# ---- what the labels promise ----------------------------------------------------------------------------------------


def test_a_page_s_description_promises_nothing_that_is_not_on_it(client):
    for page in ("events/burns-lands-in-cairo/", "actors/bill-burns/", "actors/cnn/"):
        body = text_of(client.get(f"/gaza-ceasefire/{page}").content)
        found = re.search(r'<meta name="description"\s+content="([^"]+)"', body)[1]
        assert not re.search(r"came after|came of it|own statements|others said", found), page


def test_what_is_only_paraphrased_is_not_called_quoted(client):
    page = said(client, "sources/")
    assert "Passed on by our sources, not seen by us Announcement of the framework" in page
    assert "Quoted by our sources" not in page


# ---- what the links are called --------------------------------------------------------------------------------------


def test_links_that_are_no_replies_are_not_called_so(client):
    assert "Replies" in said(client, "statements/pmo-corridor-denial/"), "it denies a report"
    beside = said(client, "statements/source-near-hopeless/")
    assert "Linked statements" in beside
    assert "Replies" not in beside
    assert "Differs from US officials" in beside


def test_all_is_not_called_some(index, client):
    assert index.our_reading(index.statement["source-near-hopeless"]) == "all"
    assert index.our_reading(index.statement["pmo-corridor-denial"]) == ""
    slug = index.exchange_of("source-near-hopeless").slug
    page = said(client, f"timeline/?exchange={slug}")
    assert "All the links between them are our reading." in page


# ---- what is not known ----------------------------------------------------------------------------------------------


def test_one_report_s_silence_is_nobody_s_and_a_vague_date_is_a_date(client):
    assert "Days silent" not in said(client, "balance/")
    timeline = said(client, "timeline/")
    assert "Nothing dated in our sources for the four months before" in timeline
    assert "without a day" not in timeline
    assert "No date given" not in timeline


def test_the_map_is_not_said_to_rest_on_the_report(index, client):
    assert "but the map" in index.story.limits
    assert not [row.label for shown in index.story.maps for row in shown.features if row.label == "Rafah"]
    for page in ("sources/", "balance/"):
        assert "Everything here but what is drawn on a map" in said(client, page)


def test_the_answer_of_the_source_is_not_asked_as_a_question(index):
    issue = index.issue["israeli-divisions"].value
    assert (issue.question, issue.status) == ("What divides Israel’s leaders over a deal?", "disputed")
    assert "living" not in index.issue["hostages-in-phase-one"].value.explanation
    assert "at that point" in index.issue["after-week-six"].value.explanation


# ---- in other languages ----------------------------------------------------------------------------------------------

# Words that say more than the source, or take a side: what was once written there, and what the source says.
STRONGER = {
    "ar": {
        "انتقام": "retaliate, not: take revenge",
        "شيء عن السنوار": "nothing by him, not: nothing about him",
        "شيء عنه هو نفسه": "the same",
        "اختراق لإسرائيل": "a breakthrough for Israel, not: a breach of it",
        "قبل نحو تسعة أشهر": "almost nine months, not: about nine",
        "تقودها إيران": "would be driven, not: is led",
    },
    "he": {
        "יידרש לשחרר": "would be expected to release, not: required to",
        "בעקבות": "after, not: because of",
        "תכריע": "critical, not: decides",
        "התפוצצ": "fall apart, not: blow up",
        "מתפוצצ": "the same",
        "יתפוצצ": "the same",
        "להתפוצץ": "the same",
        "עלול": "could, not: threatens to",
        "יקיריהן": "their hostages, not: their dear ones",
        "ראש צוות המשא ומתן": "lead negotiator, not: head of the team",
    },
}


@pytest.mark.parametrize("language", STRONGER)
def test_a_translation_says_no_more_than_the_source(first_story, language):
    texts = list(TranslatedText.objects.filter(translation__language=language).values_list("place", "text"))
    assert texts
    found = [(place, word) for place, text in texts for word in STRONGER[language] if word in text]
    assert found == []
