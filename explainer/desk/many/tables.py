"""Tables of text: bounded, with a name for each column, from what somebody pasted or sent.

It must not know what a column means, nor run what a cell says: a formula is the text that it is written as.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO

from ...language.formulas import unescaped

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_CELL = 20_000  # characters
MOST_TEXT = 1_000_000  # characters of a whole table: what was looked at goes to the editor's page and back
MOST_BYTES = 1_500_000  # of a file

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\r?\n|\r|\Z)')
_BARE = re.compile(r"[^\t\r\n]*")
_BROKEN = re.compile("[\0\ud800-\udfff]")


class Refused(Exception):
    """Why a table is not read at all, in one sentence for an editor."""


@dataclass(slots=True)
class Table:
    """``names`` of the columns as they are written; of each row its cells, one for each name, and its number in what
    was sent. ``long``: the numbers of rows that have more cells than there are names."""

    names: list[str]
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)


def table_of(grid: Iterable[list[str]]) -> Table:
    """The table in ``grid``, whose first row with anything in it names the columns; rows of nothing are passed over."""
    table: Table | None = None
    size = 0
    for number, cells in enumerate(grid, 1):
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        size += sum(map(len, cells))
        _bounded(number, cells, size)
        if table is None:
            table = Table([" ".join(cell.split()) for cell in cells])
            continue
        width = len(table.names)
        if len(table.rows) == MOST_ROWS:
            raise Refused(f"It has more than {MOST_ROWS:,} rows. Send it in parts.")
        if len(cells) > width:
            table.long.append(number)
        table.rows.append([*cells, *[""] * (width - len(cells))][:width])
        table.numbers.append(number)
    if table is None:
        raise Refused("There is nothing in it. The first row names the columns, each row below it is one thing.")
    if not table.rows:
        raise Refused("There is no row below the names of the columns.")
    return table


def _bounded(number: int, cells: list[str], size: int) -> None:
    if len(cells) > MOST_COLUMNS:
        raise Refused(f"Row {number} has {len(cells):,} columns; at most {MOST_COLUMNS} are read.")
    for cell in cells:
        if len(cell) > MOST_CELL:
            raise Refused(f"Row {number} has a cell of {len(cell):,} characters; at most {MOST_CELL:,} are read.")
        if broken := _BROKEN.search(cell):
            code = f"U+{ord(broken.group()):04X}"
            raise Refused(f"Row {number} has a character that no text has ({code}). Take it out and send it again.")
    if size > MOST_TEXT:
        raise Refused(f"It has more than {MOST_TEXT:,} characters. Send it in parts.")


# ---- text -----------------------------------------------------------------------------------------


def pasted(text: str) -> Table:
    """What was copied from a spreadsheet: cells with a tab between them; or else the text of a CSV file."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Refused("There is nothing in it. Copy the rows in your spreadsheet, with the names of their columns.")
    first = text.lstrip("\r\n").splitlines()[0]
    grid = _tabbed(text) if "\t" in first else _separated(text, first)
    return table_of([[unescaped(cell) for cell in row] for row in grid])


def _tabbed(text: str) -> list[list[str]]:
    """A spreadsheet puts a cell in quotation marks only where a line ends in it, or a tab or a mark stands in it; what
    else begins with one, begins with one. Where all names are in quotation marks, whatever wrote it quotes each cell.
    """
    names = text.lstrip("\r\n").splitlines()[0].split("\t")
    every = all(len(name) > 1 and name[0] == name[-1] == '"' for name in names)
    grid: list[list[str]] = [[]]
    place = 0
    while True:
        quoted = _QUOTED.match(text, place)
        if quoted and (every or any(sign in quoted.group(1) for sign in '\n\r\t"')):
            cell, place = quoted.group(1).replace('""', '"'), quoted.end()
        else:
            bare = _BARE.match(text, place)
            assert bare is not None  # it may be empty
            cell, place = bare.group(), bare.end()
        grid[-1].append(_lines(cell))
        if place >= len(text):
            return grid
        if text[place] == "\t":
            place += 1
        else:
            place += 2 if text.startswith("\r\n", place) else 1
            grid.append([])


def _separated(text: str, first: str) -> list[list[str]]:
    sign = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, strict=True)
    grid = []
    try:
        for cells in reader:
            grid.append([_lines(cell) for cell in cells])
            if len(grid) > MOST_ROWS * 5:
                raise Refused(f"It has more than {MOST_ROWS:,} rows. Send it in parts.")
    except csv.Error as error:
        raise Refused(
            f"It cannot be read as a table from line {reader.line_num} on ({error}): "
            "a quotation mark too many or too few, perhaps."
        ) from None
    return grid


def _lines(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")
