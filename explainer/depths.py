"""How deep an overview is read: in half a minute, in a few minutes, or whole; the same words, more of them open.

How long a depth takes is counted on the page itself, from the words that it shows. It must not hold any words of its
own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from weakref import WeakKeyDictionary

from django.utils.translation import get_language, gettext, ngettext

from .indexes import StoryIndex

PACE = 230  # words a minute, of an adult who reads English silently (Brysbaert 2019 has 238)
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass(frozen=True, slots=True)
class Depth:
    """``sections`` are those that stand open, by the id of their heading; the atoms in ``atoms`` do so themselves."""

    name: str  # as the address has it; empty for the one that has no parameter
    sections: frozenset[str]
    atoms: frozenset[str]


ALL = frozenset({"path", "kp", "wd", "un", "nk", "la", "fg", "ww", "ba"})
SHORT = Depth("short", frozenset(), frozenset())
USUAL = Depth("", frozenset({"path", "kp", "wd", "un", "la"}), frozenset({"kp"}))
WHOLE = Depth("whole", ALL, ALL)
DEPTHS = (SHORT, USUAL, WHOLE)


def depth_named(name: str) -> Depth:
    return next((depth for depth in DEPTHS if depth.name == name), USUAL)


def times(index: StoryIndex, draw: Callable[[Depth], str]) -> list[tuple[Depth, str]]:
    """Each depth with the time that it takes, in words. ``draw`` makes the page of a depth; it is asked once for each
    index and language: the whole page shows what the others close."""
    kept = _words.setdefault(index, {})
    language = get_language() or ""
    if language not in kept:
        whole = draw(WHOLE)
        kept[language] = [words_shown(whole, depth) for depth in DEPTHS]
    return [(depth, told(words)) for depth, words in zip(DEPTHS, kept[language], strict=True)]


def told(words: int) -> str:
    """“30 seconds”, “4 minutes”: to the nearest half minute below one, to the nearest minute from there."""
    seconds = 60 * words / PACE
    if seconds < 45:
        return gettext("30 seconds")
    minutes = max(1, round(seconds / 60))
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def words_shown(html: str, depth: Depth | None = None) -> int:
    """How many words the ``main`` element of a page shows: not what a closed ``details`` holds, nor what is only
    for screen readers or only drawn. ``depth``: of the whole page, as many as it shows at that depth."""
    found = _Shown(depth or WHOLE)
    found.feed(html)
    return found.words


class _Shown(HTMLParser):
    def __init__(self, depth: Depth) -> None:
        super().__init__()
        self.words, self.depth, self.section = 0, depth, ""
        self._open = [("", True, False)]  # the elements around: their names, whether they are hidden, whether closed

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        has = dict(attrs)
        _tag, hidden, closed = self._open[-1]
        hidden = (hidden and tag != "main") or (closed and tag not in ("summary", "h2"))
        hidden = (
            hidden or "hidden" in has or has.get("aria-hidden") == "true" or "vh" in (has.get("class") or "").split()
        )
        self._open.append((tag, hidden, self._closed(tag, has)))

    def _closed(self, tag: str, has: dict[str, str | None]) -> bool:
        """Whether nothing in it shows but its ``summary``; of a section that its depth closes, but its heading."""
        kind = has.get("class") or ""
        if tag == "section" and kind == "row":
            self.section = has.get("aria-labelledby") or ""
            return self.section not in self.depth.sections
        if tag != "details" or "open" not in has:
            return tag == "details"
        return (kind == "atom" and self.section not in self.depth.atoms) or (kind == "ev" and self.depth is not WHOLE)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        _tag, hidden, closed = self._open[-1]
        if not (hidden or closed):
            self.words += sum(any(map(str.isalnum, word)) for word in data.split())


_words: WeakKeyDictionary[StoryIndex, dict[str, list[int]]] = WeakKeyDictionary()
