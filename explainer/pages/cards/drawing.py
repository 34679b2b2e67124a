"""A card as SVG of our own, and as PNG: the one place that calls resvg.

It must not write anything that is not escaped, refer to a file or an address, nor be needed: without resvg, or with
letters that no face has, there is no picture, and pages show the site's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import groupby
from typing import Any
from unicodedata import bidirectional
from xml.sax.saxutils import escape

from .faces import FOLDER, Face
from .lines import Letter, Lines

resvg_py: Any = None
with suppress(ImportError):  # there is no wheel for every machine
    resvg_py = import_module("resvg_py")

WIDE, HIGH = 1200, 630
PAPER, INK, SOFT, ACT, LINE = "#fcfcfd", "#1b1921", "#565162", "#56308f", "#dad7e1"
LARGEST = 300_000  # bytes; what takes cards refuses larger ones
# From the right: an embedding round the line, for resvg lays out each line from the left (Unicode UAX 9, X2 and X7).
TO_LEFT, ENDED = "\u202b", "\u202c"


class Unable(Exception):
    """There is no picture of it."""


class Drawing:
    """Shapes and lines of words, mirrored where ``rtl``: then x runs from the right."""

    def __init__(self, *, rtl: bool) -> None:
        self.rtl = rtl
        self._drawn: list[str] = []
        self._files: dict[str, None] = {}

    def box(self, x: float, y: float, wide: float, high: float, *, fill: str = "none", edge: str = "none") -> None:
        left = WIDE - x - wide if self.rtl else x
        self._drawn.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}" stroke="{edge}" '
            'stroke-width="3"/>'
        )

    def mark(self, x: float, y: float, size: float) -> None:
        """The site's own mark, which is not turned round."""
        left = WIDE - x - size if self.rtl else x
        self._drawn.append(
            f'<g transform="translate({left:.1f} {y:.1f}) scale({size / 32:.4f})"><rect width="32" height="32" '
            f'fill="{ACT}"/><path fill="#fff" d="{BRAND}"/></g>'
        )

    def words(self, lines: Lines, x: float, y: float, *, rtl: bool, fill: str = INK) -> float:
        """Down from ``y``, from the side that their language begins at; returns where the next thing may stand."""
        edge = WIDE - x if rtl else x
        for number, line in enumerate(lines.lines):
            base = y + lines.leading * number + lines.size
            self._drawn.append(self._line(line, edge, base, lines.size, rtl, fill))
        return y + lines.leading * len(lines.lines)

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}">'
            f'<rect width="{WIDE}" height="{HIGH}" fill="{PAPER}"/>{"".join(self._drawn)}</svg>'
        )

    def png(self) -> bytes:
        """Raises Unable."""
        return rendered(self.svg(), [str(FOLDER / file) for file in self._files])

    def _line(self, line: Sequence[Letter], x: float, y: float, size: float, rtl: bool, fill: str) -> str:
        spans = "".join(self._span(face, (letter for letter, _face in run)) for face, run in groupby(line, _face_of))
        if rtl and not _is_theirs_from_the_left(line):
            spans = f"{TO_LEFT}{spans}{ENDED}"
        first = line[0][1]
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-family="{first.family}" font-weight="{first.weight}" '
            f'font-size="{size:g}" fill="{fill}" text-anchor="{"end" if rtl else "start"}" '
            f'xml:space="preserve">{spans}</text>'
        )

    def _span(self, face: Face, letters: Iterable[str]) -> str:
        self._files[face.file] = None
        return f'<tspan font-family="{face.family}" font-weight="{face.weight}">{escape("".join(letters))}</tspan>'


BRAND = (
    "M14 9c-4 1-7 5-7 9a4 4 0 0 0 4 4 3.600 3.600 0 0 0 1-7c.2-2 1.300-3.600 3-4.500zm11 0c-4 1-7 5-7 9a4 4 0 0 0 4 4"
    " 3.600 3.600 0 0 0 1-7c.2-2 1.300-3.600 3-4.500z"
)


def rendered(svg: str, files: list[str]) -> bytes:
    if resvg_py is None:
        raise Unable("resvg is not installed")
    try:
        picture = bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files))
    except ValueError as error:
        raise Unable(str(error)) from None
    except BaseException as panic:  # of Rust: it is no Exception, and would end the thread
        if type(panic).__name__ != "PanicException":
            raise
        raise Unable("resvg panicked") from None
    if len(picture) > LARGEST:
        raise Unable(f"{len(picture)} bytes")
    return picture


def _is_theirs_from_the_left(line: Sequence[Letter]) -> bool:
    """Whether a line is a quotation in a language from the left: its marks stand as they do there."""
    return all(face.family == "Theirs" and bidirectional(letter) not in ("R", "AL") for letter, face in line)


def _face_of(letter: Letter) -> Face:
    return letter[1]
