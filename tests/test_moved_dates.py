"""An event that is put back keeps every date it had, and nothing that was cancelled or is to come is told as past."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.utils.translation import override
from msgspec.structs import replace

from explainer.desk.compose import Draft
from explainer.desk.rules.moved_dates import QUESTIONS
from explainer.edition import document as shape
from explainer.edition.diffs import compare
from explainer.edition.parts import EarlierDate
from explainer.following.entries import titled
from explainer.language.date_forms import FORMS, HELP
from explainer.language.dates import parse
from explainer.language.moved_dates import change_words, from_words, move_words, way
from explainer.models import Actor, Event, Source, Story
from explainer.models import EarlierDate as EarlierRow
from explainer.models.base import WhenField
from explainer.search.entries import entries
from explainer.story.facet_values import month_of
from explainer.story.facets import choose
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by
from explainer.story.moves import moved_from, moves
from explainer.story.timelines import coming, latest, overdue, timeline

from .formats import told_by_atom
from .publish import publish, publish_translation
from .test_document import FIRST
from .translate import translate

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))  # as of 23 August 2024


def was(when: str, set_on: str = "", set_by: str | None = None, sources: tuple[str, ...] = ()) -> EarlierDate:
    return EarlierDate(when=when, when_reported="", set_on=set_on, set_by=set_by, sources=list(sources))


def event(slug: str = "opening", when: str = "2024-09-19", status: str = "expected", **fields: Any) -> shape.Event:
    row = replace(STORY.events[0], slug=slug, when=when, status=status, order_in_day=0, body="", title=slug.title())
    return replace(row, **{"when_reported": "", "when_note": "", "dates": [], "set_on": "", "set_by": None} | fields)


def story(*events: shape.Event, **fields: Any) -> shape.Document:
    bare: dict[str, Any] = {"links": [], "event_links": []}
    return replace(STORY, events=list(events), **bare | fields)


def told(*events: shape.Event, **fields: Any) -> StoryIndex:
    return StoryIndex(story(*events, **fields))


# ---- in words ------------------------------------------------------------------------------------

WAYS = [
    ("2024-06-21", "2024-07-19", "back"),
    ("2024-06-21", "[..2024-07-19]", "back"),
    ("[..2024-06-21]", "[..2024-07-19]", "back"),
    ("[2024-06-21..]", "2024-07-19", "back"),
    ("2024-06", "2024-07", "back"),
    ("[2024-06-01..2024-06-20]", "[2024-06-11..2024-06-30]", "back"),
    ("2024-07-19", "2024-06-21", "forward"),
    ("2024-06", "2024-06-21", "anew"),
    ("2024-06-21", "2024", "anew"),
    ("2024-06-21", "2024-06-21~", "anew"),
    ("2024-06-21", None, "back"),
]


@pytest.mark.parametrize(("before", "after", "found"), WAYS)
def test_a_date_told_more_or_less_exactly_was_not_put_back(before, after, found):
    assert way(parse(before), parse(after) if after else None) == found


@pytest.mark.parametrize(
    ("before", "after", "on", "said"),
    [
        ("2024-06-21", "2024-07-19", "2024-06-14", "21 June 2024, put back on 14 June 2024 to 19 July 2024"),
        ("2024-06-21", "[..2024-07-19]", "2024-06-14", "21 June 2024, put back on 14 June 2024: by 19 July 2024"),
        ("2024-06-21", "2024-07-19", "", "21 June 2024, put back to 19 July 2024"),
        ("2024-06-21", "2024-07", "2024-06", "21 June 2024, put back to July 2024 (date set: June 2024)"),
        ("2024-07", "2024-06-21", "2024-06-14", "July 2024, brought forward on 14 June 2024 to 21 June 2024"),
        ("2024-06", "2024-06-21", "", "June 2024, changed to 21 June 2024"),
        ("[..2024-06-21]", None, "2024-06-14", "By 21 June 2024, put back on 14 June 2024; no new date"),
    ],
)
def test_a_move_reads_as_a_sentence_however_vague_its_dates_are(before, after, on, said):
    assert move_words(parse(before), parse(after) if after else None, parse(on) if on else None) == said


@pytest.mark.parametrize(
    ("language", "said", "beside"),
    [
        (
            "ar", "21 يونيو/حزيران 2024، أُجّل في 14 يونيو/حزيران 2024 إلى 19 يوليو/تموز 2024",
            "مؤجّل من 21 يونيو/حزيران 2024",
        ),
        ("he", "21 ביוני 2024, נדחה ב־14 ביוני 2024 ל־19 ביולי 2024", "נדחה מ־21 ביוני 2024"),
    ],
)  # fmt: skip
def test_a_move_is_told_in_the_language_of_whoever_reads(language, said, beside):
    before, after = parse("2024-06-21"), parse("2024-07-19")
    with override(language):
        assert (move_words(before, after, parse("2024-06-14")), from_words(before, after)) == (said, beside)


def test_every_date_that_an_event_had_is_told_with_when_and_by_whom_each_was_set():
    actor = STORY.actors[0]
    dates = [was("2024-06-21", "2024-02-22", actor.slug), was("2024-07-19", "2024-06-14")]
    (row,) = told(event(when="", set_on="2024-07-10", set_by=actor.slug, dates=dates)).events
    assert [(move.words, move.set_by.name if move.set_by else "") for move in moves(row)] == [
        ("At first 21 June 2024, set on 22 February 2024", actor.name),
        ("21 June 2024, put back on 14 June 2024 to 19 July 2024", ""),
        ("19 July 2024, put back on 10 July 2024; no new date", actor.name),
    ]
    assert moved_from(row) == "put back from 19 July 2024"


def test_an_event_whose_date_never_moved_has_no_history():
    (row,) = told(event(set_on="2024-06-14")).events
    assert (moves(row), moved_from(row)) == ([], "")


def test_an_earlier_date_that_cannot_be_read_says_nothing_rather_than_breaking_the_preview():
    (row,) = told(event(dates=[was("soon")])).events
    assert (moves(row)[0].words, moved_from(row)) == ("", "")


@pytest.mark.parametrize(
    ("fields", "last", "beside"),
    [
        ({"when": "", "status": "cancelled"}, "At first 21 June 2024", ""),
        ({"when": "", "status": "expected"}, "21 June 2024, put back; no new date", "put back from 21 June 2024"),
        ({"status": "cancelled"}, "21 June 2024, put back to 19 September 2024", "put back from 21 June 2024"),
        ({"status": "happened"}, "21 June 2024, put back to 19 September 2024", "put back from 21 June 2024"),
    ],
)
def test_what_was_cancelled_with_no_new_date_was_not_put_back(fields, last, beside):
    (row,) = told(event(dates=[was("2024-06-21")], **fields)).events
    assert (moves(row)[-1].words, moved_from(row)) == (last, beside)


# ---- what comes next, and what came last -----------------------------------------------------------


def test_a_day_to_come_is_never_under_latest():
    index = told(
        event("past", "2024-08-01", "happened"), event("off", "2024-09-01", "cancelled"), event("next", "2024-09-19"),
        event("called-off", "2024-08-10", "cancelled"), event("by", "[..2024-09-10]"), event("some-day", ""),
        event("today", "2024-08-23"), event("month", "2024-08"), event("unclear", "2024-09-02", "not-known"),
    )  # fmt: skip
    assert [row.slug for row in latest(index, 9)] == ["called-off", "past"]
    assert [row.slug for row in coming(index, 9)] == [
        "today", "month", "off", "unclear", "by", "next", "some-day",
    ]  # fmt: skip
    assert [row.slug for row in coming(index, 2)] == ["today", "month"]


def test_what_was_expected_on_a_day_that_has_passed_is_told_as_no_more_than_that():
    index = told(event("missed", "2024-08-10"))
    assert coming(index, 3) == latest(index, 3) == []
    assert [row.status_words for row in overdue(index, 3)] == ["Was expected"]


@pytest.mark.parametrize(("status", "placed"), [("expected", True), ("cancelled", True), ("happened", False)])
def test_what_is_expected_by_a_day_stands_at_that_day(status, placed):
    line = timeline(told(event("by", "[..2024-09-10]", status), event("day", "2024-09-09")).events)
    assert [[entry.row.slug for entry in month.entries] for month in line.months] == [
        ["day", "by"] if placed else ["day"]
    ]
    assert [entry.row.slug for entry in line.undated] == ([] if placed else ["by"])
    assert {month_of(entry.row) for entry in line.undated} == (set() if placed else {"none"})
    if placed:
        assert {month_of(entry.row) for entry in line.months[0].entries} == {"2024-09"}


def test_what_was_cancelled_is_drawn_as_nothing_else():
    line = timeline(told(event("off", "2024-08-10", "cancelled"), event("was", "2024-08-10", "happened")).events)
    assert [entry.precision for entry in line.months[0].entries] == ["cancelled", "exact"]
    assert line.drawn == {"cancelled", "exact"}


# ---- feeds, search, changes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "title", "labels"),
    [
        ({}, "Expected: Opening", ["expected"]),
        ({"dates": [was("2024-08-01")]}, "Put back: Opening", ["expected", "moved-back"]),
        ({"dates": [was("2024-10-01")]}, "Brought forward: Opening", ["expected", "moved-forward"]),
        ({"dates": [was("2024-09")]}, "Date changed: Opening", ["expected", "moved-anew"]),
        ({"dates": [was("2024-08-01")], "status": "cancelled"}, "Cancelled: Opening", ["cancelled"]),
        ({"dates": [was("2024-08-01")], "status": "happened"}, "Opening", ["happened"]),
    ],
)
def test_feeds_and_search_say_what_became_of_an_event(fields, title, labels):
    document = story(event(**fields))
    assert titled(StoryIndex(document).events[0]) == title
    assert [entry.labels for kind, _day, entry in entries(document) if kind == "events"] == [labels]


def test_the_changes_say_from_which_date_to_which():
    old, new = story(event(when="2024-06-21")), story(event(when="2024-07-19"))
    (change,) = compare(old, new)
    assert change.told == "the date was put back from 21 June 2024 to 19 July 2024"
    (vague,) = compare(old, story(event(when="[..2024-07-19]")))
    assert vague.told == "the date was put back (before: 21 June 2024; then: by 19 July 2024)"
    (gone,) = compare(old, story(event(when="")))
    assert (gone.told, gone.field) == ("", "date")
    with override("ar"):
        assert change_words(parse("2024-06-21"), parse("2024-07-19")) == (
            "أُجّل الموعد من 21 يونيو/حزيران 2024 إلى 19 يوليو/تموز 2024"
        )


# ---- what was known by a day -----------------------------------------------------------------------


def reported(*, set_on: str = "2024-06-14", sources: tuple[str, ...] = ("plan", "news")) -> StoryIndex:
    """An event that one report gives a date, and a later one another; and a third that has nothing to do with it."""
    source = STORY.sources[0]
    published = {"plan": "2024-02-22", "news": "2024-06-15", "last": "2024-08-20"}
    dates = [was("2024-06-21", "2024-02-22", None, ("plan",))]
    row = event(set_on=set_on, status="cancelled", sources=list(sources), dates=dates)
    kept = ("sources", "actors", "events", "state", "groups")
    bare: dict[str, Any] = {name: [] for name in shape.SECTIONS if name not in kept}
    rows = [replace(source, slug=slug, published=day) for slug, day in published.items()]
    return StoryIndex(replace(STORY, sources=rows, events=[row], **bare))


def known(day: str, **fields: Any) -> shape.Event | None:
    found = known_by(reported(**fields), date.fromisoformat(day)).event.get("opening")
    return found.value if found else None


def test_a_date_is_not_known_before_it_was_set():
    assert known("2024-02-21") is None
    early, late = known("2024-06-14"), known("2024-06-15")
    assert early
    assert late
    assert (early.when, early.status, early.set_on, early.dates) == ("2024-06-21", "expected", "2024-02-22", [])
    assert (late.when, late.status, [each.when for each in late.dates]) == ("2024-09-19", "cancelled", ["2024-06-21"])


def test_where_nobody_says_when_it_was_set_a_report_of_the_earlier_date_does_not_know_the_later():
    early, late = known("2024-06-14", set_on=""), known("2024-06-15", set_on="")
    assert [each.when for each in (early, late) if each] == ["2024-06-21", "2024-09-19"]
    only = known("2024-06-14", set_on="", sources=("plan",))
    assert only
    assert only.when == "2024-09-19", "the one report that there is has both"


def test_an_event_is_known_by_the_report_of_a_date_that_it_had():
    early = known("2024-06-14", sources=("news",))
    assert early
    assert (early.when, early.sources) == ("2024-06-21", ["plan"])


def test_the_month_in_which_it_stood_then_is_offered():
    whole = reported()
    early = known_by(whole, date(2024, 6, 14))
    choice = choose(early, {"month": ["2024-06"]}, timeline=True, whole=whole)
    assert [row.slug for row in choice.rows] == ["opening"]
    assert [line.value for line in choice.facets[-1].rows] == ["2024-06", "2024-09"]


# ---- what the desk asks and helps with -------------------------------------------------------------


def asked(**fields: Any) -> list[str]:
    draft = Draft(story(event(**{"sources": [STORY.sources[0].slug]} | fields)), {})
    return [problem.sentence for question in QUESTIONS for problem in question(draft)]


OLD = STORY.sources[0].slug


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"dates": [was("2024-09-19")]}, "moved from 2024-09-19 to the same date"),
        ({"set_on": "2024-08-24"}, "after the story's own date (2024-08-23)"),
        ({"when": "2024-08-01", "set_on": "2024-08-02", "status": "happened"}, "when that had passed"),
        ({"dates": [was("2024-08-01", "2024-08-02")]}, "its date 2024-08-01 was set on 2024-08-02"),
        ({"dates": [was("2024-10-01", "2024-08-02")], "set_on": "2024-08-01"}, "Are they in order, the oldest first?"),
        ({"when": "2024-08-22"}, "is expected on 2024-08-22, which has passed"),
    ],
)
def test_the_desk_asks_about_dates_that_make_no_sense(fields, part):
    (sentence,) = asked(**fields)
    assert part in sentence
    assert sentence.startswith("events/opening")


def test_the_desk_asks_which_report_has_the_new_date():
    reports = [replace(STORY.sources[0], published="2024-08-01")]
    draft = Draft(story(event(set_on="2024-08-02", sources=[OLD], dates=[was("2024-09-01")]), sources=reports), {})
    (problem,) = [problem for question in QUESTIONS for problem in question(draft)]
    assert "every source that is given for it is older" in problem.sentence
    undated = replace(draft.document, sources=[replace(reports[0], published="")])
    assert not [problem for question in QUESTIONS for problem in question(Draft(undated, {}))], "it may be newer"


def test_what_stands_between_without_the_day_on_which_it_was_set_hides_no_disorder():
    dates = [was("2024-10-01", "2024-08-02"), was("2024-10-02")]
    (sentence,) = asked(dates=dates, set_on="2024-08-01")
    assert "the date that was set on 2024-08-02 stands before the one that was set on 2024-08-01" in sentence


@pytest.mark.parametrize(("then", "now"), [("soon", "2024-08-01"), ("2024-08-02", "soon")])
def test_of_a_day_that_cannot_be_read_no_order_is_asked(then, now):
    assert asked(dates=[was("2024-10-01", then)], set_on=now) == []


def test_beside_a_story_s_own_date_that_cannot_be_read_nothing_has_passed():
    row = event(when="2024-08-22", set_on="2024-08-20", sources=[OLD])
    draft = Draft(story(row, as_of="some day"), {})
    assert not [problem for question in QUESTIONS for problem in question(draft)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"set_on": "2024-08-20", "dates": [was("2024-09-01", "2024-08-01"), was("2024-09-05", "2024-08-10")]},
        {"status": "happened", "when": "2024-08-20", "set_on": "2024-08-20", "dates": [was("2024-08-10")]},
        {"when": "", "set_on": "2024-08-20", "dates": [was("2024-09-01")]},
        {"when": "2024-08", "set_on": "2024-08", "dates": [was("2024-07")]},
    ],
)
def test_the_desk_asks_nothing_of_dates_that_may_be_so(fields):
    assert asked(**fields) == []


def test_the_help_of_a_date_lists_every_form_that_the_desk_reads():
    field = WhenField()
    assert field.help_text == HELP
    found = set()
    for form, said in FORMS:
        assert f"{said}: {form}" in HELP
        when = parse(form)
        found.add((when.shape, when.qualifier, when.open_start, when.open_end))
    whole = {("day", "", False, False), ("month", "", False, False), ("year", "", False, False)}
    marked = {("month", mark, False, False) for mark in "~?%"}
    ranges = {
        (shape, "", *ends) for shape in ("interval", "set") for ends in ((False, False), (True, False), (False, True))
    }
    assert found == whole | marked | ranges


def test_the_help_is_no_business_of_a_migration():
    assert "help_text" not in WhenField().deconstruct()[3]


# ---- on pages --------------------------------------------------------------------------------------


def text_of(html: str) -> str:
    """The words of a page, as one line."""
    words = re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:a|b|bdi|span|time)\b[^>]*>", "", html))
    return re.sub(r"\s+", " ", unescape(words))


@pytest.fixture
def put_back(truce: Story) -> Story:
    """Its first event is put back, its second cancelled; published."""
    EarlierRow.objects.all().delete()
    source, actor = Source.objects.get(), Actor.objects.get(slug="truce-side-0")
    row = Event.objects.get(slug="event-0")
    row.when, row.status, row.set_on, row.set_by = "[..2024-09-19]", "expected", "2024-08-20", actor
    row.save()
    before = EarlierRow.objects.create(event=row, order=1, when="2024-09-05", when_reported="on Thursday")
    before.sources.add(source)
    Event.objects.filter(slug="event-1").update(when="2024-09-01", status="cancelled", set_on="", set_by=None)
    publish(truce, note="First edition.")
    return truce


MOVED = "5 September 2024, put back on 20 August 2024: by 19 September 2024, by Side 0."


def test_one_entry_on_the_timeline_tells_its_whole_history(put_back, client):
    page = client.get("/truce/timeline/").content.decode()
    text = text_of(page)
    assert MOVED in text
    assert "At first 5 September 2024. Source says “on Thursday”. Reported by The Daily Test, 23 August 2024." in text
    assert page.count(">Round 0 is held</a></h3>") == 1
    assert "No date given" not in text
    assert text.index("Cancelled") < text.index("Round 1 is held") < text.index("Round 0 is held")


def test_the_overview_tells_what_comes_next_apart_from_what_came_last(put_back, client):
    text = text_of(client.get("/truce/").content.decode())
    assert "What was to come next Sunday 1 September 2024 · Cancelled Round 1 is held" in text
    assert "By 19 September 2024 · Expected · put back from 5 September 2024 Round 0 is held" in text
    assert "Latest" not in text
    publish_translation(translate(put_back), note="")
    arabic = text_of(client.get("/ar/truce/").content.decode())
    assert "في 19 سبتمبر/أيلول 2024 أو قبله · متوقّع · مؤجّل من 5 سبتمبر/أيلول 2024" in arabic


def test_feeds_actors_and_search_tell_it_too(put_back, client):
    told_there = told_by_atom(client.get("/truce/feed.atom").content)
    titles = {entry.title: entry.html for entry in told_there.entries.values()}
    assert MOVED in text_of(titles["Put back: Round 0 is held"])
    assert "Cancelled: Round 1 is held" in titles
    actor = text_of(client.get("/truce/actors/truce-side-0/").content.decode())
    assert "· Cancelled Round 1 is held" in actor
    found = text_of(client.get("/truce/search/?q=Round").content.decode())
    assert "Expected, not confirmed · Put back" in found
    assert "· Cancelled" in found


def test_the_changes_page_says_that_a_date_was_put_back(put_back, client):
    Event.objects.filter(slug="event-1").update(when="2024-09-08", status="expected")
    publish(put_back, note="Another date.")
    text = text_of(client.get("/truce/changes/?since=1").content.decode())
    assert "The date was put back from 1 September 2024 to 8 September 2024" in text
    assert "Event, Round 1 is held: the date was put back from" in text_of(
        client.get("/truce/changes/").content.decode()
    )
