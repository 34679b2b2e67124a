"""How deep an overview is read: in half a minute, in a few minutes, or whole; the same words, more of them open.

How long a depth takes is counted on the page itself, from the words that it shows, so that no second list of what an
overview holds can differ from it. It must not hold any words of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple
from weakref import WeakKeyDictionary

from django.utils.translation import get_language, gettext, ngettext

from .indexes import StoryIndex

PACE = 230  # words a minute, of an adult who reads English silently (Brysbaert 2019 has 238)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
UNSEEN = frozenset(["vh", "since"])  # classes


@dataclass(frozen=True, slots=True)
class Depth:
    """``sections`` are those that stand open, by the id of their heading; the atoms in ``atoms`` do so themselves."""

    name: str  # as the address has it; empty for the one that has no parameter
    sections: frozenset[str]
    atoms: frozenset[str]


ALL = frozenset({"nw", "path", "la", "nx", "we", "un", "ag", "nk", "wd", "ww", "bg", "kp", "fg", "ba"})
OPEN = frozenset({"path", "la", "nx", "we", "un", "nk", "wd"})
SHORT = Depth("short", OPEN, frozenset({"kp"}))  # all sections in one fold, and in that as usual
USUAL = Depth("", OPEN, frozenset({"kp"}))
WHOLE = Depth("whole", ALL, ALL)
DEPTHS = (SHORT, USUAL, WHOLE)


def depth_named(name: str) -> Depth:
    return next((depth for depth in DEPTHS if depth.name == name), USUAL)


def times(index: StoryIndex, draw: Callable[[], str]) -> list[tuple[Depth, str]]:
    """Each depth with the time that it takes, in words. ``draw`` gives the page at any depth; it is asked once for
    each index and language: every depth holds the words of all, and that something changed is not counted."""
    kept = _words.setdefault(index, {})
    language = get_language() or ""
    if language not in kept:
        page = counted(draw())
        kept[language] = [shown(page, depth) for depth in DEPTHS]
    return [(depth, told(words)) for depth, words in zip(DEPTHS, kept[language], strict=True)]


def told(words: int) -> str:
    """“30 seconds”, “4 minutes”: to the nearest half minute below one, to the nearest minute from there."""
    seconds = 60 * words / PACE
    if seconds < 45:
        return gettext("30 seconds")
    minutes = max(1, round(seconds / 60))
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


class _Lid(NamedTuple):
    """What can close an element: nothing of it shows then but its ``summary``, of a section its heading."""

    kind: str
    section: str
    open: bool  # as the page stands

    def is_open(self, depth: Depth) -> bool:
        if self.kind == "beyond":
            return depth is not SHORT
        if self.kind not in ("row", "fold", "atom", "ev"):
            return self.open
        if self.kind == "ev":
            return depth is WHOLE
        return self.kind == "fold" or self.section in (depth.sections if self.kind == "row" else depth.atoms)


Lids = tuple[_Lid, ...]
NEVER = _Lid("", "", open=False)


def shown(words: dict[Lids, int], depth: Depth) -> int:
    """How many words ``main`` shows at a depth, whichever the page is at: not what is closed there, nor what is only
    for screen readers or only drawn, nor a mark."""
    return sum(count for lids, count in words.items() if all(lid.is_open(depth) for lid in lids))


def counted(html: str) -> dict[Lids, int]:
    """The words of ``main`` by the lids that are over them. One pass over a page of ours, whose tags are regular."""
    said: defaultdict[Lids, list[str]] = defaultdict(list)
    # Of each element its name, the lids over it and over its words, and its words.
    around: list[tuple[str, Lids, Lids, list[str]]] = [("", (NEVER,), (NEVER,), said[(NEVER,)])]
    top: Lids
    section, place = "", 0
    for found in _TAG.finditer(html):
        _name, over, inside, words = around[-1]
        if found.start() > place:
            words.append(html[place : found.start()])
        place = found.end()
        closing, tag, written = found.groups()
        if closing:
            while len(around) > 1 and around.pop()[0] != tag:
                pass
            continue
        if tag in VOID:
            continue
        has = dict(_ATTRIBUTE.findall(written)) if tag in ("section", "details") or _UNSEEN.search(written) else {}
        kind = has.get("class", "").removesuffix(" entry")  # a word to reader mode
        if tag == "section" and kind == "row":
            section = has.get("aria-labelledby", "")
        if kind == "fold":  # it stands for its section
            top = over
        else:
            top = inside = () if tag == "main" else over if tag in ("summary", "h2") else inside
        if "hidden" in has or has.get("aria-hidden") == "true" or not UNSEEN.isdisjoint(kind.split()):
            top = inside = (*top, NEVER)
        inside += _lid(tag, kind, section, "open" in has)
        around.append((tag, top, inside, said[inside] if inside is not around[-1][2] else words))
    return {lids: len(_WORD.findall(unescape(" ".join(words)))) for lids, words in said.items()}


def _lid(tag: str, kind: str, section: str, is_open: bool) -> Lids:
    if tag == "section" and kind == "row":
        return (_Lid("row", section, open=True),)
    return (_Lid(kind, section, open=is_open),) if tag == "details" else ()


_TAG = re.compile(r'<(/?)([a-z][a-z0-9-]*)([^<>"]*(?:"[^"]*"[^<>"]*)*)>')
_UNSEEN = re.compile(rf"hidden|{'|'.join(UNSEEN)}")
_WORD = re.compile(r"\S*?[^\W_]\S*")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')
_words: WeakKeyDictionary[StoryIndex, dict[str, list[int]]] = WeakKeyDictionary()
