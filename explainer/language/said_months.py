"""Months, years and their parts as they are said: “late June”, “last month”, “spring of 2024”, “the 1990s”.

It must not say what they are to the desk: ``said_dates`` writes it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from .dates import MONTHS
from .said_spans import (
    MONTH,
    MONTH_NUMBERS,
    PART,
    YEAR,
    Asked,
    Span,
    Ways,
    day_words,
    month_of,
    months_of,
    reads_into,
    so_far,
    year_of,
    years_of,
)

_HALVES = {"first": (1, 6), "second": (7, 12), "1st": (1, 6), "2nd": (7, 12)}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4}
_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12)}
_PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}

WAYS: Ways = []
reads = reads_into(WAYS)
_PART_OF_MONTH = re.compile(rf"(?:in )?{PART}[ -]{MONTH}{YEAR}?")


def is_part_of_month(said: str) -> bool:
    return bool(_PART_OF_MONTH.fullmatch(said))


# Months and their parts.


@reads(r"(?:early |late )?(?P<which>last|this|next|earlier this|later this) (?P<what>month|year)")
def _month_beside(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    told, which = asked.told_on, found["which"]
    if told is None or found[0].startswith(("early ", "late ")):
        return
    away, what = {"last": -1, "next": 1}.get(which, 0), found["what"]
    where = {-1: "before", 0: "of", 1: "after"}[away]
    why = f"the {what} {where} {day_words(told)}"
    if what == "year":
        whole = year_of(told.year + away, why)
    else:
        months = told.year * 12 + told.month - 1 + away
        whole = month_of(months // 12, months % 12 + 1, why)
    yield from so_far(whole, told, which.removesuffix(" this"), why)


@reads(rf"(?:the month of )?{MONTH}{YEAR}?")
@reads(r"(?P<month>\d{1,2})[/.](?P<year>\d{4})")
def _named_month(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    month = MONTH_NUMBERS.get(found["month"]) or int(found["month"])
    for year, how in years_of(found["year"], asked, month) if 1 <= month <= 12 else ():
        yield month_of(year, month, f"{MONTHS[month - 1]} {year}", how)


@reads(rf"{PART}[ -]{MONTH}{YEAR}?")
def _part_of_month(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    """Days 1–10, 11–20 or 21–end: what the desk's notation calls early, mid and late."""
    third, month = _third(found["part"]), MONTH_NUMBERS[found["month"]]
    for year, how in years_of(found["year"], asked, month):
        first, last = ((1, 10), (11, 20), (21, monthrange(year, month)[1]))[third]
        what = f"one day from {first} to {last} {MONTHS[month - 1]} {year}"
        yield Span(date(year, month, first), date(year, month, last), "within", what, how)


@reads(rf"(?:the )?(?P<half>first|second|1st|2nd) half of {MONTH}{YEAR}?")
def _half_of_month(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    month = MONTH_NUMBERS[found["month"]]
    for year, how in years_of(found["year"], asked, month):
        first, last = (1, 15) if found["half"] in ("first", "1st") else (16, monthrange(year, month)[1])
        what = f"one day from {first} to {last} {MONTHS[month - 1]} {year}"
        yield Span(date(year, month, first), date(year, month, last), "within", what, how)


# Years and their parts.


@reads(r"(?:the year )?(?P<year>\d{4})")
def _named_year(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    yield year_of(int(found["year"]), f"the year {found['year']}")


@reads(rf"{PART}[ -](?P<year>\d{{4}})")
def _part_of_year(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    yield months_of(int(found["year"]), *((1, 4), (5, 8), (9, 12))[_third(found["part"])])


@reads(r"(?:the )?(?P<half>first|second|1st|2nd) half of (?P<year>\d{4})")
def _half(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    yield months_of(int(found["year"]), *_HALVES[found["half"]])


@reads(r"(?:the )?(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th|last) quarter of (?P<year>\d{4})")
@reads(r"q(?P<quarter>[1-4]) (?:of )?(?P<year>\d{4})")
def _quarter(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    last = 3 * (_QUARTERS.get(found["quarter"]) or int(found["quarter"]))
    yield months_of(int(found["year"]), last - 2, last)


@reads(r"(?:the )?(?P<season>spring|summer|autumn|fall) (?:of )?(?P<year>\d{4})")
def _season(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    """Of the northern half of the world, whichever day it begins on; a winter is of two years."""
    span = months_of(int(found["year"]), *_SEASONS[found["season"]])
    yield replace(span, what=f"{span.what}: {found['season']} in the northern half of the world")


@reads(r"(?:the )?(?P<year>\d{3}0)s")
def _decade(found: re.Match[str], asked: Asked) -> Iterator[Span]:
    year = int(found["year"])
    yield Span(date(year, 1, 1), date(year + 9, 12, 31), "years", f"a year from {year} to {year + 9}")


def _third(said: str) -> int:
    return next(third for word, third in _PARTS.items() if word in said)
