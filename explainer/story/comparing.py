"""Where sides stand beside each other: what a cell of the table rests on, how it moved, and then and now.

It must not say whether two positions agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ..edition import document as shape
from ..language.dates import When, surely_after, words
from .indexes import StoryIndex
from .resolved import Actor, Issue, Link, Position, Shown, Side, Statement, Text

N = TypeVar("N", Side, Text)

RELATIONS = {
    "repeats": gettext_lazy("The later statement repeats the earlier one."),
    "adds-to": gettext_lazy("The later statement adds to the earlier one."),
    "narrows": gettext_lazy("The later statement narrows the earlier one."),
    "widens": gettext_lazy("The later statement widens the earlier one."),
    "differs-from": gettext_lazy("The later statement differs from the earlier one."),
    "reverses": gettext_lazy("The later statement says the opposite of the earlier one."),
}


@dataclass(frozen=True, slots=True)
class Cell(Shown):
    """One side on one issue. ``position``: its own; ``people``: those of its people, who may differ. ``statements``:
    what they said on it and what those positions rest on, in order."""

    issue: Issue
    side: Side
    position: Position | None
    people: list[Position]
    statements: list[Statement]

    @property
    def empty(self) -> bool:
        return not self.positions and not self.statements

    @property
    def positions(self) -> list[Position]:
        return ([self.position] if self.position else []) + self.people

    @property
    def dated(self) -> list[Statement]:
        """Those that have a place on a line."""
        return [statement for statement in self.statements if statement.dated]

    @property
    def undated(self) -> list[Statement]:
        return [statement for statement in self.statements if not statement.dated]

    @property
    def newest(self) -> list[When]:
        """The date of the newest; several where vague dates leave open which it is, each once.

        Where none has a place on a line, the bounds that are known (“by 23 August”).
        """
        known = [when for statement in self.statements if (when := statement.when)]
        dates = [when for when in known if not when.undated] or known
        latest = max(dates, key=lambda when: when.earliest, default=None)
        last = [when for when in dates if latest and not surely_after(latest, when)]
        return list({words(when): when for when in sorted(last, key=lambda when: when.sort_key)}.values())

    @property
    def newest_words(self) -> str:
        return one_of(map(words, self.newest)) or _("no date given")

    @property
    def own(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.speaker.side is self.side]

    @property
    def said(self) -> list[Statement]:
        """What the side itself said on the issue: the list that ``query`` leads to."""
        return [statement for statement in self.issue.statements if statement.speaker.side is self.side]

    @property
    def query(self) -> dict[str, str]:
        return {"side": self.side.slug, "issue": self.issue.slug}


@dataclass(frozen=True, slots=True)
class Pair:
    """Then and now: what ``later`` does to ``earlier`` as text."""

    value: shape.Comparison
    issue: Issue
    earlier: Statement
    later: Statement

    @property
    def slug(self) -> str:
        return self.value.slug

    @property
    def speaker(self) -> Actor:
        return self.later.speaker

    @property
    def relation_words(self) -> str:
        return str(RELATIONS[self.value.relation])


@dataclass(frozen=True, slots=True)
class Row(Shown):
    """One issue in the table. ``others``: the positions of whoever belongs to no side with a column."""

    issue: Issue
    cells: list[Cell]
    others: list[Position]

    @property
    def silent(self) -> list[Side]:
        """The sides of which nothing is in our sources."""
        return [cell.side for cell in self.cells if cell.empty]

    @property
    def empty(self) -> bool:
        return len(self.silent) == len(self.cells) and not self.others


@dataclass(frozen=True, slots=True)
class IssueSideBySide:
    """One issue with the cells of the chosen sides, and the links between statements of one and the other."""

    issue: Issue
    cells: list[Cell]
    links: list[Link]


def one_of(names: Iterable[str]) -> str:
    """“A, B or C”."""
    return get_text_list(list(names), pgettext("before the last of a list", "or"))


def cell(issue: Issue, side: Side) -> Cell:
    held = issue.held.get(side.slug, [])
    own = next((position for position in held if position.actor is side.head), None)
    behind = dict.fromkeys(statement for position in held for statement in position.statements)
    said = [statement for statement in issue.statements if statement.speaker.side is side or statement in behind]
    more = [statement for statement in behind if statement not in said]
    return Cell(issue, side, own, [position for position in held if position is not own], said + more)


def row(index: StoryIndex, issue: Issue) -> Row:
    """The issue with a cell for each column of the table, and everybody's position in one place."""
    others = [position for side in index.outside for position in issue.held.get(side.slug, [])]
    return Row(issue, [cell(issue, side) for side in index.columns], others)


def table(index: StoryIndex) -> list[Row]:
    return [row(index, issue) for issue in index.issues]


def has_marks(rows: Iterable[Row | IssueSideBySide]) -> bool:
    """Whether “Over time” has a mark anywhere in them, so that a key is needed."""
    return any(cell.dated for each in rows for cell in each.cells)


def unshown(index: StoryIndex) -> list[Position]:
    """Positions of the story that stand nowhere in the table."""
    rows = table(index)
    found = {position for each in rows for cell in each.cells for position in cell.positions}
    found.update(position for each in rows for position in each.others)
    return [position for position in index.positions if position not in found]


def two_of(rows: Iterable[N], asked: Iterable[str]) -> tuple[N, N] | None:
    """The two of ``rows`` that ``asked`` names (“a,b”, or “a” and “b”), in their order; None for anything else.

    The same twice, one alone, three, or a name that no row has are anything else.
    """
    names = [name for text in asked for name in text.split(",")]
    match [row for row in rows if row.slug in names]:
        case [one, other] if len(names) == 2:
            return one, other
    return None


def two_sides(index: StoryIndex, asked: Iterable[str]) -> list[Side]:
    """The two that have a column, as ``two_of`` finds them; none for anything else."""
    return list(two_of(index.columns, asked) or ())


def side_by_side(index: StoryIndex, sides: list[Side]) -> list[IssueSideBySide]:
    return [
        IssueSideBySide(issue, [cell(issue, side) for side in sides], list(_between(issue, sides)))
        for issue in index.issues
    ]


def _between(issue: Issue, sides: list[Side]) -> Iterator[Link]:
    """Links on the issue from what one of the sides said to what the other said."""
    for statement in issue.statements:
        for link in statement.links:
            far = link.to_statement
            if far is None or issue not in far.issues:
                continue
            if {statement.speaker.side, far.speaker.side} == set(sides):
                yield link


def pairs(index: StoryIndex) -> list[Pair]:
    return [
        Pair(value, index.issue[value.issue], index.statement[value.earlier], index.statement[value.later])
        for value in index.story.comparisons
    ]


def pairs_on(index: StoryIndex, issue: Issue) -> list[Pair]:
    return [pair for pair in pairs(index) if pair.issue is issue]


def pairs_of(index: StoryIndex, actor: Actor) -> list[Pair]:
    """Those of an actor; of everyone on a side, for the head of it."""
    heads = actor.side.head is actor
    return [pair for pair in pairs(index) if pair.speaker is actor or (heads and pair.speaker.side is actor.side)]


def pairs_with(index: StoryIndex, statement: Statement) -> list[Pair]:
    return [pair for pair in pairs(index) if statement in (pair.earlier, pair.later)]
