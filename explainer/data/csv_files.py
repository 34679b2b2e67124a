"""A table of a published story as CSV (RFC 4180): UTF-8 without a byte order mark, one header line, lines end in CRLF.

No cell of it is a formula to a spreadsheet: one that would be has an apostrophe before it. It must not know what a
column means.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from ..language.formulas import escaped
from .columns import Cell, Table

TYPE = "text/csv"


def csv_of(table: Table, rows: Iterable[list[Cell]]) -> bytes:
    """``rows``: as ``Table.of`` gives them."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else escaped(cell) if isinstance(cell, str) else str(cell)
