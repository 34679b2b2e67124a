"""The first story says what its one source says, of whom it says it and no more; so do the labels around it.

It must not test how a page looks, nor what any story must pass: each test is of a thing that was once told wrongly.
"""

from __future__ import annotations

import re

import pytest

from explainer.desk.compose import compose
from explainer.edition.naming import naming_of_actor
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


# ---- how many they are, what we have not seen, and as of when --------------------------------------------------------


def test_several_who_are_not_named_count_as_several_and_one_as_one(index, client):
    unnamed = {row.slug.removesuffix("-cnn-2024-08-23"): naming_of_actor(row.value) for row in index.actors}
    unnamed = {slug: naming for slug, naming in unnamed.items() if index.actor.get(f"{slug}-cnn-2024-08-23")}
    assert {slug for slug, naming in unnamed.items() if naming == "group"} == {
        "israeli-reports", "israeli-security-officials", "other-reports", "some-observers",
        "sources-familiar-with-the-talks", "us-officials",
    }  # fmt: skip
    assert {slug for slug, naming in unnamed.items() if naming == "unnamed"} == {
        "diplomat", "israeli-report", "israeli-source", "senior-american-official",
        "senior-biden-administration-official", "source-familiar-with-all-the-discussions",
    }  # fmt: skip
    assert "Named source 11 Unnamed source 8 A group, no one named 7 A body as a whole 3" in said(client, "statements/")
    several = said(client, "statements/sources-thirty/")
    assert "from a group of whom no one is named by CNN" in several
    assert "Speakers, a group, no one named" in several
    assert not re.search(r"a source not named|Speaker, not named", several)


def test_what_two_said_is_attributed_to_each_of_them_alone(index):
    said_by = {slug: index.statement[slug].value.attributed_as for slug in index.statement}
    assert said_by["diplomat-plan-submitted"] == "diplomat"
    assert said_by["israeli-source-plan-submitted"] == "an Israeli source familiar with the talks"


def test_every_report_that_the_source_mentions_is_among_what_we_have_not_seen(client):
    page = said(client, "sources/").partition("not seen by us")[2].partition("Limits")[0]
    assert [place for place in (
        "Announcement of the framework", "X : Post", "Channel 14 : Told", "Statement, 21 August 2024",
        "Report, outlet and date not given An Israeli report on leaving the corridor",
        "Reports, outlets, country and dates not given Other reports on Netanyahu’s positions",
        "Israeli reports : Reports, outlets and dates not given",
    ) if place.replace(" :", ":") not in page.replace(" :", ":")] == []  # fmt: skip
    event = said(client, "events/cnn-reports-new-proposal/")
    assert "Whether CNN means the report behind this story or another is not stated." in event
    assert "whether that was another report is not stated" in said(client, "sources/")


@pytest.mark.parametrize("page", ["", "phases/", "phases/1/", "timeline/", "positions/", "texts/new-israeli-map/"])
def test_now_is_never_without_its_day(client, page):
    """Outside quotations; what begins a start says the day beside it."""
    found = re.sub("“[^“”]*”", "", said(client, page))
    assert not re.search(r"\b[Nn]ow\b(?! Friday 23 August 2024 ?:)", found)
    if page in ("", "phases/"):
        assert "As of 23 August 2024" in found


def test_what_was_to_come_is_told_as_of_the_day_of_the_source(client):
    for page in ("events/cnn-reports-new-proposal/", "texts/new-israeli-map/", "actors/egypt/", "timeline/"):
        assert not re.search(r"\bis to (hand|deliver)\b|answer(s)? is not known", said(client, page)), page


def test_the_latest_of_statements_of_which_some_have_no_day_is_that_of_those_with_one(client):
    page = said(client, "positions/")
    assert re.search(r"4 statements ?, latest with a date: late June 2024", page)
    assert re.search(r"5 statements ?, latest with a date: 21 August 2024", page)
    assert not re.search(r"statements ?, latest (?!with)", page)


def test_an_entry_of_a_feed_tells_two_statements_of_one_speaker_apart(client):
    feed = client.get("/gaza-ceasefire/issues/outlook/feed.json").json()
    (entry,) = (each["content_html"] for each in feed["items"] if each["title"] == "United States on Outlook")
    told = (
        re.sub("<[^>]+>", "", entry).replace("\u00a0", " ").partition("Statements: ")[2].partition(".")[0].split("; ")
    )
    assert told == [
        "A senior American official on the Israeli military and the open issues, by 23 August 2024",
        "A senior American official on pessimism about the talks, by 23 August 2024",
        "US officials, by 23 August 2024",
    ]


def test_data_for_machines_make_nobody_the_author_of_where_others_place_them(client):
    """“Would like a ceasefire, according to a senior American official”: the military said nothing."""
    graph = client.get("/gaza-ceasefire/story.jsonld").json()["@graph"]
    claims = {node["@id"].partition("/issues/")[2]: node for node in graph if "#position-" in node.get("@id", "")}
    assert len(claims) == 20
    silent = {place for place, node in claims.items() if "author" not in node and "creditText" not in node}
    assert silent == {
        "after-week-six/#position-hamas", "bridging-proposal/#position-benjamin-netanyahu",
        "bridging-proposal/#position-egypt", "bridging-proposal/#position-hamas", "bridging-proposal/#position-qatar",
        "bridging-proposal/#position-united-states", "israeli-divisions/#position-israeli-military",
        "phase-two-talks/#position-hamas", "phase-two-talks/#position-israel",
    }  # fmt: skip
    about = claims["bridging-proposal/#position-benjamin-netanyahu"]["about"]
    assert [each["@id"].rpartition("/gaza-ceasefire/")[2] for each in about] == [
        "issues/bridging-proposal/", "actors/benjamin-netanyahu/",
    ]  # fmt: skip


def test_what_was_said_in_two_voices_is_told_of_each_in_its_own(index):
    points = {row.slug: row.meaning for row in index.story.key_points}
    sources, _stop, rest = points["six-week-pause"].partition(". ")
    assert sources.startswith("Sources familiar with the talks said")
    assert "prisoners" not in sources
    assert "prisoners" in rest
    gate = next(row.value for row in index.gates if row.slug == "talks-continue")
    assert gate.outcome == "Truce continues, Biden said", "of the framework, and no one else said so"


def test_a_condition_is_not_told_as_a_demand(index):
    """The office: achieving all of the aims requires it."""
    words = [
        next(row.meaning for row in index.story.key_points if row.slug == "border-dispute"),
        next(row.value.sentence for row in index.positions if row.slug == "philadelphi-corridor-israel"),
    ]
    assert all("aims for the war" in text and "must be" not in text and "has to be" not in text for text in words)


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


# One word of a language for one of English, and what is no other word for it.
SAME = {
    "ar": ("hostage", "رهينة|رهائن|الرهينتين|رهينتين", "محتجزين|محتجزون|المحتجز|مختطف|مخطوف|أسرى|أسير"),
    "he": ("hostage", "חטופ|חטוף", "ערובה|שבוי|שבויים|בני משפחותיהן"),
}


@pytest.mark.parametrize("language", SAME)
def test_a_translation_has_one_word_for_the_hostages(first_story, language):
    english, one, others = SAME[language]
    texts = list(TranslatedText.objects.filter(translation__language=language).values_list("made_from", "text"))
    told = [text for made_from, text in texts if re.search(rf"\b{english}s?\b", made_from, re.IGNORECASE)]
    assert len(told) > 20
    assert [text for text in told if not re.search(one, text)] == []
    assert [text for _made_from, text in texts if re.search(others, text)] == []
