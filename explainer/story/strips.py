"""A timeline as a strip to scale: where each entry that has a date stands on it, and how high above the line.

It must not know a page, a language or a direction: ``templatetags/strips.py`` draws it. Time runs from 0 to ``WIDTH``.
A vague date is as wide as its span, and what has no date of its own is not on the strip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from operator import itemgetter
from typing import NamedTuple

from ..edition.chronology import AWAITED
from ..language.dates import When
from .resolved import Event, EventOrStatement

WIDTH = 1000
EDGE = 25  # free at either end
MARK = 22  # the width of a dot on a narrow page
HIGHEST = 20  # marks above one another
GAP = 60  # the least that is shown as a gap, and a month at the least
MONTH = 31

Place = tuple[int, int, str, EventOrStatement]  # start, end, kind, and what stands there
Spot = tuple[int, int, str, tuple[EventOrStatement, ...]]  # and all that stands there


class Mark(NamedTuple):
    """``start`` and ``end`` are the same for a day; ``level`` is its place above the line, from 0. ``rows``: what it
    stands for, more than one where it is a bundle."""

    kind: str  # day, span or ring
    start: int
    end: int
    level: int
    rows: tuple[EventOrStatement, ...]

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2


@dataclass(frozen=True, slots=True)
class Strip:
    """``first`` and ``last``: the days that it spans. ``most``: for how many entries one mark may stand. ``gaps``:
    where nothing is on record, for a month or more. ``spots``: where each entry stands, whatever the marks. ``reach``:
    the date of each as it is written, and the days from which and to which it goes, of an open end the known one."""

    first: date
    last: date
    most: int
    marks: list[Mark]
    gaps: list[tuple[int, int]]
    whens: dict[EventOrStatement, When]
    reach: dict[EventOrStatement, tuple[str, date, date]]
    spots: list[Place]

    @property
    def levels(self) -> int:
        return 1 + max(mark.level for mark in self.marks)

    def at(self, day: float) -> int:
        """Where a day stands, counted from the first; a half is its middle."""
        return EDGE + round((WIDTH - 2 * EDGE) * day / ((self.last - self.first).days + 1))

    def marked(self, coarseness: int) -> Strip:
        """The same line with marks as coarse as that, or as much coarser as keeps them from standing too high."""
        for coarse in count(coarseness):
            marks = _levelled(_bundled(self.spots, coarse) if coarse else ((*it[:3], it[3:]) for it in self.spots))
            if marks:
                return replace(self, most=2**coarse, marks=marks, gaps=_gaps(self, marks))
        raise AssertionError("unreachable: bundles grow until one mark stands for all")


def strip(rows: Iterable[EventOrStatement], coarseness: int = 0) -> Strip | None:
    """Of all that has a date of its own; None where nothing has.

    ``coarseness``: 0 where each has a mark of its own; above, one mark stands for as many as ``2 ** coarseness`` of a
    kind that stand on the same spot, and spots grow. It grows by itself where marks would stand too high."""
    whens = {row: when for row in rows if (when := row.when) and row.dated}
    if not whens:
        return None
    reach = {
        row: (when.edtf, when.anchor, when.earliest if when.open_end else when.latest) for row, when in whens.items()
    }
    _edtf, early, late = zip(*reach.values(), strict=True)
    first = min(early)
    found = Strip(first, max(first, *late), 1, [], [], whens, reach, [])
    found.spots.extend((*_span(found, when), _kind(when, row), row) for row, when in whens.items())
    found.spots.sort(key=lambda spot: (spot[0], spot[3].rank))
    return found.marked(coarseness)


def _kind(when: When, row: EventOrStatement) -> str:
    if isinstance(row, Event) and row.status in AWAITED:
        return "ring"
    return "day" if when.exact else "span"


def _span(within: Strip, when: When) -> tuple[int, int]:
    """A day at its middle; a span from its first day to the end of its last, as far as the strip goes."""
    early, late = max(when.earliest, within.first), min(when.latest, within.last)
    if early == late:
        middle = within.at((early - within.first).days + 0.5)
        return middle, middle
    return within.at((early - within.first).days), within.at((late - within.first).days + 1)


def _levelled(spots: Iterable[Spot]) -> list[Mark]:
    """Each at the lowest level at which it touches none; nothing where one would stand above the highest."""
    ends: list[int] = []
    marks = []
    for start, end, kind, rows in spots:
        level = 0
        for taken in ends:  # a generator costs a third of a strip
            if taken <= start:
                break
            level += 1
        if level == HIGHEST:
            return []
        ends[level : level + 1] = [end + MARK]
        marks.append(Mark(kind, start, end, level, rows))
    return marks


def _bundled(spots: Iterable[Place], coarseness: int) -> list[Spot]:
    """Those of a kind on the same spot, as many as one mark stands for: as wide as a dot, or with the same span."""
    grain, most = MARK * 2 ** max(0, coarseness - 3), 2**coarseness
    first, last = EDGE, WIDTH - EDGE
    found: dict[tuple[int, int, str], list[EventOrStatement]] = defaultdict(list)
    for start, end, kind, row in spots:
        low = start // grain * grain
        if end - start > grain:
            high, kind = -(-end // grain) * grain, "ring" if kind == "ring" else "span"
        else:
            low = high = low + grain // 2
        low = first if low < first else last if low > last else low  # a call of min and max costs more than all this
        high = first if high < first else last if high > last else high
        found[low, high, kind].append(row)
    return [
        (*place, tuple(rows[start : start + most]))
        for place, rows in sorted(found.items(), key=itemgetter(0))
        for start in range(0, len(rows), most)
    ]


def _gaps(within: Strip, marks: list[Mark]) -> list[tuple[int, int]]:
    """Where no mark stands for a month or longer, and so wide that it can be seen."""
    days = (within.last - within.first).days + 1
    least = max(GAP, round((WIDTH - 2 * EDGE) * MONTH / days))
    found, reached = [], marks[0].end
    for mark in marks:
        if mark.start - reached >= least:
            found.append((reached, mark.start))
        reached = max(reached, mark.end)
    return found
