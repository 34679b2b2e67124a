"""The sides and who goes between them, as a small picture: columns of them, and who hands what on to whom.

It must not draw what no text says: two sides are joined by what is handed on, else they only stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .cast import Group
from .framework import Text
from .record import Actor, Side
from .shown import Shown


@dataclass(frozen=True, slots=True)
class Route(Shown):
    """A text on its way. ``steps``: who has it first, who after them, each one actor or several."""

    text: Text
    steps: list[list[Actor]]

    @property
    def sides(self) -> set[str]:
        return {actor.side.slug for step in self.steps for actor in step}


@dataclass(slots=True)
class Column(Shown):
    """``joined``: whether something is handed on between it and the column of those who go between. ``own``: the
    heading is the editor's."""

    heading: str | Promise
    sides: list[Side]
    own: bool = False
    middle: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Between(Shown):
    columns: list[Column]
    routes: list[Route] = field(default_factory=list)

    @property
    def has_middle(self) -> bool:
        return any(column.middle for column in self.columns)


ONE, SEVERAL = pgettext_lazy("part", "A side"), pgettext_lazy("heading", "Sides")
GO_BETWEEN = _("Mediators")


def between(sides: Iterable[Side], groups: Iterable[Group], texts: Iterable[Text]) -> Between | None:
    """None where there are not two columns. Two sides stand on either side of who goes between them; of more, or of
    none who does, each kind or each of the editor's groups is a column."""
    rows = list(sides)
    parties = [side for side in rows if side.part == "party"]
    middle = [side for side in rows if side.part == "mediator"]
    own = [group for group in groups if group.own]
    columns: list[Column] = []
    if not middle and len(own) > 1:
        columns = [Column(group.heading, _sides_of(group.people), own=True) for group in own]
    elif len(parties) == 2:
        columns = [Column(ONE, [side]) for side in parties]
        if middle:
            columns.insert(1, Column(GO_BETWEEN, middle, middle=True))
    elif parties and middle:
        columns = [Column(SEVERAL, parties), Column(GO_BETWEEN, middle, middle=True)]
    if len(columns) < 2:
        return None
    found = Between(columns, list(routes(texts)))
    for column in columns:
        column.joined = not column.middle and any(_joins(route, column, middle) for route in found.routes)
    return found


def _sides_of(people: Iterable[Actor]) -> list[Side]:
    return list(dict.fromkeys(actor.side for actor in people))


def _joins(route: Route, column: Column, middle: list[Side]) -> bool:
    """Whether what is handed on goes straight from one to the other."""
    one, others = {side.slug for side in column.sides}, {side.slug for side in middle}
    for before, after in zip(route.steps, route.steps[1:], strict=False):
        left, right = ({actor.side.slug for actor in step} for step in (before, after))
        if (left & one and right & others) or (left & others and right & one):
            return True
    return False


def routes(texts: Iterable[Text]) -> Iterator[Route]:
    """Of each text that somebody put forward to somebody, or that is handed on, the way that it goes."""
    for text in texts:
        first, second, third = text.put_forward_by, text.handed_on_by, text.handed_on_to
        to = [actor for actor in text.put_forward_to if actor not in third]
        if {actor.side for actor in to} == {actor.side for actor in second}:
            to = []  # those to whom it was put hand it on
        steps = [step for step in (first, to, second, third) if step]
        if len(steps) > 1:
            yield Route(text, steps)
