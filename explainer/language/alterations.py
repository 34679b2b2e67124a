"""What a source changed inside a quotation: found in the words themselves, or named beside them.

It must not know who said the words, nor what readers are told of a change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import Literal

Alteration = Literal["", "inserted", "left-out", "emphasised"]
Pieces = tuple[tuple[Alteration, str], ...]

# “…” by itself or in brackets, as three dots too; and anything else in square brackets.
_FOUND = re.compile(r"(?P<out>[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?)|(?P<put_in>\[[^\[\]]+\])")


@lru_cache(maxsize=4096)
def pieces(text: str, inserted: str = "", emphasised: str = "") -> Pieces:
    """``text`` cut into (what the source did, words). ``inserted``, ``emphasised``: words of it, one on each line."""
    marks: list[Alteration] = [""] * len(text)
    for start, end in _spans(text, emphasised):
        marks[start:end] = ["emphasised"] * (end - start)
    for start, end in _spans(text, inserted):
        marks[start:end] = ["inserted"] * (end - start)
    for found in _FOUND.finditer(text):
        start, end = found.span()
        marks[start:end] = ["left-out" if found["out"] else "inserted"] * (end - start)
    cut = groupby(range(len(text)), key=marks.__getitem__)
    return tuple((mark, "".join(text[place] for place in places)) for mark, places in cut)


def named(lines: str) -> list[str]:
    """The words that are named, one on each line."""
    return [words for line in lines.split("\n") if (words := line.strip())]


def _spans(text: str, lines: str) -> list[tuple[int, int]]:
    """Where each of the named words stands; one that is not there has no place."""
    starts = [(text.find(words), len(words)) for words in named(lines)]
    return [(start, start + length) for start, length in starts if start >= 0]
