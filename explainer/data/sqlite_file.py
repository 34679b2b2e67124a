"""A published story as a SQLite database: the five flat tables, all other rows as they are, and what refers to what.

It opens in sqlite3, Datasette and pandas. Cells are as the document has them, formulas or not: SQLite runs none. It
must not know a request, nor write to a disk.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ..edition import document as shape
from ..edition.fields import Field, fields_of
from ..language.dates import readable
from .columns import Cell, Column, days
from .tables import TABLES

TYPE = "application/vnd.sqlite3"
WHOLE = ("whole", "flag")  # kinds of columns that are numbers; SQLite has no true and false
# What a reference leads to, as a table and its key.
KEYS = {"actor": "actors(slug)", "issue": "issues(slug)", "event": "events(slug)", "text": "texts(slug)",
        "group": "groups(slug)", "term": "terms(slug)", "phase": "phases(number)", "statement": "statements(statement)",
        "source": "sources(source)"}  # fmt: skip
# Rows within rows → the table that they stand in.
WITHIN = {
    ("actors", "roles"): "roles",
    ("actors", "former_names"): "former_names",
    ("texts", "answers"): "text_answers",
    ("issues", "agreed_by"): "agreements",
    ("events", "dates"): "earlier_dates",
    ("maps", "features"): "map_features",
    ("statements", "passages"): "passages",
    ("statements", "relays"): "relays",
    ("statements", "caveats"): "caveats",
    ("statements", "verifications"): "verifications",
    ("statements", "around"): "around",
}
Flat = Mapping[str, Sequence[Sequence[Cell]]]
Known = dict[str, Cell]  # what a row is known by, column by column


class Sheet(NamedTuple):
    """``columns``: as they are declared; ``more``: what is declared of all."""

    name: str
    columns: list[str]
    more: str
    rows: Iterable[Iterable[Cell]]


def sqlite_of(story: shape.Document, flat: Flat, about: dict[str, Cell]) -> bytes:
    """The file. ``flat``: the rows of the flat tables, by name. ``about``: what the table of that name says of the
    edition and its terms."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("PRAGMA page_size = 1024")  # most tables are small
        for sheet in sheets(story, flat, about):
            database.execute(
                f'CREATE TABLE "{sheet.name}" ({", ".join([*sheet.columns, *filter(None, [sheet.more])])})'
            )
            marks = ", ".join("?" * len(sheet.columns))
            database.executemany(f'INSERT INTO "{sheet.name}" VALUES ({marks})', map(tuple, sheet.rows))  # noqa: S608
        database.commit()
        return database.serialize()
    finally:
        database.close()


def sheets(story: shape.Document, flat: Flat, about: dict[str, Cell]) -> Iterator[Sheet]:
    yield Sheet("about", [f'"{name}" TEXT' for name in about], "", [about.values()])
    for table in TABLES.values():
        columns = [_flat(column) for column in table.columns]
        empties = [column.kind in ("date", "day", "list") or bool(column.to) for column in table.columns]
        rows = (
            [None if empty and cell == "" else cell for cell, empty in zip(row, empties, strict=True)]
            for row in flat[table.name]
        )
        yield Sheet(table.name, columns, f"PRIMARY KEY ({', '.join(table.key)})", rows)
    for section in shape.SECTIONS:
        held = [(_known_by(section, row), row) for row in getattr(story, section)]
        if section not in TABLES:
            yield _sheet(section, _kind(section), [({}, row) for _known, row in held])
        yield from _references(section, _kind(section), held)
        for (owner, name), table_name in WITHIN.items():
            if owner == section:
                yield _sheet(table_name, _listed(_kind(section), name), list(_inner(held, name)))
    owed: list[tuple[Known, Any]] = [
        ({"phase": phase.number, "provision": row.slug}, row) for phase in story.phases for row in phase.provisions
    ]
    yield from _references("provisions", shape.Provision, owed)


def _flat(column: Column) -> str:
    to = f" REFERENCES {column.to.replace('.', '(')})" if column.to else ""
    return f'"{column.name}" {"INTEGER" if column.kind in WHOLE else "TEXT"}{to}'


def _sheet(name: str, kind: type[shape.Struct], rows: list[tuple[Known, Any]]) -> Sheet:
    """Rows of one kind, each after what the row that holds it is known by: a column for each field, but for those that
    have tables of their own."""
    inner = name in WITHIN.values()
    fields = {
        field: known
        for field, known in fields_of(kind).items()
        if known.holds != "rows" and (inner or not (known.to and _is_list(kind, field)))
    }
    columns = []
    if inner:
        owner = next(section for (section, _field), table in WITHIN.items() if table == name).removesuffix("s")
        columns = [f'"{owner}" TEXT REFERENCES {KEYS.get(owner, f"{owner}s(slug)")}', '"place" INTEGER']
    columns += [declared for field, known in fields.items() for declared in _declared(kind, field, known)]
    key = next((field for field in ("slug", "number") if field in fields), "")
    return Sheet(
        name,
        columns,
        f'PRIMARY KEY ("{key}")' if key and not inner else "",
        (
            [*above.values(), *(cell for field in fields for cell in _cells(row, field, fields[field]))]
            for above, row in rows
        ),
    )


def _inner(held: list[tuple[Known, Any]], name: str) -> Iterator[tuple[Known, Any]]:
    for known, row in held:
        for place, inner in enumerate(getattr(row, name), 1):
            yield {**known, "place": place}, inner


def _references(section: str, kind: type[shape.Struct], held: list[tuple[Known, Any]]) -> Iterator[Sheet]:
    """“statements_issues”: a row for each issue of each statement."""
    for name, known in fields_of(kind).items():
        if known.to in KEYS and _is_list(kind, name) and section != "comparisons":
            owner = list(held[0][0]) if held else [section.removesuffix("s")]
            columns = [f'"{part}"' for part in owner] + [f'"{_end(known.to, owner)}" REFERENCES {KEYS[known.to]}']
            if len(owner) == 1 and owner[0] in KEYS:
                columns[0] += f" REFERENCES {KEYS[owner[0]]}"
            rows = ([*above.values(), value] for above, row in held for value in getattr(row, name))
            yield Sheet(f"{section}_{name}", columns, "", rows)


def _end(to: str, owner: list[str]) -> str:
    return f"other_{to}" if to in owner else to


def _known_by(section: str, row: Any) -> Known:
    if isinstance(row, shape.Position):
        return {"issue": row.issue, "actor": row.actor}
    key = getattr(row, "slug", None) or getattr(row, "number", None)
    return {section.removesuffix("s"): key} if key else {}


@cache
def _kind(section: str) -> type[shape.Struct]:
    return _listed(shape.Document, section)


@cache
def _listed(kind: type[shape.Struct], name: str) -> type[shape.Struct]:
    found: type[shape.Struct] = get_args(get_type_hints(kind)[name])[0]
    return found


@cache
def _is_list(kind: type[shape.Struct], name: str) -> bool:
    return get_origin(get_type_hints(kind)[name]) is list


def _declared(kind: type[shape.Struct], name: str, known: Field) -> Iterator[str]:
    whole = known.holds in ("number", "flag") or known.to == "phase" or name == "number"
    alone = known.to in KEYS and not _is_list(kind, name)
    yield f'"{name}" {"INTEGER" if whole else "TEXT"}' + (f" REFERENCES {KEYS[known.to or '']}" if alone else "")
    if known.holds == "date":
        yield f'"{name}_earliest" TEXT'
        yield f'"{name}_latest" TEXT'


def _cells(row: Any, name: str, known: Field) -> Iterator[Cell]:
    value = getattr(row, name)
    if known.holds == "date":
        yield from (cell or None for cell in days(name, readable(value)).values())
    elif isinstance(value, list):
        yield json.dumps(value, ensure_ascii=False)
    else:
        yield None if known.to and value == "" else value
