"""The dates that an event had: from which to which it was moved, when, by whom, and who reports it.

It must not hold a sentence: ``language.moved_dates`` has them, in the language of whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.moved_dates import Way, first_words, from_words, move_words, way
from .people import Named
from .resolved import EarlierDate, Event, Shown, Source


@dataclass(slots=True)
class Move(Shown):
    """How a date was set: ``was`` is the one before, None of the first. ``now`` is None where it was put back without
    a new one. ``sources`` report an earlier date; those of the date that stands are the event's own."""

    was: When | None
    now: When | None
    when_reported: str
    set_on: When | None
    set_by: Named | None
    sources: list[Source]

    @property
    def words(self) -> str:
        if self.was:
            return move_words(self.was, self.now, self.set_on)
        return first_words(self.now, self.set_on) if self.now else ""


def moves(event: Event) -> list[Move]:
    """Every date that an event had, the oldest first; none where it has had but one."""
    return list(_moves(event)) if event.dates else []


def _moves(event: Event) -> Iterator[Move]:
    first = event.dates[0]
    yield _earlier(None, first)
    for before, date in pairwise(event.dates):
        yield _earlier(before.when, date)
    if event.when or event.status == "expected":
        yield Move(event.dates[-1].when, event.when, "", readable(event.value.set_on), event.set_by, [])


def _earlier(was: When | None, date: EarlierDate) -> Move:
    return Move(was, date.when, date.value.when_reported, date.set_on, date.set_by, date.sources)


def moved_from(event: Event) -> str:
    """“put back from 21 June 2031”, for beside its date; empty where it was not moved."""
    was = event.dates[-1].when if event.dates else None
    return from_words(was, event.when) if was and (event.when or event.status == "expected") else ""


def moved_way(event: shape.Event) -> Way | None:
    """Which way the date of an event was moved last that is still expected; None where it was not, and of others."""
    was = readable(event.dates[-1].when) if event.dates and event.status == "expected" else None
    return way(was, readable(event.when)) if was else None
