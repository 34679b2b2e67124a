"""How a timeline is told, month by month: what is told in full, what is folded between, and what is known only to be
from before some day, which stands before what is of that day.

It must not place on the line what has no date of its own: that stands apart, under the day by which it is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, takewhile
from typing import ClassVar

from django.utils.translation import gettext as _

from ..edition.chronology import heading
from ..language.dates import When
from ..language.labels import events_counted, statements_counted
from .resolved import EventOrStatement
from .shown import Shown
from .timelines import Month, Timeline, TimelineEntry, gap_between


@dataclass(slots=True)
class Block(Shown):
    """Entries that stand together. ``folded``: all of them behind one line, which says how many they are."""

    by: ClassVar[None] = None  # of what was reported by a day

    entries: list[TimelineEntry]
    folded: bool = False

    @property
    def counted(self) -> str:
        """“3 statements and 1 event”."""
        events = sum(1 for entry in self.entries if entry.is_event)
        statements = len(self.entries) - events
        if not events or not statements:
            return events_counted(events) if events else statements_counted(statements)
        return _("%(statements)s and %(events)s") % {
            "statements": statements_counted(statements),
            "events": events_counted(events),
        }


@dataclass(slots=True)
class Reported(Shown):
    """What is known to be from before the end of ``by``, and no more."""

    by: When
    blocks: list[Block]


@dataclass(slots=True)
class ToldMonth(Month):
    """``parts``: blocks, and what was reported, in order."""

    parts: list[Block | Reported] = field(default_factory=list)


@dataclass(slots=True)
class Telling(Shown):
    """``loose``: what has no date, and nothing by which it is known."""

    months: list[ToldMonth]
    loose: list[TimelineEntry]


def tell(line: Timeline, keys: Collection[EventOrStatement] = (), *, newest_first: bool = False) -> Telling:
    """The months of a timeline with what was reported by a day in its place. With ``keys``, only those are told in
    full, and all else is folded where it stands; without, everything is told."""
    months = {(month.year, month.month): ToldMonth(month.year, month.month, 0, month.entries) for month in line.months}
    known = [(when, entry) for entry in line.undated if (when := entry.row.when)]
    known.sort(key=lambda pair: (pair[0].latest, pair[0].edtf, pair[1].row.rank))
    groups = [(by, [entry for _when, entry in rows]) for by, rows in groupby(known, key=lambda pair: pair[0])]
    for by, _rows in groups:
        months.setdefault(heading(by), ToldMonth(*heading(by)))
    ordered = sorted(months.values(), key=lambda month: (month.year, month.month), reverse=newest_first)
    above: Month | None = None
    for month in ordered:
        here = [group for group in groups if heading(group[0]) == (month.year, month.month)]
        month.parts = list(_parts(month.entries, here, set(keys), newest_first=newest_first))
        month.gap = gap_between(above, month, newest_first=newest_first)
        above = month
    return Telling(ordered, [entry for entry in line.undated if not entry.row.when])


def _parts(
    entries: Sequence[TimelineEntry],
    groups: Iterable[tuple[When, list[TimelineEntry]]],
    keys: Collection[EventOrStatement],
    *,
    newest_first: bool,
) -> Iterator[Block | Reported]:
    """Each group before what is of the day by which it is known; with the newest first, after it."""
    left = list(entries)
    for by, rows in reversed(list(groups)) if newest_first else groups:
        taken = list(takewhile(partial(_stands_before, by, newest_first), left))
        yield from _blocks(taken, keys)
        yield Reported(by, list(_blocks(sorted(rows, key=lambda entry: entry.row not in keys), keys)))
        left = left[len(taken) :]
    yield from _blocks(left, keys)


def _stands_before(by: When, newest_first: bool, entry: TimelineEntry) -> bool:
    when = entry.row.when
    assert when is not None  # it stands on the line
    return when.anchor >= by.latest if newest_first else when.anchor < by.latest


def _blocks(entries: Iterable[TimelineEntry], keys: Collection[EventOrStatement]) -> Iterator[Block]:
    for told, rows in groupby(entries, key=lambda entry: not keys or entry.row in keys):
        yield Block(list(rows), folded=not told)
