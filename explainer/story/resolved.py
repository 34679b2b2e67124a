"""Published values whose references are objects: what templates speak of.

Here are the framework and what rests on evidence; people and their words are in ``record``, codes in words in
``labels``. It must not know how they are found; ``indexes`` joins them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import pgettext

from ..edition import document as shape
from ..language.labels import ACT_NAMES, ISSUE_STATUSES, PART_NAMES, STATUSES, WORDING_NAMES, thousands
from .record import NO_SIDE, Actor, Event, Link, Resolved, Shown, Side, Source, Statement

__all__ = [
    "ACT_NAMES",
    "NO_SIDE",
    "PART_NAMES",
    "WORDING_NAMES",
    "Actor",
    "Column",
    "Event",
    "Evidence",
    "Figure",
    "Issue",
    "Link",
    "Phase",
    "Position",
    "Provision",
    "Resolved",
    "Shown",
    "Side",
    "Source",
    "Statement",
]


class Evidence(Resolved):
    """A key point, position, provision, gate, figure: something with statements and sources behind it."""

    statements: list[Statement]
    sources: list[Source]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The slugs of its statements and of its sources, apart: what the words for them follow from."""
        return (*self.value.statements, "", *self.value.sources)


class Position(Evidence):
    issue: Any
    actor: Actor


class Issue(Resolved):
    def __init__(self, value: shape.Issue) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.positions: dict[str, Position] = {}

    @property
    def status_words(self) -> str:
        return str(ISSUE_STATUSES.get(self.value.status, self.value.status))


class Figure(Evidence):
    @property
    def span(self) -> str:
        """“30”, “30 to 40”, “up to 40”; thousands apart."""
        low, high = (thousands(text) for text in (self.value.low, self.value.high))
        if low and high and low != high:
            return pgettext("figure", "%(low)s to %(high)s") % {"low": low, "high": high}
        return low or pgettext("figure", "up to %(high)s") % {"high": high}

    @property
    def whole(self) -> str:
        return thousands(self.value.out_of)


class Provision(Evidence):
    owed_by: list[Actor]
    owed_to: list[Actor]

    @property
    def status_words(self) -> str:
        return str(STATUSES[self.value.status])


class Column:
    """Provisions of a phase owed by the same actors; by nobody named where ``who`` is empty."""

    def __init__(self, who: list[Actor]) -> None:
        self.who = who
        self.provisions: list[Provision] = []


class Phase(Resolved):
    def __init__(self, value: shape.Phase) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.issues: list[Issue] = []
        self.gates: list[Evidence] = []
        self.figures: list[Figure] = []
        self.provisions: list[Provision] = []
        self.entries: list[Evidence] = []  # gates that lead here from now
        self.before: Phase | None = None
        self.after: Phase | None = None

    @cached_property
    def columns(self) -> list[Column]:
        """Who must do what: a column per side, then those that several owe, then those whose bearer is not stated."""
        columns: dict[tuple[str, ...], Column] = {}
        for row in sorted(self.provisions, key=_bearers):
            key = tuple(actor.slug for actor in row.owed_by)
            columns.setdefault(key, Column(row.owed_by)).provisions.append(row)
        return list(columns.values())

    @property
    def status_words(self) -> str:
        """How far it is, when that is the same for everything in it; else empty, and each provision says it."""
        found = {row.status_words for row in self.provisions}
        return found.pop() if len(found) == 1 else ""


def _bearers(row: Provision) -> tuple[bool, bool, tuple[int, ...]]:
    return (not row.owed_by, len(row.owed_by) > 1, tuple(actor.order for actor in row.owed_by))
