"""What joins events and statements: both ways, each in whose name it is, and in one order of a day."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.checks import check
from explainer.edition import document as shape
from explainer.edition.chronology import chronology, unordered
from explainer.edition.taking_back import Taken, take_back
from explainer.models import Event, EventLink, Source, Statement, StatementLink, Story
from explainer.story.facet_values import on_line
from explainer.story.indexes import StoryIndex

from .crawl import words_of
from .publish import publish
from .stories import link_events

pytestmark = pytest.mark.django_db
DAY = "2024-02-01"
REPORT = "According to The Daily Test, 23 August 2024"
RELATIONS = {
    "answers": ("In answer to", "Answered by"), "after": ("After", "Followed by"), "because": ("Because of", "Led to"),
}  # fmt: skip


def join(**fields: Any) -> EventLink:
    """From the second event, in place of the link that it has."""
    EventLink.objects.all().delete()
    fields = {"relation": "because", "drawn_by": "us"} | fields
    return EventLink.objects.create(event=Event.objects.get(slug="event-1"), order=1, **fields)


def of_source() -> dict[str, Any]:
    return {"drawn_by": "source", "source": Source.objects.get()}


def of_statement() -> dict[str, Any]:
    return {"drawn_by": "statement", "said_in": Statement.objects.get(slug="statement-1")}


@pytest.fixture
def first(truce: Story) -> Event:
    """The first event; the first statement was made before the second event."""
    Statement.objects.filter(slug="statement-0").update(when="2024-01-02")
    return Event.objects.get(slug="event-0")


def entry(slug: str, path: str = "/truce/timeline/") -> str:
    """What stands at one entry of the timeline."""
    body = Client().get(path).content.decode()
    (found,) = re.findall(rf'<li class="\w+" id="{slug}">.*?</li>', body, re.DOTALL)
    return words_of(found.encode())


def page(path: str) -> str:
    return words_of(Client().get(path).content)


# ---- where it is shown, in whose name --------------------------------------------------------------------------------


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_link_stands_at_both_events_with_the_report_that_draws_it(truce, first, relation):
    join(relation=relation, to_event=first, **of_source())
    publish(truce, note="First.")
    ahead, back = RELATIONS[relation]
    assert f"{ahead}: Round 0 is held, 5 January 2024 {REPORT}" in entry("event-1")
    assert f"{back}: Round 1 is held, 8 January 2024 {REPORT}" in entry("event-0")
    assert "Our reading" not in entry("event-1") + entry("event-0")


@pytest.mark.parametrize("relation", RELATIONS)
def test_what_we_draw_is_called_ours_at_both_ends_and_cites_nobody(truce, first, relation):
    join(relation=relation, to_event=first)
    publish(truce, note="First.")
    for slug in ("event-1", "event-0"):
        assert "2024 Our reading" in entry(slug)
        assert "According to The Daily" not in entry(slug)


@pytest.mark.parametrize("relation", RELATIONS)
def test_what_somebody_says_is_said_by_them_at_both_ends(truce, first, relation):
    join(relation=relation, to_event=first, **of_statement())
    publish(truce, note="First.")
    for slug in ("event-1", "event-0"):
        assert "2024 Says Side 1 on gate 1, 2 February 2024" in entry(slug)
        assert "Our reading" not in entry(slug)


def test_a_link_to_a_statement_stands_at_the_event_and_on_the_page_of_the_statement(truce, first):
    join(to_statement=Statement.objects.get(slug="statement-0"), note="in part", **of_source())
    publish(truce, note="First.")
    assert f"Because of, in part: Side 0 on gate 0, 2 January 2024 {REPORT}" in entry("event-1")
    led = f"Led to, in part: Round 1 is held, 8 January 2024 {REPORT}"
    assert led in entry("said-statement-0")
    assert led in page("/truce/statements/statement-0/")


@pytest.mark.parametrize("relation", ["after", "because"])
def test_a_statement_says_after_what_it_was_said_and_the_event_what_came_of_it(truce, first, relation):
    join(relation="after", to_event=first)
    said = Statement.objects.get(slug="statement-1")
    StatementLink.objects.create(statement=said, order=2, relation=relation, to_event=first, drawn_by="speaker")
    publish(truce, note="First.")
    ahead, back = RELATIONS[relation]
    assert f"{ahead}: Round 0 is held, 5 January 2024 Drawn by the speaker" in entry("said-statement-1")
    assert f"{back}: Side 1 on gate 1, 2 February 2024 Drawn by the speaker" in entry("event-0")
    assert f"{ahead} Round 0 is held, 5 January 2024" in page("/truce/statements/statement-1/")


def test_to_come_after_reads_as_no_reason(truce, first):
    join(relation="after", to_event=first, **of_source())
    publish(truce, note="First.")
    for slug in ("event-0", "event-1"):
        assert not re.search("because|led to|answer|reason|owing|result", entry(slug), re.IGNORECASE)


@pytest.mark.parametrize(("status", "said"), [("cancelled", "Cancelled"), ("not-known", "Not known whether")])
def test_what_did_not_happen_is_not_linked_to_as_if_it_had(truce, first, status, said):
    join(to_event=first)
    Event.objects.filter(slug="event-1").update(status=status)
    publish(truce, note="First.")
    assert f"Led to: Round 1 is held, 8 January 2024 · {said}" in entry("event-0")


def test_an_answer_to_another_statement_stays_on_its_own_page(truce, first):
    publish(truce, note="First.")
    assert "Answers" not in entry("said-statement-1")
    assert "Answers Side 0 on gate 0" in page("/truce/statements/statement-1/")


# ---- one order of a day ----------------------------------------------------------------------------------------------


@pytest.fixture
def draft(truce: Story) -> Draft:
    link_events(truce)
    return compose("truce")


def of_one_day(draft: Draft, link: dict[str, Any], *, given: tuple[int, int] = (0, 0)) -> shape.Document:
    """All of one day, and one link of the first event, whose slug sorts first, to the second."""
    story = draft.document
    events = [changed(row, when=DAY, order_in_day=place) for row, place in zip(story.events, given, strict=True)]
    said = [changed(row, when=DAY) for row in story.statements]
    ends = {"event": "event-0", "to_event": "event-1", "to_statement": None}
    links = [changed(story.event_links[0], **ends | link)]
    return changed(story, events=events, statements=said, event_links=links, links=[])


def order(story: shape.Document) -> list[str]:
    places = chronology(story.statements, story.events, story.links, story.event_links)
    return [slug for _said, slug in sorted(places, key=lambda key: places[key])]


@pytest.mark.parametrize("relation", RELATIONS)
def test_of_one_day_an_event_stands_after_what_it_follows(draft, relation):
    assert order(of_one_day(draft, {"relation": relation}))[:2] == ["event-1", "event-0"]
    to_statement = {"relation": relation, "to_event": None, "to_statement": "statement-0"}
    assert order(of_one_day(draft, to_statement))[:3] == ["event-1", "statement-0", "event-0"]
    assert [row.slug for row in StoryIndex(of_one_day(draft, {"relation": relation})).events] == ["event-1", "event-0"]


def test_an_order_that_is_given_comes_before_a_link(draft):
    found = order(of_one_day(draft, {}, given=(1, 2)))
    assert found.index("event-0") < found.index("event-1")


@pytest.mark.parametrize("relation", ["after", "because"])
def test_of_one_day_a_statement_stands_after_what_it_follows(draft, relation):
    story = of_one_day(draft, {})
    link = changed(draft.document.links[0], statement="statement-0", to_statement="statement-1", relation=relation)
    found = order(changed(story, links=[link]))
    assert found.index("statement-0") > found.index("statement-1")


def test_what_a_link_orders_is_not_asked_about(draft):
    story = of_one_day(draft, {})
    happened = [*story.events]
    assert list(unordered([], happened, [], []))
    assert not list(unordered([], happened, [], story.event_links))


def test_the_desk_composes_in_the_order_of_the_pages(truce):
    Event.objects.update(when=DAY)
    EventLink.objects.all().delete()
    first, second = Event.objects.order_by("slug")
    EventLink.objects.create(event=first, order=1, relation="answers", to_event=second, drawn_by="us")
    assert [row.slug for row in compose("truce").document.events] == ["event-1", "event-0"]


# ---- at the desk -----------------------------------------------------------------------------------------------------


def linked(draft: Draft, first: str, then: str, **link: Any) -> list[str]:
    story = draft.document
    events = [changed(row, when=when) for row, when in zip(story.events, (first, then), strict=True)]
    fields = {"source": None if link.get("drawn_by", "source") != "source" else "truce-report"} | link
    links = [changed(story.event_links[0], **fields)]
    return [str(each) for each in check(Draft(changed(story, events=events, event_links=links), draft.excerpts))]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("drawn", [{}, {"drawn_by": "us"}, {"drawn_by": "statement", "said_in": "statement-1"}])
def test_nothing_comes_of_what_came_later(draft, relation, drawn):
    said = {"after": "comes after", "because": "comes because of"}.get(relation, relation)
    (problem,) = linked(draft, "2024-01-09", "2024-01-08", relation=relation, **drawn)
    assert problem == f"events/event-1 {said} something later than itself."
    assert linked(draft, "2024-01-05", "2024-01-08", relation=relation, **drawn) == []


def test_an_event_answers_nothing_without_a_date(draft):
    (problem,) = linked(draft, "[..2024-01-05]", "2024-01-08", relation="answers")
    assert "an answer cannot be claimed" in problem


def test_our_reading_of_an_order_needs_the_dates(draft):
    (problem,) = linked(draft, "2024-01-08", "2024-01-08", relation="because", drawn_by="us")
    assert "which of the two came first is not known" in problem
    assert linked(draft, "2024-01-08", "2024-01-08", relation="because") == []


def test_events_do_not_come_of_each_other(draft):
    story = draft.document
    events = [changed(row, when=DAY) for row in story.events]
    back = changed(story.event_links[0], event="event-0", to_event="event-1", relation="because")
    found = [
        str(each)
        for each in check(Draft(changed(story, events=events, event_links=[*story.event_links, back]), draft.excerpts))
    ]
    assert "events/event-0 answers itself by way of other events or statements; break the loop." in found


# ---- exchanges, and what was taken back ------------------------------------------------------------------------------


def test_an_event_that_answers_belongs_to_the_exchange_and_one_that_came_after_does_not(draft):
    story = draft.document
    link = changed(story.event_links[0], to_event=None, to_statement="statement-0", drawn_by="us", source=None)
    for relation, events in (("answers", ["event-1"]), ("because", ["event-1"]), ("after", [])):
        index = StoryIndex(changed(story, event_links=[changed(link, relation=relation)]))
        exchange = index.exchange_of("statement-0")
        assert exchange
        assert [row.slug for row in on_line(index, exchange) if row in index.events] == events
        assert bool(index.our_reading(exchange)) == bool(events)


def test_what_was_only_said_after_makes_no_exchange(draft):
    story = draft.document
    for relation, joined in (("answers", True), ("because", True), ("after", False)):
        index = StoryIndex(changed(story, links=[changed(story.links[0], relation=relation)]))
        assert bool(index.exchange_of("statement-0")) == joined


@pytest.mark.parametrize("taken", [("statement", "statement-0"), ("event", "event-1"), ("statement", "statement-1")])
def test_a_link_goes_with_what_it_joins_and_with_who_draws_it(draft, taken):
    story = draft.document
    link = {"to_event": None, "to_statement": "statement-0", "drawn_by": "statement", "said_in": "statement-1"}
    story = changed(story, event_links=[changed(story.event_links[0], source=None, **link)])
    kind, slug = taken
    gone = Taken(kind=kind, slug=slug, at="2024-09-01T00:00:00+00:00", basis="error", reason="No.", language="en")
    left = take_back(story, [gone])
    assert left.event_links == []
    index = StoryIndex(left)
    if kind == "statement":
        assert index.event["event-1"].lost
    else:
        assert index.statement["statement-0"].lost
