"""The faces that cards are set in: which letters each has and how wide they are, read from the files themselves.

They stay on this side and are never sent. It must not know what is set in them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "faces"
JOINERS = "\u200c\u200d"  # they shape the letters beside them, and have no width of their own


@dataclass(frozen=True)
class Face:
    """``widths``: of each character, in parts of the size of the type."""

    file: str
    family: str
    weight: int
    widths: dict[str, float] = field(repr=False, compare=False)


# A file for each way to set words, with the letters of all three scripts: resvg shapes a line once for each file in it
# and goes by the number of signs that come out, which an Arabic or a pointed letter makes differ.
STYLES = {"theirs": ("theirs", "Theirs", 400), "ours": ("ours", "Ours", 400), "bold": ("ours-bold", "Ours", 700)}


class NoFace(ValueError):
    """A character that a face does not have."""


@cache
def face(style: str) -> Face:
    return _read(*STYLES[style])


def set_in(style: str, words: str) -> Iterator[tuple[str, Face]]:
    """Each character with the face that sets it; NoFace for one that it does not have."""
    here = face(style)
    for character in words:
        if character not in here.widths and character not in JOINERS:
            raise NoFace(character)
        yield character, here


def _read(name: str, family: str, weight: int) -> Face:
    """The nominal width of each character. In Arabic that is the letter alone, the widest of its forms: a line that is
    measured by it is never too long. OpenType 1.9, “cmap” (formats 4 and 12), “head”, “hhea” and “hmtx”."""
    data = (FOLDER / f"{name}.ttf").read_bytes()
    tables = {}
    for place in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, _sum, start, _length = struct.unpack_from(">4sLLL", data, place)
        tables[tag] = start
    units = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    measured = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    advances = struct.unpack_from(">" + "Hh" * measured, data, tables[b"hmtx"])[::2]
    widths = {chr(code): advances[min(glyph, measured - 1)] / units for code, glyph in _glyphs(data, tables[b"cmap"])}
    return Face(f"{name}.ttf", family, weight, widths)


def _glyphs(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Each character's code with the number of its glyph, from every table of Unicode that the file has."""
    for place in range(start + 4, start + 4 + 8 * struct.unpack_from(">H", data, start + 2)[0], 8):
        platform, _encoding, offset = struct.unpack_from(">HHL", data, place)
        table = start + offset
        kind = struct.unpack_from(">H", data, table)[0]
        if platform in (0, 3) and kind == 12:
            for group in range(struct.unpack_from(">L", data, table + 12)[0]):
                first, last, glyph = struct.unpack_from(">LLL", data, table + 16 + 12 * group)
                yield from ((code, glyph + code - first) for code in range(first, last + 1))
        elif platform in (0, 3) and kind == 4:
            yield from _segments(data, table)


def _segments(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    twice = struct.unpack_from(">H", data, table + 6)[0]
    ends, starts, deltas, ranges = (table + 14, table + 16 + twice, table + 16 + 2 * twice, table + 16 + 3 * twice)
    for place in range(0, twice, 2):
        first, last = struct.unpack_from(">H", data, starts + place)[0], struct.unpack_from(">H", data, ends + place)[0]
        delta = struct.unpack_from(">H", data, deltas + place)[0]
        within = struct.unpack_from(">H", data, ranges + place)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if within:
                glyph = struct.unpack_from(">H", data, ranges + place + within + 2 * (code - first))[0]
            if glyph or not within:
                yield code, (glyph + delta) & 0xFFFF
