"""A table with what was put right on the page that shows its plan: cells, names of columns, and rows that are left out.

It must not change anything else of it, whatever was sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from explainer.desk.many.tables import Refused, Table, table_of

from .forms import is_key


def mended(table: Table, said: Mapping[str, str]) -> Table:
    """``said``: “cell-3-2” is what stands in row 3, column 2, and in row 0 what the column is called, empty where it is
    left out; “leave-3” leaves row 3 out."""
    names, rows = list(table.names), {number: list(row) for number, row in zip(table.numbers, table.rows, strict=True)}
    for name, text in said.items():
        number, place = _cell(name)
        if number == 0 and place < len(names):
            names[place] = text
        elif number in rows and place < len(names):
            rows[number][place] = text.replace("\r\n", "\n")
    return _table(names, {number: row for number, row in rows.items() if f"leave-{number}" not in said}, table.long)


def _cell(name: str) -> tuple[int, int]:
    word, _sign, rest = name.partition("-")
    number, _sign, place = rest.partition("-")
    return (int(number), int(place)) if word == "cell" and is_key(number) and is_key(place) else (-1, 0)


def _table(names: list[str], rows: dict[int, list[str]], long: list[int]) -> Table:
    """Within the same bounds as one that comes in."""
    used = [place for place, name in enumerate(names) if name.strip()]
    kept = {
        number: cells for number, row in rows.items() if any(map(str.strip, cells := [row[place] for place in used]))
    }
    if not kept:
        raise Refused("No row is left of it.")
    table = table_of([[names[place] for place in used], *map(list, kept.values())])
    return Table(table.names, table.rows, list(kept), [number for number in long if number in kept])
