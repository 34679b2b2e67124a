"""The scale below a strip: a tick at each day, week, month or year on which one begins, and which of them are labelled.

It must not know what stands on the strip, nor say a date otherwise than ``date_words`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from unicodedata import bidirectional

from ..language.date_words import day_words, month_words
from .strips import WIDTH, Strip

TICKS = 16  # at most
LETTER, JOINED = 28, 20  # the width of a letter of a label on a narrow page, in units of the strip; in Arabic
APART = 24  # between two labels
MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)  # units in months, up to a thousand years


@dataclass(frozen=True, slots=True)
class Tick:
    """``label``: empty where it has none. ``before``: whether that ends at the tick, and does not begin there."""

    at: int
    label: str = ""
    before: bool = False


def ticks(strip: Strip) -> list[Tick]:
    """In order of time; the first and the last are labelled where there is room, and as many others as fit."""
    days, say = _days(strip)
    places = [(strip.at((day - strip.first).days), say(day)) for day in days]
    labels: dict[int, Tick] = {}
    taken: list[tuple[int, int]] = []
    for at, label in [*places[:1], *places[:0:-1]]:
        width = sum(JOINED if bidirectional(letter) == "AL" else LETTER for letter in label)
        for low, high in ((at, at + width), (at - width, at)):
            apart = all(high + APART <= start or end + APART <= low for start, end in taken)
            if low >= 0 and high <= WIDTH and apart:
                labels[at] = Tick(at, label, low < at)
                taken.append((low, high))
                break
    return [labels.get(at, Tick(at)) for at, _label in places]


def _days(strip: Strip) -> tuple[list[date], Callable[[date], str]]:
    """The days of the ticks, and how one is said."""
    first, last = strip.first, strip.last
    length = (last - first).days + 1
    for step in (1, 7):
        if length <= TICKS * step:
            return [first + timedelta(place) for place in range(0, length, step)], day_words
    for months in MONTHS:
        found = list(_every(first, last, months))
        if len(found) <= TICKS:
            break
    return found, _year if months >= 12 else _month


def _every(first: date, last: date, months: int) -> Iterator[date]:
    """The first days of months in between, or of each so many months."""
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    for place in range(-(-(start + (first.day > 1)) // months) * months, end + 1, months):
        yield date(place // 12, place % 12 + 1, 1)


def _month(day: date) -> str:
    return month_words(day.year, day.month)


def _year(day: date) -> str:
    return str(day.year)
