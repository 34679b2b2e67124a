"""Days and weeks as they are said: “14 June”, “on Wednesday night”, “three days ago”, “last week”.

It must not say what they are to the desk: ``said_dates`` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from .dates import MONTHS
from .said_spans import (
    A_DAY,
    A_WEEK,
    DAY,
    MONTH,
    MONTH_NUMBERS,
    OF_DAY,
    WEEKDAY,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    YEAR,
    Asked,
    Span,
    Ways,
    day_words,
    in_calendar,
    month_of,
    reads_into,
    so_far,
    week_of,
    year_of,
    years_of,
)

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"a": 1, "an": 1, "a couple of": 2}
_HOURS = r"(?:at |in the |the )?(?:early |late |earlier )?(?:on )?"

WAYS: Ways = []
reads = reads_into(WAYS)


# Days.


@reads(rf"(?:{WEEKDAY},? )?(?:the )?{DAY}(?: of)? {MONTH}{YEAR}?{OF_DAY}?")
@reads(rf"(?:{WEEKDAY},? )?{MONTH} (?:the )?{DAY}{YEAR}?{OF_DAY}?")
def _named_day(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    month, number, weekday = (
        MONTH_NUMBERS[found["month"]],
        int(found["day"]),
        WEEKDAY_NUMBERS.get(found["weekday"] or ""),
    )
    for year, how in years_of(found["year"], asked, month, number):
        day = in_calendar(year, month, number)
        if day and (weekday is None or day.isoweekday() == weekday):
            yield Span(day, day, "day", f"{number} {MONTHS[month - 1]} {year}", how)


@reads(r"(?P<one>\d{1,2})(?P<sign>[/.-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4})")
def _numbered_day(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    """06/07/2024 is two days, unless the language puts the day first, or a sign does that no other order has."""
    one, other, year = int(found["one"]), int(found["other"]), int(found["year"])
    orders = [(one, other)] if asked.day_first or found["sign"] == "." else [(one, other), (other, one)]
    for number, month in orders:
        if day := in_calendar(year, month, number):
            yield Span(day, day, "day", f"{day_words(day)}, with the {'day' if number == one else 'month'} first")


@reads(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})")
def _year_first(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    if day := in_calendar(int(found["year"]), int(found["month"]), int(found["day"])):
        yield Span(day, day, "day", f"{day_words(day)}, with the year first")


@reads(rf"{_HOURS}(?P<which>last |this past |past |next |this coming |coming )?{WEEKDAY}{OF_DAY}?")
def _weekday(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    told, which = asked.told_on, (found["which"] or "").strip()
    if told is None:
        return
    number = WEEKDAY_NUMBERS[found["weekday"]]
    since = (told.isoweekday() - number) % 7
    if asked.onward and asked.ahead and not which and since:
        day = told + timedelta(days=7 - since)
        yield Span(day, day, "day", f"{WEEKDAYS[number - 1]} after {day_words(told)}")
    if which in ("next", "this coming", "coming"):
        day, said = told + timedelta(days=7 - since), "after"
    elif since == 0 and not which:
        day, said = told, ""
    else:
        day, said = told - timedelta(days=since or 7), "before"
    why = f"{WEEKDAYS[number - 1]} {said} {day_words(told)}" if said else f"the day of the source, {day_words(told)}"
    yield Span(day, day, "day", why)


@reads(rf"{_HOURS}(?P<day>today|yesterday|tomorrow|tonight|the day before yesterday|the day after tomorrow){OF_DAY}?")
@reads(r"(?:earlier )?this (?P<day>morning|afternoon|evening)")
def _beside(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    away = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
    if told := asked.told_on:
        said = found["day"]
        day = told + away.get(said, 0) * A_DAY
        where = {0: "the day of the source,", -1: "the day before", 1: "the day after"}
        yield Span(day, day, "day", f"{where.get(away.get(said, 0), 'two days from')} {day_words(told)}")


@reads(r"last night|overnight")
def _last_night(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    if told := asked.told_on:
        yield Span(told - A_DAY, told, "within", f"the night before {day_words(told)}, which is of two days")


@reads(rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))}) (?P<what>day|week|month|year)s? ago")
def _ago(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    if not (told := asked.told_on):
        return
    count = _COUNTS.get(found["count"]) or int(found["count"])
    why = f"{found[0].removesuffix(' ago')} before {day_words(told)}"
    match found["what"]:
        case "day":
            yield Span(told - count * A_DAY, told - count * A_DAY, "day", why)
        case "week":
            yield replace(week_of(told - count * A_WEEK, asked), what=f"one day of the week of {why}")
        case "month":
            months = told.year * 12 + told.month - 1 - count
            yield month_of(months // 12, months % 12 + 1, f"the month of {why}")
        case _:
            yield year_of(told.year - count, f"the year of {why}")


# Weeks.


@reads(rf"(?:the )?week (?:of|beginning|starting)(?: on)? (?:the )?(?:{DAY}(?: of)? {MONTH}{YEAR}?)")
@reads(rf"(?:the )?week (?:of|beginning|starting)(?: on)? (?:{MONTH} {DAY}{YEAR}?)")
def _week_named(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    month, number = MONTH_NUMBERS[found["month"]], int(found["day"])
    for year, how in years_of(found["year"], asked, month, number):
        if day := in_calendar(year, month, number):
            week = Span(day, day + 6 * A_DAY, "within", "") if day.isoweekday() == 7 else week_of(day, asked)
            yield replace(week, what=f"one day of the week of {number} {MONTHS[month - 1]} {year}", how=how)


@reads(r"(?P<which>last|this|next|the past|the previous) week")
@reads(r"(?P<which>earlier|later) this week")
def _week_beside(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    if not (told := asked.told_on):
        return
    week = week_of(told, asked)
    match found["which"]:
        case "last" | "the previous":
            # Who begins the week on Sunday says “last week” then of days that others still call this one.
            last = told - A_DAY if told.isoweekday() == 7 else week.first - A_DAY
            yield Span(week.first - A_WEEK, last, "within", f"one day of the week before that of {day_words(told)}")
        case "the past":
            yield Span(told - A_WEEK, told, "within", f"one day of the seven before {day_words(told)}")
        case "next":
            yield Span(
                week.first + A_WEEK, week.last + A_WEEK, "within", f"one day of the week after {day_words(told)}"
            )
        case which:
            yield from so_far(week, told, which, f"one day of the week of {day_words(told)}")


@reads(r"(?:over |at )?(?:the |last )weekend")
def _weekend(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    """Where the week ends on Sunday; elsewhere its end is of other days."""
    if (told := asked.told_on) and asked.language not in ("ar", "he"):
        saturday = told - timedelta(days=(told.isoweekday() + 1) % 7)
        if saturday + A_DAY < told:
            yield Span(saturday, saturday + A_DAY, "within", f"the Saturday or Sunday before {day_words(told)}")
