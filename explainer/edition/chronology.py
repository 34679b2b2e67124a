"""The one order of what was said and what happened: by date, then the order that is given within one, then what answers
or follows what.

Every list that is ordered by day follows it. It must not know a page: it reads the rows of a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from ..language.dates import When, readable
from .parts import Event, EventLink, Link, Statement

Key = tuple[bool, str]  # whether it is a statement, and its slug
BOTH_WAYS = frozenset(["stands-against", "bears-out"])  # relations that hold at any time; the others follow
AWAITED = frozenset(["expected", "cancelled"])  # states of an event that has not happened
_NO_DATE = ((9999, 13),)  # after every date


def heading(when: When) -> tuple[int, int]:
    """(year, month) of the heading that a date belongs under; month 0 where only the year is known."""
    year, month = when.month
    return (year, 0 if when.shape == "year" else month)


def has_place(when: When | None, status: str = "") -> bool:
    """Whether a date has a place among days. “By” a day is none of what happened; of an event that was awaited, as
    ``status`` says, it is the last on which it may come."""
    return when is not None and (not when.undated or status in AWAITED)


def chronology(
    statements: Iterable[Statement],
    events: Iterable[Event],
    links: Iterable[Link],
    event_links: Iterable[EventLink] = (),
) -> dict[Key, int]:
    """The place of each statement and event in the one order.

    By heading (a bare year before its months) and date; what has none comes last. Within a date, the order that is
    given; what answers something, or came after or because of it, stands after it unless that order says otherwise;
    events first; by slug.
    """
    rows = [_Row((False, event.slug), event) for event in events]
    rows += [_Row((True, each.slug), each) for each in statements]
    rows.sort(key=attrgetter("by_itself"))  # in C; by ``__lt__`` it takes three times as long
    answered = _answered(links, event_links)
    places: dict[Key, int] = {}
    for _date, group in groupby(rows, key=lambda row: row.date):
        for row in _answers_after(list(group), answered):
            places[row.key] = len(places)
    return places


def unordered(
    statements: Iterable[Statement],
    events: Iterable[Event],
    links: Iterable[Link],
    event_links: Iterable[EventLink] = (),
) -> Iterator[tuple[str, list[Key]]]:
    """(day, what stands on it) of each exact day on which nothing orders some of what was said and happened: neither a
    number nor a link, nor one by way of others."""
    happened = [_Row((False, event.slug), event) for event in events if event.status == "happened"]
    rows = sorted(happened + [_Row((True, each.slug), each) for each in statements])
    answered = _answered(links, event_links)
    for _date, group in groupby(rows, key=lambda row: row.date):
        day = list(group)
        if len(day) < 2 or not day[0].exact:
            continue
        loose: set[Key] = set()
        _sorted_after(day, _behind(day, answered), loose)
        if loose:
            yield day[0].edtf, [row.key for row in day if row.key in loose]


class _Row:
    """A statement or event as it is ordered before links are looked at."""

    __slots__ = ("by_itself", "date", "edtf", "exact", "given", "key")

    def __init__(self, key: Key, row: Statement | Event) -> None:
        when = readable(row.when)
        self.key, self.given = key, row.order_in_day
        self.date: tuple[Any, ...] = _NO_DATE
        self.edtf, self.exact = "", False
        if when:
            anchor, rank, latest, self.edtf = when.sort_key
            heading = (anchor.year, 0 if when.shape == "year" else anchor.month)
            self.date, self.exact = (heading, anchor, rank, latest), not rank
        self.by_itself = (self.date, self.given, key[0], self.edtf, key[1])

    def __lt__(self, other: _Row) -> bool:
        return self.by_itself < other.by_itself

    def ordered_with(self, other: _Row) -> bool:
        """Whether an order within their date is given of both."""
        return bool(self.given and other.given)


def _answered(links: Iterable[Link], event_links: Iterable[EventLink]) -> Mapping[Key, set[Key]]:
    found: defaultdict[Key, set[Key]] = defaultdict(set)
    drawn: list[tuple[Key, Link | EventLink]] = [((True, link.statement), link) for link in links]
    drawn += [((False, link.event), link) for link in event_links]
    for key, link in drawn:
        if link.relation not in BOTH_WAYS and (link.to_statement or link.to_event):
            found[key].add((True, link.to_statement) if link.to_statement else (False, link.to_event or ""))
    return found


def _answers_after(rows: list[_Row], answered: Mapping[Key, set[Key]]) -> list[_Row]:
    """The rows of one date, of which each stands after what it answers (Kahn 1962); in a circle, as they were."""
    if answered.keys().isdisjoint(row.key for row in rows):
        return rows
    return _sorted_after(rows, _behind(rows, answered))


def _behind(rows: list[_Row], answered: Mapping[Key, set[Key]]) -> dict[Key, set[Key]]:
    """What each of the rows of one date must stand behind."""
    here = {row.key: row for row in rows}
    behind: dict[Key, set[Key]] = {
        row.key: {key for key in answered.get(row.key, ()) if key in here and not row.ordered_with(here[key])}
        for row in rows
    }
    given = [row for row in rows if row.given]
    levels = [list(level) for _order, level in groupby(given, key=lambda row: row.given)]
    for level, next_level in pairwise(levels):
        for row in next_level:
            behind[row.key].update(above.key for above in level)
    return behind


def _sorted_after(rows: list[_Row], behind: dict[Key, set[Key]], loose: set[Key] | None = None) -> list[_Row]:
    """In order. ``loose`` gets the keys of those that might as well change places with another."""
    ahead: defaultdict[Key, list[_Row]] = defaultdict(list)
    for row in rows:
        for key in behind[row.key]:
            ahead[key].append(row)
    ready = [row for row in rows if not behind[row.key]]
    heapify(ready)
    placed: dict[Key, _Row] = {}
    while len(placed) < len(rows):
        row = heappop(ready) if ready else next(each for each in rows if each.key not in placed)
        if row.key in placed:
            continue
        if ready and loose is not None:
            loose.update((row.key, ready[0].key))
        placed[row.key] = row
        for other in ahead[row.key]:
            behind[other.key].discard(row.key)
            if not behind[other.key]:
                heappush(ready, other)
    return list(placed.values())
