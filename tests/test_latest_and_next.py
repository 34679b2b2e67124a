"""Latest, next, and what should have been: told by the day up to which a story is told, and asked for at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from msgspec.structs import replace

from explainer.desk.compose import Draft
from explainer.desk.rules.checks import ask, check
from explainer.desk.rules.passed_days import QUESTIONS
from explainer.edition import document as shape
from explainer.edition.passed_days import rows_that_expected
from explainer.language.dates import parse
from explainer.models import Edition, Story
from explainer.story.coverage import next_update, stopped
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by
from explainer.story.timelines import coming, latest, overdue

from .crawl import text_of
from .publish import publish
from .test_document import FIRST

DOCUMENT = shape.thaw(FIRST.read_text(encoding="utf-8"))
EVENT, STATEMENT = DOCUMENT.events[0], DOCUMENT.statements[0]
BARE = {"links": [], "event_links": [], "positions": [], "key_points": [], "figures": [], "comparisons": []}
AS_OF = date(2024, 8, 23)


def told(*events: tuple[str, str, str], **fields: Any) -> shape.Document:
    """A story told up to 23 August 2024, with these events: slug, status and date."""
    rows = [
        replace(EVENT, slug=slug, title=slug, status=status, when=when, condition="") for slug, status, when in events
    ]
    return replace(DOCUMENT, events=rows, **(BARE | fields))


def slugs(events: list[Any]) -> list[str]:
    return [event.slug for event in events]


STORY = told(
    ("held", "happened", "2024-08-10"),
    ("called-off", "cancelled", "2024-08-15"),
    ("unclear", "not-known", "2024-08-12"),
    ("missed", "expected", "2024-06-21"),
    ("vague", "expected", "2024-08"),
    ("far", "expected", "2026"),
    ("near", "expected", "2024-08-25"),
    ("year", "expected", "2025"),
    ("off", "cancelled", "2024-09-03"),
    ("some-day", "expected", ""),
)


# ---- what stands where ---------------------------------------------------------------------------


def test_latest_is_what_came_up_to_the_storys_day_and_no_more_is_expected_of():
    index = StoryIndex(STORY)
    assert slugs(latest(index, 9)) == ["called-off", "unclear", "held"]
    assert slugs(latest(index, 1)) == ["called-off"]


def test_next_is_the_nearest_first():
    index = StoryIndex(STORY)
    assert slugs(coming(index, 9)) == ["near", "vague", "off", "year", "far", "some-day"]
    assert slugs(coming(index, 1)) == ["near"]


def test_what_should_have_been_is_neither():
    index = StoryIndex(STORY)
    assert slugs(overdue(index, 9)) == ["missed"]
    later = StoryIndex(replace(STORY, as_of="2024-09-01"))
    assert slugs(overdue(later, 9)) == ["near", "vague", "missed"]
    assert slugs(overdue(later, 1)) == ["near"]


@pytest.mark.parametrize(
    ("when", "passed"),
    [("2024-08-22", True), ("2024-08-23", False), ("2024-08", False), ("2024-07~", True), ("[..2024-08-22]", True),
     ("2024-08-20/2024-08-24", False), ("2024-01-01/..", False), ("", False)],
)  # fmt: skip
def test_a_vague_day_has_passed_when_its_last_day_has(when, passed):
    (event,) = StoryIndex(told(("e", "expected", when))).events
    assert event.passed is passed
    assert event.status_words == ("Was expected" if passed else "Expected")


# ---- as readers are told ---------------------------------------------------------------------------


@pytest.fixture
def published_as(truce: Story):
    """What readers are served of a document that was published on a day."""

    def freeze(document: shape.Document, on: date = AS_OF + timedelta(days=1)) -> Client:
        text = shape.freeze(document)
        Edition.objects.create(
            story=truce, slug="truce", language="en", number=1, kind="first", note="", schema=document.schema,
            document=text, digest=shape.digest_of(text), published_at=datetime(on.year, on.month, on.day, tzinfo=UTC),
        )  # fmt: skip
        return Client()

    return freeze


def test_what_was_expected_is_told_so_wherever_it_stands(published_as):
    reader = published_as(STORY)
    for place in ("", "events/missed/"):
        assert "Was expected on <time" in text_of(reader.get(f"/truce/{place}").content), place
    assert "Was expected then, not confirmed" in text_of(reader.get("/truce/timeline/").content)
    feed = reader.get("/truce/feed.atom").content.decode()
    assert "Was expected: missed" in feed
    calendar = reader.get("/truce/events.ics").content.decode()
    assert calendar.count("STATUS:TENTATIVE") == 5
    assert "Was expected then\\, not confirmed." in calendar
    overview = text_of(reader.get("/truce/").content)
    assert "Should have been by then" in overview


def test_readers_are_told_by_the_day_of_the_edition_and_never_by_the_clock(published_as, clock):
    reader = published_as(told(("near", "expected", "2024-08-25")))
    clock[0] = datetime(2031, 1, 1, tzinfo=UTC)
    body = text_of(reader.get("/truce/").content)
    assert "Was expected" not in body
    assert "Should have been" not in body


def test_what_happened_depends_on_nothing_for_readers(published_as):
    document = told(("held", "happened", "2024-08-10"))
    document = replace(document, events=[replace(document.events[0], condition="if the rain stops")])
    reader = published_as(document)
    for place in ("", "timeline/", "events/held/", "feed.atom", "events.ics"):
        assert "if the rain stops" not in reader.get(f"/truce/{place}").content.decode(), place


ROW = shape.StateRow(slug="next", label="Next", text="A summit", when="2024-08-20", on_every_page=True, sources=[])


@pytest.mark.parametrize(
    ("published", "when", "expected", "found"),
    [
        ("2024-08-10", "2024-08-20", "", True),  # after its source: of a day to come
        ("2024-08-21", "2024-08-20", "", False),  # its source can know
        ("2024-08-10", "2024-08-24", "", False),  # not yet past
        ("", "2024-08-20", "", False),
        ("2024-08-21", "2024-08-20", "2024-08-20", True),  # that of an event that is expected
    ],
)
def test_a_row_of_the_state_of_play_that_told_of_a_day_to_come(published, when, expected, found):
    source = replace(DOCUMENT.sources[0], published=published)
    row = replace(ROW, when=when, sources=[source.slug])
    events = (("summit", "expected", expected),) if expected else ()
    story = told(*events, sources=[source, *DOCUMENT.sources[1:]], state=[row])
    assert bool(rows_that_expected(story, parse(story.as_of))) is found


def test_such_a_row_says_that_it_was_expected(published_as):
    reader = published_as(told(("summit", "expected", ROW.when), state=[ROW]))
    for place in ("", "timeline/"):
        assert "(was expected on <time" in text_of(reader.get(f"/truce/{place}").content), place


def test_a_phase_that_could_have_begun_says_so(published_as):
    phase = replace(DOCUMENT.phases[0], state="not-begun", not_before="2024-07-01", begun_on="", ended_on="")
    reader = published_as(told(phases=[phase, *DOCUMENT.phases[1:]]))
    assert "Was not to begin before" in text_of(reader.get("/truce/phases/1/").content)
    later = replace(phase, not_before="2024-09-01")
    (first, *_rest) = StoryIndex(told(phases=[later, *DOCUMENT.phases[1:]])).phases
    assert ("Not before", parse("2024-09-01")) in first.days


# ---- where a story stops -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coverage", "days", "why"),
    [("live", 0, ""), ("live", 60, ""), ("live", 61, "behind"), ("", 61, "behind"), ("paused", 0, "paused"),
     ("closed", 400, "closed")],
)  # fmt: skip
def test_a_story_stops_when_it_is_paused_or_closed_or_long_behind(coverage, days, why):
    assert stopped(told(coverage=coverage), AS_OF + timedelta(days=days)) == why


def test_the_next_update_is_told_while_it_is_to_come():
    story = told(next_update="2024-10")
    assert next_update(story, date(2024, 10, 31)) == parse("2024-10")
    assert next_update(story, date(2024, 11, 1)) is None


PAGES = (
    "", "timeline/", "statements/", "statements/month/none/", "actors/", "issues/", "positions/", "sources/",
    "balance/", "changes/", "open-questions/", "events/near/", "search/?q=gate", "phases/", "phases/1/", "glossary/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"coverage": "paused", "next_update": "2024-10"},
            ["Paused after <time", "An update was announced for: <time"],
        ),
        ({"coverage": "closed"}, ["Closed after <time"]),
        ({}, ["Stops after <time"]),
    ],
)
def test_each_page_of_a_story_that_stops_says_so_once(published_as, fields, words):
    on = AS_OF + timedelta(days=1 if fields else 200)
    said = [replace(STATEMENT, when="")]
    reader = published_as(told(("near", "expected", "2024-08-25"), statements=said, **fields), on)
    places = [
        *PAGES,
        f"statements/{STATEMENT.slug}/",
        f"actors/{DOCUMENT.actors[0].slug}/",
        f"issues/{DOCUMENT.issues[0].slug}/",
    ]
    for place in places:
        answer = reader.get(f"/truce/{place}")
        assert answer.status_code == 200, place
        body = text_of(answer.content)
        for word in words:
            assert body.count(word) == 1, (place, word)
        assert "(as of 23 August 2024) – " in body, place
    assert "What was to come next" in text_of(reader.get("/truce/").content)
    assert "(as of 23 August 2024)</subtitle>" in reader.get("/truce/feed.atom").content.decode()
    assert f"{words[0].split(' ')[0]} after<br>" in reader.get("/").content.decode()


def test_a_story_that_goes_on_says_as_of_when_it_is(published_as):
    reader = published_as(told(("near", "expected", "2024-08-25"), next_update="2024-09-10"))
    body = text_of(reader.get("/truce/").content)
    assert "As of <time" in body
    assert "An update was announced for: <time" in body
    assert "Stops after" not in body
    assert "What was to come next" not in body
    assert "(as of" not in body


# ---- at the desk ---------------------------------------------------------------------------------


def problems(**fields: Any) -> list[str]:
    return [problem.sentence for problem in check(Draft(replace(DOCUMENT, **fields), {}))]


def asked(today: str, *events: tuple[str, str, str], **fields: Any) -> list[str]:
    draft = Draft(told(*events, **fields), {})
    day = date.fromisoformat(today)
    return [problem.sentence for each in QUESTIONS for problem in each(draft, day)]


def test_a_statement_later_than_the_storys_own_date_is_refused():
    late = [*DOCUMENT.statements, replace(STATEMENT, slug="late", when="2024-08-24")]
    assert (
        "statements/late was made on 2024-08-24, after the story's own date (2024-08-23); "
        "move that on, or mend the date."
    ) in problems(statements=late)
    for when in ("2024-08-23", "2024-08", "2024", ""):
        again = [*DOCUMENT.statements, replace(STATEMENT, slug="late", when=when)]
        assert not [each for each in problems(statements=again) if "was made on" in each], when


def test_what_has_happened_and_still_depends_on_something_is_refused():
    events = [replace(EVENT, status="happened", condition="If it rains"), *DOCUMENT.events[1:]]
    found = [each for each in problems(events=events) if "depend" in each]
    assert found == [
        f"events/{EVENT.slug} has happened, and is still said to depend on something (“If it rains”); take that out."
    ]
    events[0] = replace(events[0], status="cancelled")
    (sentence,) = [each for each in problems(events=events) if "depend" in each]
    assert "has been cancelled, and is still said to depend on something (“If it rains”)" in sentence
    events = [replace(EVENT, status="expected", when="2024-09-01", condition="If it rains"), *DOCUMENT.events[1:]]
    assert not [each for each in problems(events=events) if "depend" in each]


def test_it_is_asked_of_an_event_whose_day_has_passed_today():
    events = [("near", "expected", "2024-08-25")]
    assert asked("2024-08-25", *events) == []
    assert asked("2024-08-26", *events) == [
        "events/near is expected on 2024-08-25, and today that has passed. Did it happen, was it put back or "
        "cancelled, or is that not known?"
    ]
    assert asked("2024-08-26", ("missed", "expected", "2024-06-21")) == [], "of which the other question asks already"
    assert ["missed" in problem.at for problem in ask(Draft(told(("missed", "expected", "2024-06-21")), {}))] == [True]


def test_it_is_asked_of_a_row_of_a_phase_and_of_what_was_due():
    row = asked("2024-08-25", ("summit", "expected", "2024-08-24"), state=[replace(ROW, when="2024-08-24")])
    assert row[1:] == ["state/next tells of 2024-08-24 as of a day to come, which has passed. What came of it?"]
    phase = replace(DOCUMENT.phases[0], state="not-begun", not_before="2024-07-01", begun_on="", ended_on="")
    found = asked("2024-08-24", phases=[phase])
    assert found[:1] == [
        "phases/1 could not begin before 2024-07-01, which has passed by the story's own date (2024-08-23). Has it "
        "begun? Say so, or of which day it is that it has not."
    ]
    assert asked("2024-08-24", phases=[replace(phase, state_on="2024-07-02", provisions=[])]) == []
    owed = replace(phase.provisions[0], due="2024-07-01", status="not-known", status_on="")
    due = asked("2024-08-24", phases=[replace(phase, not_before="", provisions=[owed])])
    assert due == [
        f"phases/1/{owed.slug} was due 2024-07-01, which has passed by the story's own date (2024-08-23). Was it done?"
    ]


def test_it_is_asked_whether_a_story_is_still_kept_up_to_date():
    assert asked("2024-10-22") == []
    (sentence,) = asked("2024-10-23")
    assert sentence.startswith("The story is called live, and is told up to 2024-08-23, more than 60 days ago.")
    assert asked("2024-10-23", coverage="paused") == []
    assert asked("2024-10-02", next_update="2024-10-01") == [
        "The next update was to come 1 October 2024, which has passed. When will it?"
    ]
    assert asked("2024-10-02", next_update="2024-10") == []


def test_it_is_asked_whether_a_story_told_up_to_a_day_to_come_is_right():
    assert asked("2024-08-23") == []
    assert asked("2024-08-22") == ["The story is told up to 2024-08-23, which is to come. Is the day right?"]


def test_a_closed_story_has_no_update_to_come():
    for coverage, sound in (("live", True), ("paused", True), ("closed", False)):
        story = Story(slug="x", title="X", as_of=AS_OF, coverage=coverage, next_update="2024-10")
        if sound:
            story.clean()
            continue
        with pytest.raises(ValidationError, match="closed has no update to come"):
            story.clean()


def test_the_panel_asks_by_today(published, client, editor, clock):
    clock[0] = datetime(2025, 3, 1, tzinfo=UTC)
    client.force_login(editor)
    page = client.get(f"/admin/explainer/story/{published.pk}/change/").content.decode()
    assert "The story is called live" in page


def test_as_known_by_a_day_nothing_was_expected_that_was_still_to_come():
    sources = [replace(DOCUMENT.sources[0], published="2024-06-01"), *DOCUMENT.sources[1:]]
    events = [replace(EVENT, status="expected", when="2024-06-21", condition="", sources=[sources[0].slug])]
    late = replace(sources[0], slug="late", published="2024-08-23")
    story = told(sources=[*sources, late])
    index = StoryIndex(replace(story, events=events))
    assert index.events[0].passed
    known = known_by(index, date(2024, 6, 10))
    assert known.events
    assert not known.events[0].passed


def test_search_says_of_it_too_that_it_was_expected(truce, client):
    truce.events.filter(slug="event-0").update(status="expected", when="2024-06-21")
    publish(truce, note="")
    assert "Was expected" in text_of(client.get("/truce/search/?q=Round").content)
