"""What a table of a published story is: columns with what each holds and whose words, and its rows.

Names of columns are a contract: they stay, and new ones come at the end. It must not know which tables there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ..language.dates import When
from ..story.indexes import StoryIndex
from ..story.resolved import Source

Cell = str | int | bool | None
Kind = Literal["text", "date", "day", "whole", "flag", "address", "list"]
Whose = Literal["ours", "theirs", "fact"]
APART = "; "  # between the values of a list
Row = dict[str, Cell]


class Column(NamedTuple):
    """``to``: the table and column of the SQLite file that it refers to. ``whose``: whose words it holds."""

    name: str
    kind: Kind
    says: str
    whose: Whose = "fact"
    to: str = ""


class Place(NamedTuple):
    """Where an edition stands: ``base`` is the lasting address of its overview, with the slash at its end."""

    base: str
    number: int


@dataclass(frozen=True)
class Table:
    """``key``: the columns that a row is known by."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[StoryIndex, Place], Iterator[Row]]

    def of(self, index: StoryIndex, place: Place) -> Iterator[list[Cell]]:
        """Its rows, each with a cell for each column."""
        names = [column.name for column in self.columns]
        wanted = set(names)
        for row in self.rows(index, place):
            assert row.keys() == wanted
            yield [row[name] for name in names]


# ---- columns that several have -------------------------------------------------------------------


def dated(name: str, says: str) -> tuple[Column, ...]:
    return (
        Column(name, "date", f"{says}: EDTF (ISO 8601-2), as exact as it is known and no more"),
        Column(f"{name}_earliest", "day", f"{says}: the first day that it may be; empty where that is open"),
        Column(f"{name}_latest", "day", f"{says}: the last day that it may be; empty where that is open"),
    )


def days(name: str, when: When | None) -> Row:
    if when is None:
        return {name: "", f"{name}_earliest": "", f"{name}_latest": ""}
    return {
        name: when.edtf,
        f"{name}_earliest": "" if when.open_start else when.earliest.isoformat(),
        f"{name}_latest": "" if when.open_end else when.latest.isoformat(),
    }


HEAD = (
    Column("story", "text", "The story’s slug"),
    Column("edition", "whole", "The number of the edition that this row is of"),
)
CITED = (
    Column("sources", "list", "The sources, by slug"),
    Column("source_titles", "list", "Their titles", "theirs"),
    Column("source_publishers", "list", "Their publishers"),
    Column("source_addresses", "list", "Their addresses, one for each; “none” where none is known"),
)


def head(index: StoryIndex, place: Place) -> Row:
    return {"story": index.story.slug, "edition": place.number}


def cited(sources: Iterable[Source]) -> Row:
    found = list(sources)
    return {
        "sources": joined(source.slug for source in found),
        "source_titles": joined(source.value.title for source in found),
        "source_publishers": joined(source.value.publisher for source in found),
        "source_addresses": joined(source.link or "none" for source in found),
    }


def joined(values: Iterable[Any]) -> str:
    return APART.join(str(value) for value in values)
