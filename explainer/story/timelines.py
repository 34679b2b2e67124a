"""The merged timeline of a story: events and dated statements in order, grouped by month, with what is missing.

It must not place on the line what has no date of its own, and it never lends a vague date a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from ..language.date_words import month_words
from ..language.dates import words
from ..language.labels import number_words
from .indexes import StoryIndex
from .resolved import Event, Shown, Statement


@dataclass(slots=True)
class Entry(Shown):
    """``precision`` is how it is drawn: exact (a point), approx (a span), expected (an open ring)."""

    row: Event | Statement
    is_event: bool
    precision: str
    same: bool = False  # the date of the entry above


@dataclass(slots=True)
class Month:
    """``gap`` is the number of months without an entry before it, 0 when there is none."""

    year: int
    month: int  # 0 when only the year is known
    gap: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        return month_words(self.year, self.month) if self.month else str(self.year)

    @property
    def id(self) -> str:
        return f"m{self.year}-{self.month:02}" if self.month else f"y{self.year}"

    @property
    def gap_before(self) -> str:
        """What stands above the month where older ones come before it."""
        return ngettext(
            "Nothing on record for the month before", "Nothing on record for the %(number)s months before", self.gap
        ) % {"number": number_words(self.gap)}

    @property
    def gap_after(self) -> str:
        """What stands above the month where newer ones come before it."""
        return ngettext(
            "Nothing on record for the month after", "Nothing on record for the %(number)s months after", self.gap
        ) % {"number": number_words(self.gap)}


@dataclass(slots=True)
class Timeline:
    months: list[Month]
    undated: list[Entry]

    @property
    def empty(self) -> bool:
        return not (self.months or self.undated)


def timeline(rows: Iterable[Event | Statement], *, newest_first: bool = False) -> Timeline:
    """Entries in order, by month."""
    shown = list(rows)
    dated = sorted((row for row in shown if row.dated), key=_order, reverse=newest_first)
    undated = [_entry(row) for row in shown if not row.dated]
    return Timeline(_months(dated, newest_first=newest_first), undated)


def latest(index: StoryIndex, most: int) -> list[Entry]:
    """The newest events, expected ones first among them."""
    dated = sorted((row for row in index.events if row.dated), key=_order, reverse=True)
    return [_entry(row) for row in dated[:most]]


def heading(row: Event | Statement) -> tuple[int, int]:
    """(year, month) of the heading that it belongs under; month 0 where only the year is known."""
    year, month = row.when.month
    return (year, 0 if row.when.shape == "year" else month)


def _order(row: Event | Statement) -> tuple:
    """Total: by heading (a bare year before its months), date, the source's own order, events first, slug."""
    key = row.when.sort_key
    return (heading(row), key[:-1], row.order_in_day, isinstance(row, Statement), key, row.slug)


def _entry(row: Event | Statement) -> Entry:
    is_event = isinstance(row, Event)
    if is_event and row.status == "expected":
        precision = "expected"
    else:
        precision = "exact" if row.when and row.when.exact else "approx"
    return Entry(row, is_event, precision)


def _months(rows: list[Event | Statement], *, newest_first: bool) -> list[Month]:
    months: list[Month] = []
    for row in rows:
        year, month = heading(row)
        if not months or (months[-1].year, months[-1].month) != (year, month):
            months.append(Month(year, month, _gap(months, year, month, newest_first=newest_first)))
        entry = _entry(row)
        above = months[-1].entries
        entry.same = bool(above) and words(above[-1].row.when) == words(row.when)
        above.append(entry)
    return months


def _gap(months: list[Month], year: int, month: int, *, newest_first: bool) -> int:
    if not months or not month or not months[-1].month:
        return 0
    distance = (year - months[-1].year) * 12 + month - months[-1].month
    return max(0, abs(distance) - 1) if (distance < 0) == newest_first else 0
