"""Dates that admit doubt: read, order and say a day, month, year, span or "some day between".

It never turns a vague date into an exact one, and knows nothing of models, requests or the clock. The words that
readers see are in ``date_words``; here are the sentences for editors, which are English.

The notation is a subset of the Extended Date/Time Format (EDTF, part of ISO 8601-2:2019):
dates to the day, month or year and intervals (Level 0, "Date" and "Time Interval"); the qualifiers ``~``
approximate, ``?`` uncertain, ``%`` both, at the end of a date (Level 1, "Qualification of a date") and
intervals with an open end (Level 1, "Extended Interval"); and one of a set (Level 2, "Set representation",
square brackets). Years run from 1000 to 9999 in the Gregorian calendar.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from django.utils.translation import get_language

from . import date_words as say
from .date_forms import SOME

# For editors; readers are told the months in their own language.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LONGEST = 40  # characters; the longest date that means anything has 24
Qualifier = Literal["", "~", "?", "%"]
Precision = Literal["day", "month", "year"]
Shape = Literal["day", "month", "year", "interval", "set"]

_QUALIFIERS: Mapping[str, Qualifier] = {"~": "~", "?": "?", "%": "%"}

_DAY = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_WHEN = re.compile(
    rf"(?P<one>{_DAY}[~?%]?)"
    rf"|(?P<start>{_DAY}[~?%]?|\.\.)/(?P<end>{_DAY}[~?%]?|\.\.)"
    rf"|\[(?P<first>{_DAY})?\.\.(?P<last>{_DAY})?\]"
)


class DateProblem(ValueError):
    """A text that is no date of ours; the message is one sentence that an editor can act on."""


class _Part(NamedTuple):
    """One written date: its text without the qualifier, the days it covers, how precise it is, its qualifier."""

    text: str
    first: date
    last: date
    precision: Precision
    qualifier: Qualifier


class _Written(NamedTuple):
    """What a text says. One date is both of its ends, and so is the known end of one that is ``open`` at the other."""

    shape: Shape
    start: _Part
    end: _Part
    open: Literal["", "start", "end"]


@dataclass(frozen=True, slots=True)
class When:
    """A date as an editor knows it. Made by ``parse``.

    ``earliest`` and ``latest`` are the days that the text covers; ``date.min`` and ``date.max`` stand for
    an open end. A qualifier (``~``, ``?``, ``%``) does not widen them.
    """

    edtf: str
    earliest: date
    latest: date
    shape: Shape
    qualifier: Qualifier

    def __str__(self) -> str:
        return self.edtf

    @property
    def exact(self) -> bool:
        """A single known day, without a qualifier."""
        return self.shape == "day" and not self.qualifier

    @property
    def open_start(self) -> bool:
        return self.edtf.startswith(("..", "[.."))

    @property
    def open_end(self) -> bool:
        return self.edtf.endswith(("..", "..]"))

    @property
    def undated(self) -> bool:
        """Known only as "by" a day: it has no place of its own on a line."""
        return self.shape == "set" and self.open_start

    @property
    def machine(self) -> str | None:
        """A value for ``<time datetime>`` (WHATWG HTML, "The time element": date, week, month or year).

        The smallest day, ISO week, month or year that holds every day of it; None when there is none, that is
        when an end is open or the days lie in two years.
        """
        first, last = self.earliest, self.latest
        if self.open_start or self.open_end or first.year != last.year:
            return None
        if first == last:
            return first.isoformat()
        year, week, _ = first.isocalendar()
        if (year, week) == last.isocalendar()[:2]:
            return f"{year:04}-W{week:02}"
        return f"{first.year:04}-{first.month:02}" if first.month == last.month else f"{first.year:04}"

    @property
    def anchor(self) -> date:
        """The day it is put at: its first, or its last when the start is open."""
        return self.latest if self.open_start else self.earliest

    @property
    def sort_key(self) -> tuple[date, int, date, str]:
        """A total order: at one day, exact first, then a qualified day, then ranges (short first), then "by"."""
        open_start = self.open_start
        rank = (1 if self.qualifier else 0) if self.shape == "day" else 3 if open_start else 2
        return (self.latest if open_start else self.earliest, rank, self.latest, self.edtf)

    @property
    def month(self) -> tuple[int, int]:
        """(year, month) of the heading that it belongs under."""
        return (self.anchor.year, self.anchor.month)


@lru_cache(maxsize=8192)
def parse(text: str) -> When:
    """The date that ``text`` says. Outer spaces don't count, and ``a/a`` or ``[a..a]`` is ``a``.

    Raises DateProblem for every other text, of any length."""
    shape, start, end, is_open = _written(text)
    if end.last < start.first:
        raise DateProblem(f"{_quoted(text)} ends before it starts: put the earlier date first.")
    if start == end and not is_open:
        return When(start.text + start.qualifier, start.first, start.last, start.precision, start.qualifier)
    earliest = date.min if is_open == "start" else start.first
    latest = date.max if is_open == "end" else end.last
    return When(text.strip(" "), earliest, latest, shape, _both(start.qualifier, end.qualifier))


def readable(text: str) -> When | None:
    """``parse``, with None for an empty text and for one that is no date of ours."""
    try:
        return parse(text) if text else None
    except DateProblem:
        return None


def surely_after(a: When, b: When) -> bool:
    """Whether every day of ``a`` comes after every day of ``b``. Qualifiers don't count."""
    return a.earliest > b.latest


def words(when: When, *, weekday: bool = False) -> str:
    """``when`` in the language of the moment, for the middle of a sentence: "late June 2024", "by 23 August 2024".

    ``weekday`` names the day of the week where the day is known: "Friday 31 May 2024"."""
    return _words(when, weekday, get_language())


@lru_cache(maxsize=8192)
def _words(when: When, weekday: bool, _language: str | None) -> str:
    """``words``, kept by language: the third argument is there to be told apart by."""
    shape, start, end, is_open = _written(when.edtf)
    if shape == "set":
        return _set_words(start, end, is_open)
    if shape == "interval":
        if is_open:
            return (say.FROM if is_open == "end" else say.UNTIL) % {"date": _said(start)}
        return _pair(say.SPAN, start, end)
    if weekday and when.exact:
        return say.weekday_words(when.earliest)
    return _said(start)


def sentence(when: When, *, weekday: bool = False) -> str:
    """``words`` with a capital, for the start of a sentence or a label."""
    said = words(when, weekday=weekday)
    return said[:1].upper() + said[1:]


def _written(text: str) -> _Written:
    found = _WHEN.fullmatch(text.strip(" ")) if len(text) <= LONGEST else None
    if found is None:
        raise DateProblem(f"{_quoted(text)} is not a date we can read: {SOME}")
    one, start, end, first, last = found.groups()
    if one:
        part = _part(one)
        return _Written(part.precision, part, part, "")
    shape: Shape = "interval" if start else "set"
    early, late = (start.strip("."), end.strip(".")) if start else (first, last)
    if early and late:
        return _Written(shape, _part(early), _part(late), "")
    if not early and not late:
        raise DateProblem(f"{_quoted(text)} is open at both ends: give it a start or an end.")
    known = _part(early or late)
    return _Written(shape, known, known, "end" if early else "start")


def _part(text: str) -> _Part:
    qualifier = _QUALIFIERS.get(text[-1], "")
    text = text.removesuffix(qualifier)
    year, month, day = int(text[:4]), text[5:7], text[8:10]
    if year < 1000:
        raise DateProblem(f"{_quoted(text)} has a year we can't use: years run from 1000 to 9999.")
    if not month:
        return _Part(text, date(year, 1, 1), date(year, 12, 31), "year", qualifier)
    if not 1 <= int(month) <= 12:
        raise DateProblem(f"{_quoted(text)} is not in the calendar: months run from 01 to 12.")
    days = monthrange(year, int(month))[1]
    if not day:
        return _Part(text, date(year, int(month), 1), date(year, int(month), days), "month", qualifier)
    if not 1 <= int(day) <= days:
        name = f"{MONTHS[int(month) - 1]} {year}"
        raise DateProblem(f"{_quoted(text)} is not in the calendar: {name} has {days} days.")
    known = date(year, int(month), int(day))
    return _Part(text, known, known, "day", qualifier)


def _both(a: Qualifier, b: Qualifier) -> Qualifier:
    """One qualifier for two dates: as doubtful as both together."""
    if not a or not b or a == b:
        return a or b
    return "%"


def _quoted(text: str) -> str:
    """What the editor wrote, short and safe to print in a message."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:LONGEST])
    return f"“{shown}…”" if len(text) > LONGEST else f"“{shown}”"


def _said(part: _Part) -> str:
    """One date in words."""
    match part.precision:
        case "day":
            said = say.day_words(part.first)
        case "month":
            said = say.month_words(part.first.year, part.first.month)
        case _:
            said = str(part.first.year)
    return say.QUALIFIED[part.qualifier] % {"date": said} if part.qualifier else said


def _pair(patterns: Mapping[str, say.Pattern], start: _Part, end: _Part) -> str:
    """Two dates in words, with a month or year that both share said once, unless that would blur it."""
    if shared := _shared(start, end):
        return say.pair_words(patterns, shared, start.first, end.first)
    return patterns[""] % {"first": _said(start), "last": _said(end)}


def _shared(start: _Part, end: _Part) -> str:
    """What two dates share, as the patterns for two dates are named; empty where it has to be said twice."""
    plain = start.precision == end.precision and not start.qualifier and not end.qualifier
    if not plain or start.precision == "year" or start.first.year != end.first.year:
        return ""
    if start.precision == "month":
        return "year of months"
    return "month" if start.first.month == end.first.month else "year"


def _set_words(start: _Part, end: _Part, is_open: str) -> str:
    """One day (or month, or year) out of several, in words."""
    if is_open == "start":
        return say.BY[end.precision] % {"date": _said(end)}
    if is_open:
        return say.SINCE[start.precision] % {"date": _said(start)}
    if start.precision == end.precision == "day":
        first, last = start.first, end.last
        if _is_third(first, last):
            return say.third_words(first)
        if first.weekday() == 0 and 4 <= (last - first).days <= 6:
            return say.WEEK % {"date": _said(start)}
        if first.weekday() == 5 and (last - first).days == 1:
            return _pair(say.WEEKEND, start, end)
    consecutive = start.precision == end.precision and end.first - start.last == timedelta(days=1)
    return _pair(say.EITHER if consecutive else say.BETWEEN, start, end)


def _is_third(first: date, last: date) -> bool:
    """Whether these are days 1–10, 11–20 or 21–end of one month."""
    ends = {1: 10, 11: 20, 21: monthrange(first.year, first.month)[1]}
    return (first.year, first.month) == (last.year, last.month) and ends.get(first.day) == last.day
