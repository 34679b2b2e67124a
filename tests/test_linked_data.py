"""Linked data: every name is schema.org's, a paraphrase is no quotation, nobody is named who is not, and no word of a
story can end the element that it stands in."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from msgspec.structs import replace

from explainer.data.linked import framework, nodes, people
from explainer.edition import document as shape
from explainer.language.dates import parse
from explainer.models import Actor, Event, Issue, Source, Statement, Story
from explainer.pages.linked_data import element
from explainer.serving.page_cache import is_beside
from explainer.setup.publisher import Publisher
from explainer.story.indexes import StoryIndex

from .publish import publish
from .schema_org.checking import check, problems, quads

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
HOSTILE = "</script><script>alert(1)</script><!-- <script> ]]> &amp; \u2028 \u2029 </head> \\u003c é"


@pytest.fixture
def truce(make_story) -> Story:
    """With a statement of each wording."""
    return make_story(statements=3, events=2, actors=2)


class Scripts(HTMLParser):
    """What stands in the data elements of a page, as a browser takes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self.kinds: list[dict[str, str | None]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.kinds.append(dict(attrs))
            self._inside = dict(attrs).get("type") == "application/ld+json"
            self.found += [""] if self._inside else []

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._inside = False if tag == "script" else self._inside


def of_page(client: Any, path: str) -> dict[str, Any]:
    """What a page says; {} where it says nothing."""
    response = client.get(path)
    assert response.status_code == 200
    parser = Scripts()
    parser.feed(response.content.decode())
    assert len(parser.found) <= 1
    return json.loads(parser.found[0]) if parser.found else {}


def whole(client: Any, story: str = "truce") -> dict[str, dict[str, Any]]:
    """The nodes of a story's file that have an address, by that."""
    return {each["@id"]: each for each in _file(client, story)["@graph"] if "@id" in each}


def _file(client: Any, story: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/{story}/story.jsonld").content)
    return found


def statement(client: Any, slug: str) -> dict[str, Any]:
    return whole(client)[f"{SITE}/truce/editions/1/statements/{slug}/"]


# ---- names -----------------------------------------------------------------------------------------


def test_what_is_no_name_of_schema_org_is_found():
    """The checker itself: each of these was in somebody's pages."""
    assert list(problems({"@type": "Quote"})) == ["no type 'Quote'"]
    assert list(problems({"@type": "Quotation", "speaker": "X"})) == ["Quotation has no speaker"]
    assert list(problems({"@type": "DataDownload", "sha256x": "0"})) == ["DataDownload has no sha256x"]
    assert list(problems({"@type": "Event", "startDate": "late June"})) == ["Event.startDate is no date: 'late June'"]
    assert list(problems({"@type": "Event", "eventStatus": "Expected"})) == ["no status 'Expected'"]
    assert list(problems({"@type": "Claim", "isPartOf": {"@type": "Person"}})) == [
        "Claim.isPartOf takes ['CreativeWork', 'URL'], not Person"
    ]
    assert list(problems({"@type": "Event", "name": ""})) == ["Event.name says nothing"]


PAGES = [
    "", "statements/statement-0/", "statements/statement-2/", "events/event-0/", "events/event-1/",
    "actors/truce-side-0/", "issues/issue-1/", "phases/1/", "texts/paper/", "glossary/",
]  # fmt: skip


@pytest.mark.parametrize("space", ["", "editions/1/"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_about_one_thing_says_it_in_names_of_schema_org(published, client, settings, page, space):
    settings.PUBLISHER = Publisher("The Evening Test", "https://test.example/", "desk@test.example", "")
    Actor.objects.filter(slug="truce-side-0").update(wikidata="Q42")
    check(of_page(client, f"/truce/{space}{page}"))


def test_the_whole_story_is_in_names_of_schema_org(published, client, settings):
    settings.PUBLISHER = Publisher("The Evening Test", "", "https://test.example/reach", "")
    settings.POLICIES = {"principles": "Ours.", "ownership": "Its readers own it."}
    check(_file(client, "truce"))


def test_the_first_story_says_what_its_document_says_in_names_of_schema_org(first_story, client):
    found = _file(client, "gaza-ceasefire")
    check(found)
    story = shape.thaw(client.get("/gaza-ceasefire/story.json").content)
    base = f"{SITE}/gaza-ceasefire/editions/1"
    told = {each["@id"]: each for each in found["@graph"] if "/statements/" in each.get("@id", "")}
    assert told.keys() == {f"{base}/statements/{row.slug}/" for row in story.statements}
    for row in story.statements:
        node = told[f"{base}/statements/{row.slug}/"]
        theirs = [passage.text for passage in row.passages]
        assert node["@type"] == ("Claim" if row.wording == "paraphrase" else "Quotation")
        assert node["text"] == (" … ".join(theirs) if theirs else row.lead_in)
        assert node.get("temporal", node.get("dateCreated", "")) == row.when
        assert [each["@id"] for each in node["isBasedOn"]] == [f"{base}/sources/#{slug}" for slug in row.sources]
        who = node.get("creator") or node.get("author") or {}
        who = who.get("creator") or who.get("author") or who
        assert who.get("@id", "").endswith(f"/actors/{row.speaker}/") or node["creditText"]


def test_no_verdict_is_given(published, client):
    assert not {"ClaimReview", "Rating"} & {quad["object"]["value"].rpartition("/")[2] for quad in _quads(client)}


def _quads(client: Any) -> list[dict[str, Any]]:
    return quads(_file(client, "truce"))


# ---- words -----------------------------------------------------------------------------------------


def test_only_what_stands_in_quotation_marks_is_a_quotation(published, client):
    direct, partial, told = (statement(client, f"statement-{number}") for number in range(3))
    assert (direct["@type"], direct["text"]) == ("Quotation", "We hold gate number 0")
    assert (partial["@type"], partial["text"]) == ("Quotation", "We hold gate number 1")
    assert partial["description"] == "The speaker called it “We hold gate number 1”."
    assert (told["@type"], told["text"]) == ("Claim", "The speaker said the gate would stay shut.")
    assert "creator" not in told


def test_who_speaks_has_the_role_of_that_day(published, client):
    me = {"@id": f"{SITE}/truce/actors/truce-side-0/"}
    role = {"@type": "Role", "roleName": "Speaker 0", "startDate": "2020"}
    assert statement(client, "statement-0")["creator"] == role | {"creator": me}
    me = {"@id": f"{SITE}/truce/actors/truce-side-0/"}
    assert statement(client, "statement-2")["author"] == role | {"author": me}


def test_whom_nobody_names_is_nobody(truce, client):
    """No person and no organisation: a line of credit, as the source calls them."""
    report = Source.objects.get(slug="truce-report")
    Actor.objects.filter(slug="truce-side-0").update(
        kind="unnamed", naming="unnamed", described_in=report, name="A senior official"
    )
    Statement.objects.filter(slug="statement-0").update(role=None)
    publish(truce, note="First")
    found = statement(client, "statement-0")
    assert found["creditText"] == "A senior official"
    assert "creator" not in found
    assert f"{SITE}/truce/actors/truce-side-0/" not in whole(client)
    assert not of_page(client, "/truce/actors/truce-side-0/")
    check(of_page(client, "/truce/statements/statement-0/"))


def test_a_statement_whose_speaker_is_not_named_there_names_nobody(truce, client):
    Statement.objects.filter(slug="statement-0").update(naming="unnamed", attributed_as="an official of Side 0")
    publish(truce, note="First")
    found = statement(client, "statement-0")
    assert found["creditText"] == "an official of Side 0"
    assert "creator" not in found


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2024-06-21", "2024-06-21"), ("2024-06", "2024-06"), ("2024", "2024"), ("[2024-06-21..2024-06-30]", "2024-06"),
        ("2024-06-21/2024-06-30", "2024-06"), ("[2024-05-31..2024-06-01]", "2024"),
        ("2024-06~", ""), ("2024-06-21?", ""), ("[..2024-06-21]", ""), ("2024-06-21/..", ""),
        ("[2023-12-31..2024-01-01]", ""),
    ],
)  # fmt: skip
def test_no_date_says_more_than_is_known(edtf, said):
    assert nodes.iso(parse(edtf)) == said


def test_a_date_that_says_less_comes_with_the_whole_of_it(truce, client):
    Statement.objects.filter(slug="statement-0").update(when="[2024-02-21..2024-02-29]", role=None)
    Statement.objects.filter(slug="statement-1").update(when="2024-02~", role=None)
    publish(truce, note="First")
    found = statement(client, "statement-0")
    assert (found["dateCreated"], found["temporal"]) == ("2024-02", "[2024-02-21..2024-02-29]")
    found = statement(client, "statement-1")
    assert "dateCreated" not in found
    assert found["temporal"] == "2024-02~"


def test_a_denial_disagrees_with_what_it_denies(truce, client):
    source = Source.objects.first()
    first, third = (Statement.objects.get(slug=f"statement-{number}") for number in (0, 2))
    first.links.all().delete()
    third.links.create(order=9, relation="denies", to_statement=first, source=source)
    publish(truce, note="First")
    (found,) = [each for each in _file(client, "truce")["@graph"] if each["@type"] == "DisagreeAction"]
    assert found["object"] == {"@id": f"{SITE}/truce/editions/1/statements/statement-0/"}
    assert found["subjectOf"] == {"@id": f"{SITE}/truce/editions/1/statements/statement-2/"}
    assert found["agent"]["agent"] == {"@id": f"{SITE}/truce/actors/truce-side-0/"}
    assert found["startTime"] == "2024-02-03"
    check(_file(client, "truce"))


def test_who_agrees_agrees_to_what_is_agreed(truce, client):
    issue = Issue.objects.get(slug="issue-1", story=truce)
    Issue.objects.filter(pk=issue.pk).update(agreed="Both want quiet.")
    issue.agreements.all().delete()
    for who in Actor.objects.filter(slug__startswith="truce-").order_by("slug"):
        issue.agreements.create(actor=who).sources.add(Source.objects.get(slug="truce-report"))
    publish(truce, note="First")
    found = [each for each in _file(client, "truce")["@graph"] if each["@type"] == "AgreeAction"]
    assert [each["agent"] for each in found] == [{"@id": f"{SITE}/truce/actors/truce-side-{each}/"} for each in (0, 1)]
    assert {each["object"]["text"] for each in found} == {"Both want quiet."}


# ---- what happened, and places -----------------------------------------------------------------------


WAS = shape.EarlierDate(when="2024-02-10", when_reported="", set_on="", set_by=None, sources=[])


@pytest.mark.parametrize(
    ("fields", "status", "days"),
    [
        ({"status": "happened", "when": "2024-02-11"}, "", []),
        ({"status": "happened", "when": "2024-02-11", "dates": [WAS]}, "EventRescheduled", ["2024-02-10"]),
        ({"status": "expected", "when": "2024-02-11"}, "EventScheduled", []),
        ({"status": "expected", "when": "2024-02-11", "dates": [WAS]}, "EventRescheduled", ["2024-02-10"]),
        ({"status": "expected", "when": "", "dates": [WAS]}, "EventPostponed", ["2024-02-10"]),
        ({"status": "cancelled", "when": "", "dates": [WAS]}, "EventCancelled", ["2024-02-10"]),
        ({"status": "not-known", "when": ""}, "", []),
    ],
)
def test_an_event_has_the_status_that_it_has(published, client, fields, status, days):
    story = shape.thaw(client.get("/truce/story.json").content)
    bare = {"dates": [], "set_on": "", "set_by": None, "when_reported": "", "when_note": "", "condition": ""}
    events = [replace(story.events[0], **(bare | fields)), *story.events[1:]]
    index = StoryIndex(replace(story, events=events))
    moment = published.editions.get().published_at
    whence = nodes.Whence(index, f"{SITE}/t/", f"{SITE}/t/", f"{SITE}/t/editions/1/", 1, moment, moment, moment)
    found = framework.event(whence, index.event[events[0].slug])
    assert found.get("eventStatus", "") == (f"https://schema.org/{status}" if status else "")
    assert found.get("previousStartDate", []) == days
    assert not list(problems(found))


def test_who_and_where_is_the_same_at_wikidata(truce, client):
    Actor.objects.filter(slug="truce-side-0").update(wikidata="Q42")
    Event.objects.filter(slug="event-0").update(place="Tarn", place_wikidata="Q79")
    truce.maps.get().features.filter(label="Yard").update(wikidata="Q80")
    publish(truce, note="First")
    found = whole(client)
    assert found[f"{SITE}/truce/actors/truce-side-0/"]["sameAs"] == "http://www.wikidata.org/entity/Q42"
    assert "sameAs" not in found[f"{SITE}/truce/actors/truce-side-1/"]
    place = {"@type": "Place", "name": "Tarn", "sameAs": "http://www.wikidata.org/entity/Q79"}
    assert found[f"{SITE}/truce/events/event-0/"]["location"] == place
    yard = {"@type": "Place", "name": "Yard", "sameAs": "http://www.wikidata.org/entity/Q80"}
    assert found[f"{SITE}/truce/editions/1/"]["spatialCoverage"] == [yard]
    assert "Q42" in str(of_page(client, "/truce/actors/truce-side-0/"))


# ---- editions and corrections ------------------------------------------------------------------------


def test_a_work_is_an_editions_and_a_person_is_the_same_in_all(truce, client):
    publish(truce, note="First")
    Story.objects.filter(pk=truce.pk).update(title="Another title")
    publish(truce, note="Second")
    now, then = of_page(client, "/truce/")["@graph"][0], of_page(client, "/truce/editions/1/")["@graph"][0]
    assert (now["@id"], now["version"]) == (f"{SITE}/truce/editions/2/", "2")
    assert (then["@id"], then["version"]) == (f"{SITE}/truce/editions/1/", "1")
    assert now["url"] == then["url"] == f"{SITE}/truce/"
    assert now["datePublished"] == then["datePublished"]
    assert now["dateModified"] >= now["datePublished"]
    one, other = (of_page(client, f"/truce/{space}statements/statement-0/")["@graph"] for space in ("", "editions/1/"))
    assert one[0]["creator"] == other[0]["creator"]


def test_what_was_put_right_is_told_with_what_it_was_put_right_in(truce, client):
    publish(truce, note="First")
    Statement.objects.filter(slug="statement-2").update(lead_in="The speaker said that it would open.")
    publish(truce, note="It was to open, not to stay shut.", kind="correction")
    (told,) = of_page(client, "/truce/")["@graph"][0]["correction"]
    assert told["@type"] == "CorrectionComment"
    assert told["text"] == "It was to open, not to stay shut."
    item = of_page(client, "/truce/statements/statement-2/")["@graph"][0]
    assert item["correction"] == [told]
    assert "correction" not in of_page(client, "/truce/statements/statement-0/")["@graph"][0]
    assert "correction" not in of_page(client, "/truce/editions/1/")["@graph"][0]
    check(_file(client, "truce"))


def test_the_file_is_data_as_the_others_are(published, client):
    response = client.get("/truce/story.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Location"] == "/truce/editions/1/story.jsonld"
    assert 'rel="license"' in response["Link"]
    assert client.get("/truce/editions/1/story.jsonld").content == response.content
    html = client.get("/truce/").content.decode()
    assert f'type="application/ld+json" href="{SITE}/truce/story.jsonld"' in html
    assert client.get("/ar/truce/story.jsonld").status_code == 302
    assert is_beside("/truce/story.jsonld"), "files must not push pages out of the cache"


def test_every_file_of_the_dataset_is_there(published, client):
    data = whole(client)[f"{SITE}/truce/editions/1/#data"]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for each in data["distribution"]:
        response = client.get(each["contentUrl"].removeprefix(SITE))
        assert response.status_code == 200
        assert response["Content-Type"].startswith(each["encodingFormat"])


# ---- who publishes ---------------------------------------------------------------------------------


def test_who_publishes_is_told_if_it_is_said_and_with_its_own_policies_alone(published, client, settings):
    assert "publisher" not in of_page(client, "/truce/")["@graph"][0]
    assert not of_page(client, "/publisher/")
    settings.PUBLISHER = Publisher(
        "The Evening Test", "https://test.example/", "desk@test.example", "https://e.example/"
    )
    settings.POLICIES = {"corrections": "At once.", "unnamed-sources": "Seldom."}
    (told,) = of_page(client, "/publisher/")["@graph"]
    assert told["@type"] == "NewsMediaOrganization"
    assert told["correctionsPolicy"] == f"{SITE}/publisher/#corrections"
    assert told["unnamedSourcesPolicy"] == f"{SITE}/publisher/#unnamed"
    assert not {"publishingPrinciples", "ownershipFundingInfo", "ethicsPolicy"} & told.keys()
    page = client.get("/publisher/").content.decode()
    for _name, place in people.POLICIES.values():
        assert f'id="{place}"' in page
    assert of_page(client, "/truce/")["@graph"][0]["publisher"] == {"@id": told["@id"]}
    home = of_page(client, "/")
    assert [each["@type"] for each in home["@graph"]] == ["WebSite", "NewsMediaOrganization"]
    check(home)


# ---- where nothing is said, and no way out ---------------------------------------------------------


def test_a_page_that_is_about_no_one_thing_says_nothing(published, client, administrator):
    for path in ("/truce/statements/", "/truce/timeline/", "/truce/sources/", "/about/", "/search/"):
        assert not of_page(client, path)
    assert b"ld+json" not in client.get("/truce/statements/nothing/").content
    client.force_login(administrator)
    assert not of_page(client, "/preview/truce/statements/statement-0/")


def test_no_word_can_end_the_element(truce, client):
    Story.objects.filter(pk=truce.pk).update(
        title=HOSTILE[:80], standfirst=HOSTILE, limits=HOSTILE, short_answer=f"Nobody. {HOSTILE}"
    )
    Actor.objects.filter(slug="truce-side-0").update(name=HOSTILE[:70], description=HOSTILE)
    Event.objects.filter(slug="event-0").update(title=HOSTILE[:80], place=HOSTILE[:80])
    Statement.objects.filter(slug="statement-2").update(setting=HOSTILE, attributed_as=HOSTILE)
    publish(truce, note="First")
    story = shape.thaw(client.get("/truce/story.json").content)
    for page in PAGES:
        html = client.get(f"/truce/{page}").content.decode()
        parser = Scripts()
        parser.feed(html)
        ours = [kind for kind in parser.kinds if "src" not in kind]
        assert ours == [{"type": "application/ld+json"}], page
        assert not set("<>&\u2028\u2029") & set(parser.found[0])
        assert html.count("</head>") == 1
    assert of_page(client, "/truce/")["@graph"][0]["headline"] == story.title
    who = next(each for each in story.actors if each.slug == "truce-side-0")
    assert of_page(client, "/truce/actors/truce-side-0/")["@graph"][0]["name"] == who.name
    assert who.name.startswith("</script><script>")
    said = of_page(client, "/truce/statements/statement-2/")["@graph"][0]
    assert said["recordedAt"]["name"] == next(row for row in story.statements if row.slug == "statement-2").setting


def test_every_letter_that_html_knows_is_written_as_json_has_it():
    told = element(json.dumps({"name": HOSTILE}, ensure_ascii=False).encode())
    inside = told.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inside)
    assert json.loads(inside) == {"name": HOSTILE}
