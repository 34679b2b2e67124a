"""What a table would do, row by row, and the rows as its cells say them.

It must not do it: ``admin.table_work`` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...models import Story
from .columns import ERRORS, Column, When
from .kinds import STORY, Kind
from .references import Lookup, Wrong, folded, nearest_of
from .tables import Table

NEW, CHANGES, SAME, REFUSED = "new", "changes", "same", "refused"
SHOWN = 240  # characters of a value in the plan


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at a cell, or, where ``column`` is empty, with a row. ``place`` is the cell's column in the table;
    -1 where there is none."""

    column: str
    sentence: str
    place: int = -1


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    was: str
    now: str


@dataclass(slots=True)
class Cell:
    """A cell that can be put right where the plan is shown. ``name`` is its field's; empty: it stands in no column."""

    column: str
    text: str = ""
    name: str = ""
    sentences: list[str] = field(default_factory=list)

    @property
    def is_long(self) -> bool:
        return len(self.text) > 60 or "\n" in self.text


@dataclass(slots=True)
class Line:
    """One row of the table: ``doing`` is NEW, CHANGES, SAME or REFUSED."""

    number: int
    doing: str = SAME
    name: str = ""
    slug: str = ""
    address: str = ""  # of its form, where there is one
    differences: list[Difference] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    seen: str = ""  # what was at the desk, whole

    def refuse(self, *troubles: Trouble) -> None:
        self.doing = REFUSED
        self.troubles += troubles


@dataclass(slots=True)
class Plan:
    lines: list[Line] = field(default_factory=list)
    headings: list[Trouble] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)  # of no row of it

    def count(self, doing: str) -> int:
        return sum(line.doing == doing for line in self.lines)

    @property
    def counted(self) -> list[tuple[str, int]]:
        return [(doing, count) for doing in (NEW, CHANGES, SAME, REFUSED) if (count := self.count(doing))]

    @property
    def refused(self) -> bool:
        return bool(self.headings) or any(line.doing == REFUSED for line in self.lines)

    @property
    def does(self) -> bool:
        return any(line.doing in (NEW, CHANGES) for line in self.lines)

    @property
    def digest(self) -> str:
        """Of all that was shown and of all that its rows had at the desk."""
        told = [(line.number, line.doing, line.slug, line.seen, *map(repr, line.differences)) for line in self.lines]
        return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


def cells(troubles: Iterable[Trouble], number: int, texts: Sequence[str]) -> list[Cell]:
    """The cells of row ``number`` at which something is wrong, each once, with all that is said of it."""
    found: dict[tuple[str, int], Cell] = {}
    for each in troubles:
        there = each.place >= 0
        cell = Cell(each.column, texts[each.place] if there else "", f"cell-{number}-{each.place}" if there else "")
        found.setdefault((each.column, each.place), cell).sentences.append(each.sentence)
    return list(found.values())


# ---- columns --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Headings:
    """Which column stands where; ``story`` is the place of the one that says where rows belong."""

    places: list[tuple[int, Column]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    story: int = -1

    def place(self, name: str) -> int:
        return next((place for place, column in self.places if column.name == name), -1)


def headings(kind: Kind, table: Table) -> Headings:
    found = Headings()
    names = [column.label for column in kind.columns]
    for place, name in enumerate(table.names):
        column = kind.column(name)
        if folded(name) == STORY:
            found.story = place
        elif column is not None and found.place(column.name) >= 0:
            said = f"“{name}” stands twice. Empty: it is left out here."
            found.troubles.append(Trouble(name, said, place))
        elif column is not None:
            found.places.append((place, column))
        elif any(row[place].strip() for row in table.rows):
            said = f"“{name[:80]}” is no column of {kind.many}. {nearest_of(name, names)} Empty: it is left out."
            found.troubles.append(Trouble(name or f"column {place + 1}", said, place))
    order = [column.name for column in kind.columns]
    # A role is read after its speaker, and a date after the source that it is read against.
    found.places.sort(key=lambda each: (isinstance(each[1], When), order.index(each[1].name)))
    return found


# ---- cells ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Said:
    """What a row's cells say, by field; ``later``: what is wrong may be right once rows below are there."""

    values: dict[str, Any] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    later: bool = False


def said(kind: Kind, found: Headings, cells: Sequence[str], lookup: Lookup) -> Said:
    read = Said()
    if found.story >= 0 and (trouble := _of_another(cells[found.story], found.story, lookup.story)):
        read.troubles.append(trouble)
    waits = []
    for place, column in found.places:
        text = cells[place]
        try:
            if text.strip() in ERRORS:
                raise Wrong(f"“{text.strip()}” is what a spreadsheet says where a formula failed.")
            read.values[column.name] = column.read(text, kind.model, lookup, read.values)
        except Wrong as wrong:
            read.troubles.append(Trouble(column.label, str(wrong), place))
            waits.append(wrong.later)
    read.later = bool(waits) and all(waits) and len(waits) == len(read.troubles)
    return read


def _of_another(text: str, place: int, story: Story | None) -> Trouble | None:
    words = folded(text)
    if not words or story is None or words in map(folded, (story.slug, story.title, story.short_title)):
        return None
    return Trouble(STORY, f"It is of “{text[:80]}”, and this is “{story}”. Empty: it is of this one.", place)


def cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def differences(kind: Kind, values: dict[str, Any], row: Any, lookup: Lookup) -> list[Difference]:
    """What ``values`` would change in ``row``; of a new one (None) what they say."""
    found = []
    for column in kind.columns:
        if column.name not in values:
            continue
        value = values[column.name]
        before = column.of(row) if row is not None else column.none(kind.model)
        if not column.same(value, before):
            texts = (column.show(each, kind.model, lookup) for each in (before, value))
            was, now = map(cut, texts)
            found.append(Difference(column.label, was if row is not None else "", now))
    return found


def shown(kind: Kind, row: Any, lookup: Lookup) -> list[str]:
    """The row as a line of a table."""
    return [column.show(column.of(row), kind.model, lookup) for column in kind.columns]


def seen_of(texts: Iterable[str]) -> str:
    return hashlib.sha256(repr(list(texts)).encode("utf-8", "backslashreplace")).hexdigest()[:32]
