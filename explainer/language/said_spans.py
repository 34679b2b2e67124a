"""What a date as it is said is made of: the days that it may be, the words for months, and the years they are near.

It must not write the desk's notation, nor choose between two days that the words leave open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from .dates import MONTHS

Kind = Literal["day", "month", "year", "within", "months", "years"]  # the last three: one day, month or year of several
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLAINLY = 2  # of two years that are not said, the nearer is meant where the other is more than so many times as far
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What words are read against."""

    told_on: date | None
    language: str
    ahead: bool
    day_first: bool
    onward: bool = False  # after “by” and the like: a weekday may be the next one as well as the last


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a date may be, how exact it is, and in plain words what it is and how its year was found."""

    first: date
    last: date
    kind: Kind
    what: str
    how: str = ""

    @property
    def why(self) -> str:
        return f"{self.what}, {self.how}" if self.how else self.what


def day_words(day: date) -> str:
    """“Friday 30 August 2024”, for editors."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year:04}"


def _names(names: tuple[str, ...], *shorter: str) -> Mapping[str, int]:
    known = {name.lower(): number for number, name in enumerate(names, 1)}
    known |= {name[:3].lower(): number for number, name in enumerate(names, 1)}
    return known | {short: known[short[:3]] for short in shorter}


MONTH_NUMBERS = _names(MONTHS, "sept")
WEEKDAY_NUMBERS = _names(WEEKDAYS, "tues", "thur", "thurs")
MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(WEEKDAY_NUMBERS, key=len, reverse=True))})\.?"
DAY = r"(?P<day>\d{1,2})\.?"
YEAR = r"(?:,? (?:of )?(?P<year>\d{4}))"
OF_DAY = r"(?: (?:early |late )?(?:morning|noon|afternoon|evening|night))"
PART = r"(?P<part>early|mid|late|(?:the )?(?:beginning|start|middle|end) of)"

Way = Callable[[re.Match[str], Asked], Iterator[Span]]
Ways = list[tuple[re.Pattern[str], Way]]


def reads_into(ways: Ways) -> Callable[[str], Callable[[Way], Way]]:
    """What adds a function to ``ways``, as that which reads a pattern."""

    def reads(pattern: str) -> Callable[[Way], Way]:
        def known(way: Way) -> Way:
            ways.append((re.compile(pattern), way))
            return way

        return known

    return reads


def lacks_year(said: str) -> bool:
    return not re.search(r"\d{4}", said)


def years_of(written: str | None, asked: Asked, month: int, number: int = 0) -> Iterator[tuple[int, str]]:
    """The year that is written, or each in which the month or day lies near the day of the source, the nearest first;
    with the words for it. Where nothing may lie ahead, the latest that does not."""
    if written:
        yield int(written), ""
        return
    if not (told := asked.told_on):
        return
    near = []
    for year in (told.year - 1, told.year, told.year + 1):
        last = monthrange(year, month)[1]
        first, final = (1, last) if not number else (number, number)
        if final > last:
            continue
        days = date(year, month, first), date(year, month, final)
        away = max((days[0] - told).days, (told - days[1]).days, 0)
        near.append((away, year, days[0] <= told))
    if not asked.ahead:
        past = [year for _away, year, begun in near if begun]
        if past:
            yield past[-1], f"the last before {day_words(told)}"
        return
    near.sort()
    meant = [year for away, year, _begun in near if away <= PLAINLY * near[0][0]]
    for year in meant:
        yield year, f"{'near' if len(meant) > 1 else 'the nearest to'} {day_words(told)}"


def in_calendar(year: int, month: int, number: int) -> date | None:
    known = 1 <= month <= 12 and year and 1 <= number <= monthrange(year, month)[1]
    return date(year, month, number) if known else None


def week_of(day: date, asked: Asked) -> Span:
    """From Monday; where people count from Sunday, from that."""
    since = day.isoweekday() % 7 if asked.language in ("ar", "he") else day.weekday()
    first = day - since * A_DAY
    return Span(first, first + 6 * A_DAY, "within", "")


def month_of(year: int, month: int, what: str, how: str = "") -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month", what, how)


def months_of(year: int, first: int, last: int) -> Span:
    why = f"a month from {MONTHS[first - 1]} to {MONTHS[last - 1]} {year}"
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]), "months", why)


def year_of(year: int, why: str) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), "year", why)


def so_far(whole: Span, told: date, part: str, why: str) -> Iterator[Span]:
    """What of a week, month or year is over, or to come; the whole of it where that would be one day."""
    if part == "earlier" and whole.first < told:
        yield Span(whole.first, told, "within", f"{why}, up to that day")
    elif part == "later" and told < whole.last:
        yield Span(told, whole.last, "within", f"{why}, from that day on")
    else:
        yield replace(whole, what=why)
