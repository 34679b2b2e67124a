"""An address for each sentence and passage of a page: an ``id`` that follows from its words, and from nothing else.

So it stays when sentences come before it, when a template changes and in every edition that has the sentence. A “.” is
in no slug, so it is never that of a row. It must not touch what is no sentence, nor what has an address already.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2s
from html import unescape
from itertools import pairwise

from explainer.language.source_texts import sentences

from .paper import UNPRINTED

PREFIX = "s."
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # 32 that are not mistaken for each other
LENGTH, LONGER = 5, 8  # of those, 25 bits; 40 where two sentences of a page have the same
_BLOCK = "p|li|dd|dt|div|ul|ol|dl|table|h[1-6]|blockquote|details|summary|figure|section|article|pre|svg|form|nav"
# Possessive: a page is cut in one pass, and never twice (Python, re, “*+, ++, ?+”).
_INSIDE = rf"(?P<inside>(?:[^<]++|<(?!/?(?:{_BLOCK})\b))++)"
_PARAGRAPH = re.compile(rf"<(?P<tag>p|li|dd)(?P<told>(?: [^>]*)?)>{_INSIDE}</(?P=tag)>")
_TAG = re.compile("<[^>]*>")
_BLANK = re.compile(r"\s")
_PIECE = re.compile(r"<[^>]*>|&[#\w]+;|[^<&]+|[<&]")
_LEFT_OUT = re.compile(r' (?:id="|class="(?:[^"]* )?(?:kicker|meta|cite|key|note|noprint|banner)[ "])')
_ENDS = re.compile(r"""[.!?؟…:]["'”’»›)\]״“]*\Z""")
_QUOTED = re.compile("(?:…\\s*)?“[^“”]*”")  # a passage: it has one as a whole, too
_ALONE = ("<br", "<wbr", "<img", "<input")  # elements that have no end


def with_sentences(html: str) -> str:
    """``html`` with those addresses in its ``main``; what stands there twice has one, where it stands first."""
    start, end = html.find("<main"), html.rfind("</main>")
    if min(start, end) < 0:
        return html
    taken: dict[str, str] = {}

    def addressed(found: re.Match[str]) -> str:
        if _LEFT_OUT.search(found["told"]):
            return found[0]
        tag, told = found["tag"], found["told"]
        rows_of = _cut(found["inside"])
        rows = [(piece, _named(words, taken)) for piece, words in rows_of]
        if len(rows) == 1:
            return f"<{tag}{told}{rows[0][1]}>{rows[0][0]}</{tag}>"
        if _QUOTED.fullmatch(whole := "".join(words for _piece, words in rows_of)):
            told += _named(whole, taken)
        inside = "".join(f"<span{name}>{piece}</span>" if name else piece for piece, name in rows)
        return f"<{tag}{told}>{inside}</{tag}>"

    pieces, place = [html[:start]], start
    for chrome in UNPRINTED.finditer(html, start, end):
        pieces += [_PARAGRAPH.sub(addressed, html[place : chrome.start()]), chrome[0]]
        place = chrome.end()
    return "".join([*pieces, _PARAGRAPH.sub(addressed, html[place:end]), html[end:]])


def name_of(words: str, length: int = LENGTH) -> str:
    """The fragment of a sentence, by its words without blanks."""
    digest = int.from_bytes(blake2s("".join(words.split()).encode(), digest_size=8).digest())
    return PREFIX + "".join(LETTERS[digest >> 5 * place & 31] for place in range(length))


def _named(words: str, taken: dict[str, str]) -> str:
    """The attribute; nothing for what is no sentence, or has stood on the page before."""
    said = "".join(words.split())
    if not _QUOTED.fullmatch(words) and (len(words.split()) < 2 or not _ENDS.search(said)):
        return ""
    name = name_of(said)
    if taken.get(name, said) != said:
        name = name_of(said, LONGER)
    if name in taken:
        return ""
    taken[name] = said
    return f' id="{name}"'


@lru_cache(maxsize=4_096)
def _cut(inside: str) -> list[tuple[str, str]]:
    """(markup, words) of each sentence in what is in one line, and of the blanks between them. It is cut where no
    element is open, so a sentence that shares one with the next stays with it."""
    words, place_of = _plain(inside)
    cuts = [0]
    for before, after in pairwise(sentences(words)):
        cut = _between(inside, place_of(before.end - 1) + 1, place_of(after.start))
        if cut is not None:
            cuts.append(cut)
    cuts.append(len(inside))
    rows: list[tuple[str, str]] = []
    for start, end in pairwise(cuts):
        piece = inside[start:end]
        kept = piece.strip()
        first = piece.index(kept) if kept else 0
        rows += [(piece[:first], "")] if first else []
        rows += [(kept, unescape(_TAG.sub("", kept)))] if kept else []
        rows += [(rest, "")] if (rest := piece[first + len(kept) :]) else []
    return rows


def _plain(inside: str) -> tuple[str, Callable[[int], int]]:
    """The words in markup, each blank as a space, and where a letter of theirs stands in it."""
    plain: list[str] = []
    starts, places, steps, length, at = [], [], [], 0, 0  # of each piece, among the words and in the markup
    for piece in _PIECE.findall(inside):
        if piece[0] != "<" or piece == "<":
            named = piece[0] == "&"
            plain.append(unescape(piece) if named else piece)
            starts.append(length)
            places.append(at)
            steps.append(not named)  # the letters of a reference all stand at its start
            length += len(plain[-1])
        at += len(piece)

    def place_of(letter: int) -> int:
        piece = bisect_right(starts, letter) - 1
        return places[piece] + (letter - starts[piece]) * steps[piece]

    return _BLANK.sub(" ", "".join(plain)), place_of


def _between(inside: str, start: int, end: int) -> int | None:
    """Where between two sentences no element is open; None where one always is."""
    place = inside.find(";", start - 1) + 1 if inside[start - 1] == "&" else start  # the end of a reference
    depth = _depth(inside[:place])
    while depth and place < end:
        tag = _TAG.search(inside, place, end)
        if tag is None:
            return None
        place = tag.end()
        depth += _depth(tag[0])
    return place if not depth else None


def _depth(html: str) -> int:
    tags = _TAG.findall(html)
    return sum(-1 if tag.startswith("</") else 0 if tag.startswith(_ALONE) else 1 for tag in tags)
