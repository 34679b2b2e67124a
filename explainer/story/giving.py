"""What each side is to give and to get in a phase, and an amount as dots.

It must not say what our sources do not: a provision whose bearer is not stated is in nobody's column, and where fewer
than two give or get something there is no picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from ..edition import document as shape
from .record import Actor
from .shown import Shown

ROW, STEP = 20, 4  # dots in a row, and from one to the next in units of the drawing
MOST = 200  # dots; of more, one stands for several


class Given(Protocol):
    """A provision, as far as it matters here."""

    @property
    def value(self) -> shape.Provision: ...
    @property
    def owed_by(self) -> list[Actor]: ...
    @property
    def owed_to(self) -> list[Actor]: ...


@dataclass(slots=True)
class Hand(Shown):
    """One actor, what it is to give, and what it is to get."""

    actor: Actor
    gives: list[Given] = field(default_factory=list)
    gets: list[Given] = field(default_factory=list)


def hands(provisions: Iterable[Given]) -> list[Hand]:
    """Those who give or get something that has a short name, in the story's order; none for fewer than two."""
    found: dict[Actor, Hand] = {}
    for provision in provisions:
        if not provision.value.short_name:
            continue
        for actor in provision.owed_by:
            found.setdefault(actor, Hand(actor)).gives.append(provision)
        for actor in provision.owed_to:
            if actor not in provision.owed_by:
                found.setdefault(actor, Hand(actor)).gets.append(provision)
    return sorted(found.values(), key=lambda hand: (hand.actor.order, hand.actor.slug)) if len(found) > 1 else []


@dataclass(frozen=True, slots=True)
class Dots(Shown):
    """``full`` and ``empty``: paths of lines without length, whose round ends are the dots. ``each``: what one stands
    for."""

    width: int
    height: int
    full: str
    empty: str
    each: int


def dots(drawn: int | None, drawn_of: int | None) -> Dots | None:
    """None where there is nothing to draw, or more is to be full than there is."""
    if drawn is None or not drawn_of or not 0 <= drawn <= drawn_of:
        return None
    each = next(size for size in (1, 2, 5, 10, 20, 50, 100, 1000, drawn_of) if drawn_of / size <= MOST)
    every, full = ceil(drawn_of / each), ceil(drawn / each)
    rows = ceil(every / ROW)
    width = STEP * min(every, ROW)
    return Dots(width, STEP * rows, _path(0, full), _path(full, every), each)


def _path(first: int, end: int) -> str:
    """The dots from ``first`` to ``end``, row by row."""
    moves = []
    while first < end:
        row, column = divmod(first, ROW)
        count = min(end - first, ROW - column)
        length = f"h{STEP * (count - 1)}.1"  # a little longer, so that the last dot is on the line and not at its end
        moves.append(f"M{STEP * column + STEP // 2} {STEP * row + STEP // 2}{length}")
        first += count
    return "".join(moves)
