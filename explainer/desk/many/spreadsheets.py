"""XLSX files to rows of text and back, by openpyxl.

It must not open what is bigger or other than it says, and must not evaluate anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ...language.formulas import escaped, unescaped
from .tables import MOST_COLUMNS, MOST_ROWS, Refused

MOST_UNPACKED = 20_000_000  # bytes of all that is in the file
MOST_PARTS = 500
MOST_LINES = 10 * MOST_ROWS  # rows of the sheet, most of them with nothing in them
CELL = 32_767  # characters that a cell of a spreadsheet can have; openpyxl cuts what is longer
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']""")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")  # XML has no way to write them


def is_spreadsheet(data: bytes) -> bool:
    return data.startswith(b"PK")


def grid_of(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet, as text."""
    _sound(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # which a file states, and need not be so
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > MOST_LINES:
                raise Refused(
                    f"The sheet has more than {MOST_LINES:,} rows. Delete the empty ones, or send it in parts."
                )
            if any(cell is not None for cell in cells[MOST_COLUMNS:]):
                raise Refused(f"Row {number} has {len(cells):,} columns; at most {MOST_COLUMNS} are read.")
            yield [unescaped(_text(cell)) for cell in cells[:MOST_COLUMNS]]
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever its reading of a broken file comes upon
        raise Refused("It is no spreadsheet that can be read. Save it again as XLSX, or as CSV.") from error


def _sound(data: bytes) -> None:
    """Refuse a file that unpacks to more than a table has, or in which XML defines anything of its own.

    A spreadsheet has no document type; without one there are no entities, neither many times within each other nor
    from elsewhere. Only UTF-8 is let through, so that none can hide in another encoding.
    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused("It unpacks to far more than a table of this size has. Save the one sheet by itself.")
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _plain(packed.read(part))
    except (BadZipFile, LargeZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise Refused("It is no spreadsheet that can be read. Save it again as XLSX, or as CSV.") from error
    except Exception as error:  # zlib's and lzma's own
        raise error if isinstance(error, Refused) else Refused("It cannot be unpacked. Save it again.") from error


def _plain(xml: bytes) -> None:
    told = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    other = told and told.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii")
    if other or xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused("There is something in it that no spreadsheet has. Save it again as XLSX, or as CSV.")


def _text(cell: Any) -> str:
    """A day without its time; a whole number without “.0”; a formula as it is written."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case str():
            return cell.replace("\r\n", "\n").replace("\r", "\n")
    return str(getattr(cell, "text", None) or cell)  # a formula over several cells has its text


def spreadsheet(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet whose cells are all text, so that neither a formula nor a date is made of one."""
    lines = [[escaped(_CONTROLS.sub("", text)) for text in cells] for cells in [names, *rows]]
    for text in (text for cells in lines for text in cells):
        if len(text) > CELL:
            raise Refused(f"A text is longer than a cell of a spreadsheet can be: “{text[:40]}…”. Take CSV or YAML.")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(names) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 24
    for number, cells in enumerate(lines):
        sheet.append([_cell(sheet, text, heading=not number) for text in cells])
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _cell(sheet: Any, text: str, *, heading: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", "@"
    cell.font, cell.alignment = Font(bold=heading), Alignment(vertical="top", wrap_text=True)
    return cell
