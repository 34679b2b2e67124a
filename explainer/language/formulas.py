"""Cells of a table that no spreadsheet takes for a formula (OWASP, “CSV Injection”), and the way back.

It must not know a table.
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for one at the beginning of a cell
_BEGINNINGS = frozenset(["'", *FORMULA])


def escaped(cell: str) -> str:
    """The cell with an apostrophe before it where it begins as a formula does; ``unescaped`` is the way back."""
    return f"'{cell}" if cell[:1] in _BEGINNINGS and cell.lstrip("'").startswith(FORMULA) else cell


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
