"""The merged timeline of a story: events and dated statements in order, grouped by month, with what is missing; and
of its events those that came last, those that come next, and those that should have been.

It must not place on the line what has no date of its own, and it never lends a vague date a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.utils.translation import ngettext

from ..edition.chronology import AWAITED, heading
from ..language.date_words import month_words
from ..language.dates import When, surely_after, words
from ..language.labels import number_words
from .indexes import StoryIndex
from .resolved import Event, EventOrStatement, Shown

Dated = tuple[When, EventOrStatement]


@dataclass(slots=True)
class TimelineEntry(Shown):
    """``precision`` is how it is drawn: exact (a point), approx (a span), expected (a dashed ring), cancelled
    (an empty one)."""

    row: EventOrStatement
    is_event: bool
    precision: str
    same: bool = False  # the date of the entry above
    again: bool = False  # it has stood on the page before, in another lane


@dataclass(slots=True)
class Month:
    """``gap`` is the number of months without an entry before it, 0 when there is none."""

    year: int
    month: int  # 0 when only the year is known
    gap: int = 0
    entries: list[TimelineEntry] = field(default_factory=list)

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
            "Nothing dated in our sources for the month before",
            "Nothing dated in our sources for the %(number)s months before",
            self.gap,
        ) % {"number": number_words(self.gap)}

    @property
    def gap_after(self) -> str:
        """What stands above the month where newer ones come before it."""
        return ngettext(
            "Nothing dated in our sources for the month after",
            "Nothing dated in our sources for the %(number)s months after",
            self.gap,
        ) % {"number": number_words(self.gap)}


@dataclass(slots=True)
class Timeline:
    months: list[Month]
    undated: list[TimelineEntry]

    @property
    def drawn(self) -> set[str]:
        """How its entries are drawn."""
        return {entry.precision for month in self.months for entry in month.entries}

    @property
    def empty(self) -> bool:
        return not (self.months or self.undated)


def timeline(items: Iterable[EventOrStatement], *, newest_first: bool = False) -> Timeline:
    """Entries in order, by month."""
    shown = list(items)
    undated = [_entry(item) for item in shown if not item.dated]
    return Timeline(_months(_in_order(shown, newest_first=newest_first), newest_first=newest_first), undated)


def latest(index: StoryIndex, most: int) -> list[Event]:
    """The newest events of which the day is no day to come, and of which it is told whether they took place."""
    past = (event for event in reversed(index.events) if event.dated and not _ahead(event, index) and not event.passed)
    return list(islice((event for event in past if event.status != "expected"), most))


def overdue(index: StoryIndex, most: int) -> list[Event]:
    """What was expected on a day that has passed, and of which no more is told; the last first."""
    return [event for event in reversed(index.events) if event.passed][:most]


def coming(index: StoryIndex, most: int) -> list[Event]:
    """The next events, the nearest first: what is expected and not yet past, and whatever else has a day to come,
    cancelled or not; then what has no date. One that may be on any of several days is as near as the last of them."""
    ahead = [event for event in index.events if _ahead(event, index)]
    return sorted(ahead, key=_nearness)[:most]


def _ahead(event: Event, index: StoryIndex) -> bool:
    if event.status == "expected" and not event.passed:
        return True
    return bool(event.dated and event.when and surely_after(event.when, index.as_of))


def _nearness(event: Event) -> tuple[date, int]:
    when = event.when
    return ((when.earliest if when.open_end else when.latest) if when else date.max, event.rank)


def _in_order(shown: Sequence[EventOrStatement], *, newest_first: bool) -> list[Dated]:
    """Those that have a place on the line, with their dates."""
    dated = [(when, item) for item in shown if (when := item.when) and item.dated]
    return sorted(dated, key=lambda row: row[1].rank, reverse=newest_first)


def _entry(item: EventOrStatement) -> TimelineEntry:
    when = item.when
    if isinstance(item, Event):
        drawn = item.status if item.status in AWAITED else "exact" if when and when.exact else "approx"
        return TimelineEntry(item, True, drawn)
    return TimelineEntry(item, False, "exact" if when and when.exact else "approx")


def _months(dated: list[Dated], *, newest_first: bool) -> list[Month]:
    months: list[Month] = []
    above: When | None = None  # the date of the entry above, under the same heading
    for when, item in dated:
        year, month = heading(when)
        if not months or (months[-1].year, months[-1].month) != (year, month):
            below = Month(year, month)
            below.gap = gap_between(months[-1] if months else None, below, newest_first=newest_first)
            months.append(below)
            above = None
        entry = _entry(item)
        entry.same = above is not None and words(above) == words(when)
        months[-1].entries.append(entry)
        above = when
    return months


def gap_between(above: Month | None, below: Month, *, newest_first: bool) -> int:
    """The number of months without an entry between two headings that follow one another."""
    if above is None or not below.month or not above.month:
        return 0
    distance = (below.year - above.year) * 12 + below.month - above.month
    return max(0, abs(distance) - 1) if (distance < 0) == newest_first else 0
