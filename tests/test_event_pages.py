"""Events have addresses of their own that lead somewhere for ever, and so have the places where they once stood."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.test import Client
from msgspec.structs import replace

from explainer.desk.freezing import add_made_up
from explainer.edition import document as shape
from explainer.models import Edition, Event, Story
from explainer.reading.readings import current
from explainer.story.places import places, stood_at

from .crawl import Page, text_of
from .publish import publish
from .stories import link_events
from .test_document import FIRST
from .test_taking_back import take

pytestmark = pytest.mark.django_db
DOCUMENT = shape.thaw(FIRST.read_text(encoding="utf-8"))
EVENT, STATEMENT = DOCUMENT.events[0], DOCUMENT.statements[0]
BARE = {"links": [], "event_links": [], "positions": [], "key_points": [], "figures": [], "comparisons": []}
Told = Callable[..., shape.Document]


def told(events: dict[str, str], *, statements: int = 0, status: str = "happened") -> shape.Document:
    """A story of these events (slug → date), and so many statements of July 2024."""
    said = [replace(STATEMENT, slug=f"s{place}", when="2024-07-01") for place in range(statements)]
    rows = [replace(EVENT, slug=slug, title=slug.title(), when=when, status=status) for slug, when in events.items()]
    return replace(DOCUMENT, statements=said, events=rows, **BARE)


@pytest.fixture
def editions(truce: Story) -> Callable[..., Client]:
    """What readers are served after these documents were published one after the other."""

    def publish_all(*documents: shape.Document) -> Client:
        first = datetime(2025, 1, 1, tzinfo=UTC)
        rows = [
            SimpleNamespace(document=document, kind=kind, note="", moment=first + timedelta(days=place))
            for place, (kind, document) in enumerate(zip(["first", *["update"] * 9], documents, strict=False))
        ]
        add_made_up(truce, rows)
        return Client()

    return publish_all


# ---- its own page --------------------------------------------------------------------------------


def test_the_page_of_an_event_tells_all_that_is_known_of_it(published, client):
    link_events(published)
    publish(published, note="")
    text = text_of(client.get("/truce/events/event-1/").content)
    for words in (
        "Round 1 is held", "Behind closed doors.", "Side 0", "The Daily Test", "After:", "Round 0 is held",
        "7 January 2024", "/truce/editions/2/events/event-1/", "In its place on the timeline",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("place", ["/truce", "/truce/editions/1", "/ar/truce"])
def test_it_stands_in_the_story_in_an_edition_and_in_each_language(published, client, place):
    response = client.get(f"{place}/events/event-0/")
    assert response.status_code == 200
    assert f'href="{place}/timeline/#event-0"' in response.content.decode()
    assert client.get(f"{place}/events/nothing/").status_code == 404


def test_staff_see_it_in_the_preview(truce, client, reporter):
    client.force_login(reporter)
    assert client.get("/preview/truce/events/event-0/").status_code == 200


def test_from_one_event_the_next_is_reached(published, client):
    slugs = [event.slug for event in current("truce").index.events]
    for one, other in pairwise(slugs):
        assert (
            f'href="/truce/events/{other}/"><small>Next in the list'
            in client.get(f"/truce/events/{one}/").content.decode()
        )
        assert (
            f'href="/truce/events/{one}/"><small>Before in the list'
            in client.get(f"/truce/events/{other}/").content.decode()
        )


def test_every_link_to_an_event_leads_to_its_page(published, client):
    link_events(published)
    publish(published, note="")
    for place in ("timeline/", "", "search/?q=round"):
        assert 'href="/truce/events/event-0/"' in client.get(f"/truce/{place}").content.decode(), place
    changes = client.get("/truce/changes/?since=1").content.decode()
    assert 'href="/truce/events/event-1/?since=1"' in changes


def test_feed_and_calendar_lead_to_it_under_the_name_that_it_had(truce, client):
    truce.events.filter(slug="event-1").update(status="expected", when="2024-09-01")
    publish(truce, note="")
    feed = client.get("/truce/feed.atom").content.decode()
    assert "<id>http://testserver/truce/timeline/#event-0</id>" in feed
    assert 'href="http://testserver/truce/events/event-0/"' in feed
    assert "URL:http://testserver/truce/events/event-1/" in client.get("/truce/events.ics").content.decode()


# ---- what is gone --------------------------------------------------------------------------------


def test_an_event_that_is_gone_says_in_which_edition_it_was_last(editions):
    reader = editions(told({"a": "2024-01-01", "b": "2024-01-02"}), told({"a": "2024-01-01"}))
    gone = reader.get("/truce/events/b/")
    assert gone.status_code == 410
    assert "It was last in version 1" in text_of(gone.content)
    assert reader.get("/truce/editions/1/events/b/").status_code == 200


def test_a_month_that_lost_its_last_entry_answers_as_what_it_was(editions):
    reader = editions(told({"a": "2024-01-01", "b": "2024-08-02"}), told({"a": "2024-01-01", "b": "2024-09-03"}))
    answer = reader.get("/truce/timeline/month/2024-08/")
    assert answer.status_code == 200
    body, text = answer.content.decode(), text_of(answer.content)
    assert "Timeline, August 2024" in text
    assert "Nothing here." in text
    assert "was the last that had something here" in text
    assert "/truce/editions/1/timeline/month/2024-08/" in body
    assert re.search(r'<li id="b">.*?href="/truce/events/b/"', body, re.DOTALL), "an old fragment leads to its page"
    assert reader.get("/truce/timeline/month/2024-07/").status_code == 404, "what never was"


def test_an_edition_that_was_withdrawn_is_not_led_to(editions):
    reader = editions(told({"a": "2024-01-01", "b": "2024-08-02"}), told({"a": "2024-01-01"}))
    Edition.objects.filter(number=1).update(withdrawn_at=datetime(2025, 2, 1, tzinfo=UTC), withdrawn_because="Wrong.")
    answer = reader.get("/truce/timeline/month/2024-08/")
    assert answer.status_code == 200
    assert "was the last that had something here" not in text_of(answer.content)


def test_a_filter_of_statements_that_finds_none_any_more_is_still_a_filter(editions):
    reader = editions(told({}, statements=2), told({"a": "2024-01-01"}))
    for place in ("month/2024-07", f"act/{STATEMENT.act}"):
        assert reader.get(f"/truce/statements/{place}/").status_code == 200, place
    assert reader.get("/truce/statements/act/denied/").status_code == 404
    someone = next(actor.slug for actor in DOCUMENT.actors)
    assert reader.get(f"/truce/statements/actor/{someone}/").status_code == 200, "who is in the story"
    assert reader.get("/truce/statements/actor/nobody/").status_code == 404


@pytest.mark.parametrize("page", ["statements", "timeline"])
def test_a_filter_by_what_is_gone_answers_as_that_does(editions, page):
    issue = DOCUMENT.issues[0].slug
    without = replace(told({"a": "2024-01-01"}), issues=[])
    without = replace(without, events=[replace(each, issues=[]) for each in without.events])
    without = replace(without, open_questions=[], state=[])
    reader = editions(told({"a": "2024-01-01"}), without)
    for place in (f"/truce/issues/{issue}/", f"/truce/{page}/issue/{issue}/"):
        answer = reader.get(place)
        assert answer.status_code == 410, place
        assert "It was last in version 1" in text_of(answer.content)


# ---- where events stood --------------------------------------------------------------------------


def test_a_fragment_of_a_timeline_that_grew_leads_to_the_page_of_its_event(editions):
    early = {f"e{place}": f"2024-0{1 + place % 6}-01" for place in range(12)}
    reader = editions(told(early), told(early | {f"x{place}": "2024-08-01" for place in range(101)}))
    body = reader.get("/truce/timeline/").content.decode()
    page = Page(body)
    assert set(early) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert all(f'href="/truce/events/{slug}/"' in body for slug in early)
    month = reader.get("/truce/timeline/month/2024-01/").content.decode()
    assert "Stood here before" not in month
    assert {"e0", "e6"} <= set(Page(month).ids)


def test_what_stood_on_a_page_stays_bounded_however_many_events_there_are(editions):
    """No page of a long timeline knows of more than were led to on it."""
    many = {f"e{place}": f"2024-0{1 + place % 6}-01" for place in range(600)}
    moved = many | {"e0": "2024-02-02"}
    reader = editions(told(many), told(moved))
    assert "Stood here before" not in reader.get("/truce/timeline/").content.decode()
    body = reader.get("/truce/timeline/month/2024-01/").content.decode()
    assert re.findall('<li id="([^"]+)"', body) == ["e0"]
    assert body.count('<li class="exact" id=') == 99


def test_a_fragment_of_an_event_that_was_renamed_leads_to_its_page(editions):
    renamed = told({"b": "2024-01-01"})
    renamed = replace(renamed, events=[replace(renamed.events[0], former_slugs=["a"])])
    body = editions(told({"a": "2024-01-01"}), renamed).get("/truce/timeline/").content.decode()
    assert re.search(r'<li id="a">.*?href="/truce/events/b/"', body, re.DOTALL)
    assert Page(body).ids.count("b") == 1


def test_places_are_those_that_were_given_out():
    document = told({"a": "2024-01-01", "b": ""})
    assert sorted(places(document)) == [
        "timeline/#a", "timeline/#b", "timeline/month/2024-01", "timeline/month/2024-01/#a",
        "timeline/month/none", "timeline/month/none/#b",
    ]  # fmt: skip
    long = [*places(told({f"e{place}": "2024-01-01" for place in range(101)}))]
    assert stood_at(long, "timeline/") == []
    assert len(stood_at(long, "timeline/month/2024-01/")) == 101


# ---- what was taken back -------------------------------------------------------------------------


def test_an_event_that_was_taken_back_leaves_its_tombstone_and_its_name_nowhere(
    make_story, client, editor, second_editor
):
    story = make_story(events=3)
    Event.objects.filter(slug="event-2").update(slug="quetzal", when="2024-03-01")
    publish(story, note="")
    Event.objects.filter(slug="quetzal").update(when="2024-04-01")
    publish(story, note="")
    assert 'id="quetzal"' in client.get("/truce/timeline/month/2024-03/").content.decode()
    take("event", "quetzal", editor, second_editor)
    for place in ("/truce/events/quetzal/", "/truce/editions/1/events/quetzal/"):
        gone = client.get(place)
        assert gone.status_code == 410, place
        assert "This was taken back" in text_of(gone.content)
    for place in ("timeline/", "timeline/month/2024-03/", "timeline/month/2024-04/", "", "changes/"):
        assert b"quetzal" not in client.get(f"/truce/{place}").content.replace(f"/truce/{place}".encode(), b""), place
