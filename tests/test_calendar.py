"""What is expected, as a calendar: tentative, and never more exact than it is known."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from django.utils.translation import override

from explainer.desk.publishing import publish_again, withdraw
from explainer.language.date_words import MONTHS
from explainer.language.dates import parse
from explainer.models import EarlierDate, Edition, Event, Source, Story

from .first_story import first_story
from .formats import Component, read_calendar
from .publish import publish


@pytest.fixture
def calendar(client):
    """``calendar()`` reads the truce's, after publishing it once more when told a ``note``."""

    def read(note: str = "") -> Component:
        if note:
            publish(Story.objects.get(), note=note)
        response = client.get("/truce/events.ics")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        return read_calendar(response.content)

    return read


def expect(when: str, **fields: str) -> None:
    Event.objects.filter(slug="event-0").update(
        **{"title": "Talks, and more", "body": "", "status": "expected", "when": when} | fields
    )


def test_a_calendar_without_anything_expected_is_valid_and_empty(published, calendar):
    found = calendar()
    assert found.events == []
    assert [each.name for each in found.inside] == ["VTIMEZONE"]


def test_what_is_expected_in_the_first_story(db, client):
    first_story()
    talks, summit = read_calendar(client.get("/gaza-ceasefire/events.ics").content).events
    assert talks.days == (date(2024, 8, 24), date(2024, 8, 25))
    assert talks.text("SUMMARY") == "Talks in Cairo (“this weekend”: weekend of 24 and 25 August 2024)"
    assert "it does not say that it lasts that long" in talks.text("DESCRIPTION")
    first, theirs, ours, *_rest = talks.text("DESCRIPTION").split("\n")
    assert (first, theirs) == ("Expected, not confirmed.", "As the source puts it: “this weekend”.")
    assert ours.startswith("Date: ")
    assert summit.days == (date(2024, 8, 25), date(2024, 8, 25))
    assert summit.text("SUMMARY") == "A negotiating summit in Cairo"
    assert "Depends on: Whether Hamas sends negotiators" in summit.text("DESCRIPTION")
    assert "Source: CNN, 23 August 2024" in summit.text("DESCRIPTION")
    assert summit["URL"] == "http://testserver/gaza-ceasefire/events/cairo-summit/"
    assert {event["STATUS"] for event in (talks, summit)} == {"TENTATIVE"}


# What is written at the desk → first day, last day, what the summary adds.
DATES = {
    "2024-09-05": ("2024-09-05", "2024-09-05", ""),
    "2024-09-05/2024-09-07": ("2024-09-05", "2024-09-07", ""),
    "[..2024-09-05]": ("2024-09-05", "2024-09-05", " (by 5 September 2024)"),
    "[2024-09-05..2024-09-07]": ("2024-09-05", "2024-09-07", " (between 5 and 7 September 2024)"),
    "[2024-09-21..2024-09-30]": ("2024-09-21", "2024-09-30", " (late September 2024)"),
    "[2024-12-31..2025-01-01]": ("2024-12-31", "2025-01-01", " (31 December 2024 or 1 January 2025)"),
    "2024-09": ("2024-09-01", "2024-09-30", " (days not known: September 2024)"),
    "2025": ("2025-01-01", "2025-12-31", " (days not known: 2025)"),
    "2024-09/2024-10": ("2024-09-01", "2024-10-31", " (days not known: September to October 2024)"),
    "[2024-09..2024-11]": (
        "2024-09-01", "2024-11-30", " (days not known: between September and November 2024)",
    ),
    "2024-09-05/2024-10": ("2024-09-05", "2024-10-31", " (days not known: 5 September 2024 to October 2024)"),
}  # fmt: skip


@pytest.mark.parametrize("when", DATES)
def test_a_date_is_as_exact_as_it_is_known(published, calendar, when):
    first, last, added = DATES[when]
    expect(when)
    (event,) = calendar("Dated.").events
    assert [day.isoformat() for day in event.days] == [first, last]
    assert event.text("SUMMARY") == f"Talks, and more{added}"
    assert (parse(when).exact or "/" in when) or added


@pytest.mark.parametrize(
    "when", ["2024-09-05~", "2024-09-05?", "2024-09~", "2024-09%", "2024-09-01~/2024-09-05",
             "[2024-09-05..]", "2024-09-05/..", "../2024-09-05", "", "9999"]
)  # fmt: skip
def test_a_date_without_bounds_is_left_out_and_counted(published, calendar, when):
    expect(when)
    found = calendar("Dated.")
    assert found.events == []
    assert "Left out, for want of a date that a calendar can hold: 1 event." in found.text("X-WR-CALDESC")


def test_a_calendar_speaks_the_language_of_its_story_whoever_asks(published, calendar, client):
    expect("[2024-09-05..2024-09-07]")
    (english,) = calendar("Dated.").events
    assert client.get("/ar/truce/events.ics")["Location"] == "/truce/events.ics"
    Story.objects.update(language="ar")
    (arabic,) = calendar("In Arabic.").events
    with override("ar"):
        assert str(MONTHS[9]) in arabic.text("SUMMARY")
    assert "September" not in arabic.text("SUMMARY")
    assert arabic["UID"] == english["UID"]


def test_what_was_cancelled_stays_and_says_so(published, calendar):
    expect("2024-09-05", status="cancelled")
    (event,) = calendar("Off.").events
    assert event["STATUS"] == "CANCELLED"
    assert event.text("SUMMARY") == "Cancelled: Talks, and more"
    assert event.text("DESCRIPTION").startswith("Cancelled.\n")
    assert event["SEQUENCE"] == "1"  # it had been told as happened


@pytest.mark.parametrize(
    ("status", "told", "said"),
    [
        ("happened", "CONFIRMED", "It has happened."),
        ("not-known", "TENTATIVE", "Not known whether it happened."),
        ("cancelled", "CANCELLED", "Cancelled."),
    ],
)
def test_what_came_of_it_is_told_where_it_was_expected(published, calendar, status, told, said):
    expect("2024-08-20", status=status)
    happened_before = calendar(f"It is {status}.").events
    assert [event["STATUS"] for event in happened_before] == (["CANCELLED"] if status == "cancelled" else [])
    expect("2024-08-20")
    (first,) = calendar("Expected.").events
    expect("2024-08-20", status=status)
    (event,) = calendar(f"It is {status} again.").events
    assert (event["STATUS"], event.text("DESCRIPTION").partition("\n")[0]) == (told, said)
    assert event["UID"] == first["UID"]
    assert int(event["SEQUENCE"]) == int(first["SEQUENCE"]) + 1


def test_the_sequence_goes_up_with_each_move_and_never_down(published, calendar):
    expect("2024-09-05")
    (event,) = calendar("Expected.").events
    numbers = [event["SEQUENCE"]]
    row, source = Event.objects.get(slug="event-0"), Source.objects.get()

    def told(note: str) -> None:
        (event,) = calendar(note).events
        numbers.append(event["SEQUENCE"])

    expect("2024-09-05", body="In another place.")
    told("Other words.")
    expect("2024-09-12")
    EarlierDate.objects.create(event=row, order=1, when="2024-09-05").sources.add(source)
    told("Put back, with its past.")
    expect("2024-09-19")
    told("Put back, without.")
    EarlierDate.objects.create(event=row, order=2, when="2024-09-12").sources.add(source)
    told("Its past.")
    row.dates.all().delete()
    expect("2024-09-05")
    told("As it was.")
    first, *rest = [int(number) for number in numbers]
    assert [number - first for number in rest] == [0, 1, 2, 3, 4]


def test_a_date_that_moved_before_readers_met_it_counts(truce, calendar):
    expect("2024-09-12", set_on="2024-08-20")
    row = Event.objects.get(slug="event-0")
    was = EarlierDate.objects.create(event=row, order=1, when="2024-09-05", set_on="2024-08-01")
    was.sources.add(Source.objects.get())
    (event,) = calendar("Put back.").events
    assert event["SEQUENCE"] == "1"
    assert "5 September 2024, put back on 20 August 2024 to 12 September 2024.\n" in event.text("DESCRIPTION")


def test_an_entry_keeps_its_name_and_moves_with_its_substance(clock, published, calendar):
    clock(days=1)
    expect("2024-09-05")
    (first,) = calendar("Expected.").events
    clock(days=1)
    Story.objects.update(standfirst="Something else.")
    (same,) = calendar("Something else.").events
    assert same == first
    clock(days=1)
    expect("2024-09-06")
    (moved,) = calendar("A day later.").events
    assert moved["UID"] == first["UID"]
    assert moved["CREATED"] == first["CREATED"]
    assert moved["DTSTAMP"] == moved["LAST-MODIFIED"] == f"{clock[0].astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert moved["DTSTAMP"] > first["DTSTAMP"]


def test_hostile_text_stays_text(published, calendar):
    title = "A; b, c\\d: e\r\nEND:VEVENT\x07 “gate number 0” " + "é𝄞" * 60
    expect("2024-09-05", title=title, body="One.\n\nTwo; and “gate number 1”.", condition="If\nEND:VCALENDAR")
    (event,) = calendar("Hostile.").events
    assert event.text("SUMMARY").startswith("A; b, c\\d: e")
    assert event.text("SUMMARY").endswith("é𝄞" * 60)
    assert "\x07" not in event.text("SUMMARY")
    assert "Two; and “gate number 1”." in event.text("DESCRIPTION")


def test_drafts_and_what_is_scheduled_are_not_in_it(clock, published, calendar):
    clock(days=1)
    expect("2024-09-05")
    assert calendar().events == []
    publish(published, note="Later.", at=clock[0] + timedelta(hours=1))
    assert calendar().events == []
    clock[0] += timedelta(hours=1)
    assert len(calendar().events) == 1


def test_a_withdrawn_story_expects_nothing(published, calendar):
    expect("2024-09-05")
    assert len(calendar("Expected.").events) == 1
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    found = calendar()
    assert found.events == []
    assert found["X-WR-CALNAME"] == "Withdrawn"


def test_what_was_expected_and_is_taken_out_is_cancelled_without_a_word_of_it(clock, published, calendar):
    clock(days=1)
    expect("2024-09-05/2024-09-07")
    (first,) = calendar("Expected.").events
    clock(days=1)
    Event.objects.filter(slug="event-0").delete()
    (event,) = calendar("Taken out.").events
    assert (event["UID"], event["STATUS"], event.days) == (first["UID"], "CANCELLED", first.days)
    assert int(event["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
    assert event["LAST-MODIFIED"] == event["DTSTAMP"] > first["DTSTAMP"]
    assert event["CREATED"] == first["CREATED"]
    assert event.text("SUMMARY") == "No longer in this explainer"
    assert "Talks" not in "".join(value for rows in event.properties.values() for _with, value in rows)
    clock(days=1)
    publish_again(Edition.objects.get(number=2), note="It stands.")
    (back,) = calendar().events
    assert (back["UID"], back["STATUS"]) == (first["UID"], "TENTATIVE")
    assert int(back["SEQUENCE"]) == int(event["SEQUENCE"]) + 1
    assert back["LAST-MODIFIED"] > event["LAST-MODIFIED"]


@pytest.mark.parametrize("status", ["happened", "cancelled", "not-known"])
def test_what_was_not_expected_any_more_just_leaves(published, calendar, status):
    expect("2024-08-20")
    calendar("Expected.")
    expect("2024-08-20", status=status)
    calendar("Came to something.")
    Event.objects.filter(slug="event-0").delete()
    assert calendar("Taken out.").events == []


def test_a_date_without_bounds_that_is_taken_out_was_never_in_it(published, calendar):
    expect("2024-09-05~")
    calendar("Expected.")
    Event.objects.filter(slug="event-0").delete()
    assert calendar("Taken out.").events == []


def test_what_was_withdrawn_and_is_published_again_has_not_moved(clock, published, calendar):
    clock(days=1)
    expect("2024-09-05")
    (first,) = calendar("Expected.").events
    clock(days=1)
    Story.objects.update(standfirst="Something else.")
    calendar("Something else.")
    withdraw(Edition.objects.get(number=3), because="Wrong.")
    assert calendar().events == []
    clock(days=1)
    publish_again(Edition.objects.get(number=2), note="Back.")
    (again,) = calendar().events
    assert again == first


def test_what_was_expected_in_an_edition_that_was_withdrawn_and_is_not_any_more_is_cancelled(
    clock, published, calendar
):
    clock(days=1)
    expect("2024-09-05")
    (first,) = calendar("Expected.").events
    clock(days=1)
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    clock(days=1)
    Event.objects.filter(slug="event-0").delete()
    (event,) = calendar("Without it.").events
    assert (event["UID"], event["STATUS"]) == (first["UID"], "CANCELLED")
    assert int(event["SEQUENCE"]) > int(first["SEQUENCE"])


def test_what_happened_stays_as_it_was_dated(clock, published, calendar):
    clock(days=1)
    expect("2024-08-19")
    calendar("Expected.")
    clock(days=1)
    expect("2024-08-20", status="happened")
    (event,) = calendar("A day later.").events
    assert (event["STATUS"], event.days) == ("CONFIRMED", (date(2024, 8, 20), date(2024, 8, 20)))
    clock(days=9)
    Story.objects.update(standfirst="Something else.")
    (same,) = calendar("Something else.").events
    assert same == event


def test_a_calendar_costs_the_same_whatever_its_size(make_story, client, django_assert_num_queries):
    story = make_story(events=50)
    Event.objects.update(status="expected")
    assert Source.objects.count() == 1
    publish(story, note="")
    client.get("/truce/events.ics")
    with django_assert_num_queries(2):
        response = client.get("/truce/events.ics")
    assert len(read_calendar(response.content).events) == 50
