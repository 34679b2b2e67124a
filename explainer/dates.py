"""Dates that admit doubt: read, order and say a day, month, year, span or "some day between".

It never turns a vague date into an exact one, and knows nothing of models, requests or the clock.

The notation is a subset of the Extended Date/Time Format (EDTF, part of ISO 8601-2:2019):
dates to the day, month or year and intervals (Level 0, "Date" and "Time Interval"); the marks ``~``
approximate, ``?`` uncertain, ``%`` both, at the end of a date (Level 1, "Qualification of a date") and
intervals with an open end (Level 1, "Extended Interval"); and one of a set (Level 2, "Set representation",
square brackets). Years run from 1000 to 9999 in the Gregorian calendar.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

# Every English word that a reader sees. A translation replaces these tables and nothing else.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
QUALIFIED = {"": "{0}", "~": "about {0}", "?": "perhaps {0}", "%": "perhaps about {0}"}
THIRDS = {1: "early {0}", 11: "mid-{0}", 21: "late {0}"}
WEEK = "week of {0}"
SPAN, SPAN_UNTIL, SPAN_FROM = "{0} to {1}", "until {0}", "from {0}"
EITHER, BETWEEN = "{0} or {1}", "between {0} and {1}"
BY = {"day": "by {0}", "month": "by the end of {0}", "year": "by the end of {0}"}
SINCE = {"day": "on or after {0}", "month": "in or after {0}", "year": "in or after {0}"}

LONGEST = 40  # characters; the longest date that means anything has 24
Qualifier = Literal["", "~", "?", "%"]
Precision = Literal["day", "month", "year"]
Shape = Literal["day", "month", "year", "interval", "set"]

_DAY = "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_WHEN = re.compile(
    rf"(?P<one>{_DAY}[~?%]?)"
    rf"|(?P<start>{_DAY}[~?%]?|\.\.)/(?P<end>{_DAY}[~?%]?|\.\.)"
    rf"|\[(?P<first>{_DAY})?\.\.(?P<last>{_DAY})?\]"
)
_HELP = "write 2024-05-31, 2024-06, 2024-06~, 2024-06-01/2024-06-10 or [2024-06-21..2024-06-30]."


class DateProblem(ValueError):
    """A text that is no date of ours; the message is one sentence that an editor can act on."""


class _Part(NamedTuple):
    """One written date: its text without the mark, the days it covers, how precise it is, its mark."""

    text: str
    first: date
    last: date
    precision: Precision
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class When:
    """A date as an editor knows it. Made by ``parse``.

    ``earliest`` and ``latest`` are the days that the text covers; ``date.min`` and ``date.max`` stand for
    an open end. A mark (``~``, ``?``, ``%``) does not widen them.
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
        """A single known day, without a mark."""
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
        """A total order: at one day, exact first, then a marked day, then ranges (short first), then "by"."""
        rank = 0 if self.exact else 1 if self.shape == "day" else 3 if self.open_start else 2
        return (self.anchor, rank, self.latest, self.edtf)

    @property
    def month(self) -> tuple[int, int]:
        """(year, month) of the heading that it belongs under."""
        return (self.anchor.year, self.anchor.month)


@lru_cache(maxsize=8192)
def parse(text: str) -> When:
    """The date that ``text`` says. Outer spaces don't count, and ``a/a`` or ``[a..a]`` is ``a``.

    Raises DateProblem for every other text, of any length."""
    shape, start, end = _read(text)
    if start and end and end.last < start.first:
        raise DateProblem(f"{_quoted(text)} ends before it starts: put the earlier date first.")
    if start and start == end:
        return When(start.text + start.qualifier, start.first, start.last, start.precision, start.qualifier)
    return When(
        text.strip(" "),
        start.first if start else date.min,
        end.last if end else date.max,
        shape,
        _both(start.qualifier if start else "", end.qualifier if end else ""),
    )


def readable(text: str) -> When | None:
    """``parse``, with None for an empty text and for one that is no date of ours."""
    try:
        return parse(text) if text else None
    except DateProblem:
        return None


def overlaps(a: When, b: When) -> bool:
    """Whether some day is in both. Marks don't count."""
    return a.earliest <= b.latest and b.earliest <= a.latest


def surely_after(a: When, b: When) -> bool:
    """Whether every day of ``a`` comes after every day of ``b``. Marks don't count."""
    return a.earliest > b.latest


@lru_cache(maxsize=8192)
def words(when: When, *, weekday: bool = False) -> str:
    """``when`` in British English, for the middle of a sentence: "late June 2024", "by 23 August 2024".

    ``weekday`` names the day of the week where the day is known: "Friday 31 May 2024"."""
    shape, start, end = _read(when.edtf)
    if shape == "set":
        return _set_words(start, end)
    if shape == "interval":
        if start and end:
            return SPAN.format(*_pair(start, end))
        return SPAN_FROM.format(_said(start)) if start else SPAN_UNTIL.format(_said(end))
    if weekday and when.exact:
        return f"{WEEKDAYS[when.earliest.weekday()]} {_said(start)}"
    return _said(start)


def sentence(when: When, *, weekday: bool = False) -> str:
    """``words`` with a capital, for the start of a sentence or a label."""
    said = words(when, weekday=weekday)
    return said[:1].upper() + said[1:]


def _read(text: str) -> tuple[Shape, _Part | None, _Part | None]:
    """The shape of ``text`` and its two ends; None is an open end, and one date is both of its ends."""
    found = _WHEN.fullmatch(text.strip(" ")) if len(text) <= LONGEST else None
    if found is None:
        raise DateProblem(f"{_quoted(text)} is not a date we can read: {_HELP}")
    one, start, end, first, last = found.groups()
    if one:
        part = _part(one)
        return part.precision, part, part
    if start:
        ends = [None if written == ".." else _part(written) for written in (start, end)]
    else:
        ends = [_part(written) if written else None for written in (first, last)]
    if ends == [None, None]:
        raise DateProblem(f"{_quoted(text)} is open at both ends: give it a start or an end.")
    return ("interval" if start else "set"), ends[0], ends[1]


def _part(text: str) -> _Part:
    qualifier: Qualifier = text[-1] if text[-1] in "~?%" else ""
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
    """One mark for two dates: as doubtful as both together."""
    if not a or not b or a == b:
        return a or b
    return "%"


def _quoted(text: str) -> str:
    """What the editor wrote, short and safe to print in a message."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:LONGEST])
    return f"“{shown}…”" if len(text) > LONGEST else f"“{shown}”"


def _said(part: _Part, *, month: bool = True, year: bool = True) -> str:
    """One date in words, without the month or year where its neighbour says them."""
    pieces = [
        str(part.first.day) if part.precision == "day" else "",
        MONTHS[part.first.month - 1] if month and part.precision != "year" else "",
        str(part.first.year) if year else "",
    ]
    return QUALIFIED[part.qualifier].format(" ".join(piece for piece in pieces if piece))


def _pair(start: _Part, end: _Part) -> tuple[str, str]:
    """Two dates in words; the first leaves out a month or year that both share, unless that would blur it."""
    plain = start.precision == end.precision and not start.qualifier and not end.qualifier
    same_year = plain and start.precision != "year" and start.first.year == end.first.year
    same_month = same_year and start.precision == "day" and start.first.month == end.first.month
    return _said(start, month=not same_month, year=not same_year), _said(end)


def _set_words(start: _Part | None, end: _Part | None) -> str:
    """One day (or month, or year) out of several, in words."""
    if start is None:
        return BY[end.precision].format(_said(end))
    if end is None:
        return SINCE[start.precision].format(_said(start))
    if start.precision == end.precision == "day":
        first, last = start.first, end.last
        if third := _third(first, last):
            return third.format(f"{MONTHS[first.month - 1]} {first.year}")
        if first.weekday() == 0 and 4 <= (last - first).days <= 6:
            return WEEK.format(_said(start))
    consecutive = start.precision == end.precision and end.first - start.last == timedelta(days=1)
    return (EITHER if consecutive else BETWEEN).format(*_pair(start, end))


def _third(first: date, last: date) -> str | None:
    """The word for days 1–10, 11–20 or 21–end of one month; None for any other days."""
    if (first.year, first.month) != (last.year, last.month) or first.day not in THIRDS:
        return None
    ends = {1: 10, 11: 20, 21: monthrange(first.year, first.month)[1]}
    return THIRDS[first.day] if last.day == ends[first.day] else None
