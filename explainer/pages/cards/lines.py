"""Words as lines of a card: wrapped at blanks by the widths of their letters, as large as fits, cut at a word.

It must not draw, nor know whose words they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .faces import JOINERS, Face, set_in

MOST = 2_000  # characters that are looked at: no card holds half of them
MARKS = 4  # above and below one letter
ELLIPSIS = "…"
JOINING = ("R", "AL", "NSM", "AN")  # classes of letters from the right, and of marks (Unicode UAX 9, table 4)

BREAK = "break"  # in the place of a style: what follows begins a line of its own
Piece = tuple[str, str]  # a style of ``faces.STYLES`` and words in it
Letter = tuple[str, Face]
Word = list[Letter]


@dataclass(frozen=True)
class Lines:
    """``size``: of the type, in pixels; ``leading``: from one line to the next. Each line is its letters."""

    size: float
    leading: float
    lines: list[list[Letter]]
    cut: bool = False


def legible(words: str) -> str:
    """Without what nobody sees, on one line: controls, marks of direction, halves of characters; no more than MARKS
    marks on one letter. What XML cannot hold (XML 1.0, 2.2) is among what goes."""
    kept: list[str] = []
    marks = 0
    for character in words[: MOST * 4]:
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\f\v\x85":
            character, category = " ", "Zs"
        marks = marks + 1 if category.startswith("M") else 0
        if (category.startswith("C") and character not in JOINERS) or marks > MARKS:
            continue
        kept.append(character)
    return " ".join("".join(kept).split())[:MOST]


def width(letters: Iterable[Letter], size: float) -> float:
    return sum(face.widths.get(character, 0) for character, face in letters) * size


def fit(pieces: Sequence[Piece], *, wide: float, high: float, sizes: Sequence[float], leading: float) -> Lines:
    """The largest of ``sizes`` (falling) in which all of it stands within ``wide`` by ``high`` pixels; in the smallest,
    as many lines as do, the last of them ending in “…”. Our ellipsis stands outside of a quotation's marks."""
    words = words_of(apart(pieces))
    for size in sizes:
        lines = _wrapped(words, wide, size)
        if len(lines) * size * leading <= high:
            return Lines(size, size * leading, lines)
    size = sizes[-1]
    room = max(1, int(high // (size * leading)))
    return Lines(size, size * leading, _cut(lines[:room], wide, size), cut=True)


def apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Each style on lines of its own, where there are letters that join or marks above and below: resvg cannot shape a
    line of two faces there. A full stop of ours after their words is then set as they are."""
    if not any(unicodedata.bidirectional(letter) in JOINING for _style, text in pieces for letter in text):
        return list(pieces)
    found: list[Piece] = []
    for style, text in pieces:
        before = next((one for one, _text in reversed(found) if one != BREAK), style)
        if style != BREAK and not any(letter.isalnum() for letter in text):
            found.append((before, text))
        else:
            found += [(BREAK, ""), (style, text)] if before != style and style != BREAK else [(style, text)]
    return found


def words_of(pieces: Sequence[Piece]) -> list[Word]:
    """A word may change its style on the way: a full stop of ours after their last mark. An empty one is a BREAK."""
    words: list[Word] = []
    parted = True
    for style, text in pieces:
        if style == BREAK:
            words.append([])
            parted = True
            continue
        for character, face in set_in(style, text):
            if character == " ":
                parted = True
                continue
            if parted:
                words.append([])
                parted = False
            words[-1].append((character, face))
    return words


def _wrapped(words: list[Word], wide: float, size: float) -> list[list[Letter]]:
    lines: list[list[Letter]] = []
    room = 0.0
    for word in words:
        if not word:
            room = 0.0
            continue
        for part in _broken(word, wide, size):
            blank = (" ", part[0][1])
            needed = width([blank, *part], size)
            if lines and needed <= room:
                lines[-1] += [blank, *part]
                room -= needed
            else:
                lines.append([*part])
                room = wide - width(part, size)
    return lines


def _broken(word: Word, wide: float, size: float) -> list[Word]:
    """A word that is longer than a line, in parts that are not; nearly always the word itself."""
    if width(word, size) <= wide:
        return [word]
    parts: list[Word] = [[]]
    for letter in word:
        if parts[-1] and width([*parts[-1], letter], size) > wide:
            parts.append([])
        parts[-1].append(letter)
    return parts


def _cut(lines: list[list[Letter]], wide: float, size: float) -> list[list[Letter]]:
    """The last line loses words until its end stands in it: a closing mark, where their words are cut, and “…”."""
    last = lines[-1]
    while True:
        here = last[-1][1]
        opened = _is_open([*lines[:-1], last])
        ending = [(letter, here) for letter in (f"” {ELLIPSIS}" if opened else ELLIPSIS)]
        if width([*last, *ending], size) <= wide:
            return [*lines[:-1], [*last, *ending]]
        blanks = [place for place, (character, _face) in enumerate(last) if character == " "]
        last = last[: blanks[-1]] if blanks else last[:-1]
        while len(last) > 1 and last[-1][0] in " ,;:–—-(":
            last = last[:-1]


def _is_open(lines: list[list[Letter]]) -> bool:
    marks = [character for line in lines for character, _face in line if character in "“”"]
    return bool(marks) and marks[-1] == "“"
