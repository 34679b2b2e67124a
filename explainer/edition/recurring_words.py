"""Words that must go from a text: names, and what somebody said where our own words say it again.

It must not know a story's rows; ``taking_back`` does. What is hidden leaves a mark, “[…]”, and never a quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

MARK = "[…]"
RUN = 5  # words in a row, outside quotation marks, that are somebody's; a passage of three or four is one as a whole
LEAST = 3
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"&#?\w+;|[^\W_]+")
# What stands in quotation marks of any script, written as they are or as HTML names them. Each pair is sought by
# itself: one may stand within another.
_NAMED = {
    "“": "ldquo|#8220|#x201c", "”": "rdquo|#8221|#x201d", "„": "bdquo|#8222|#x201e", "‘": "lsquo|#8216|#x2018",
    "’": "rsquo|#8217|#x2019", "‚": "sbquo|#8218|#x201a", "«": "laquo|#171|#xab", "»": "raquo|#187|#xbb",
    "‹": "lsaquo", "›": "rsaquo", '"': "quot|#34|#x22", "'": "apos|#39|#x27",
}  # fmt: skip
_PAIRS = [
    "“”",
    "„“",
    "„”",
    "””",
    "«»",
    "»«",
    "‹›",
    "›‹",
    "「」",
    "『』",
    '""',
    "״״",
    "‘’",
    "‚‘",
    "‚’",
    "’’",
    "''",
    "׳׳",
]
_ONE = "‘’‚'׳"  # stand within words too


def _mark(mark: str, edge: str) -> str:
    written = f"(?:{mark}|&(?:{_NAMED[mark]});)" if mark in _NAMED else mark
    return edge.format(written) if mark in _ONE else written


def _quotation(pair: str) -> re.Pattern[str]:
    opened, closed = _mark(pair[0], r"(?<!\w){}"), _mark(pair[1], r"{}(?!\w)")
    return re.compile(rf"{opened}((?:(?!{opened}|{closed}).)+){closed}", re.DOTALL | re.IGNORECASE)


_QUOTED = [_quotation(pair) for pair in _PAIRS]
# Between the words of a name: spaces, hyphens, markup, characters by their number, where a link leads.
_BETWEEN = r"(?:[\W_]|&#?\w+;|\]\([^)]{0,300}\))+"
# Hebrew and Arabic join “and”, “in”, “to” to the word.
_JOINED = re.compile("[֐-׿؀-ۿ]")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Words:
    """``names``: hidden wherever they stand. ``said``: passages, hidden where words of ours say them again.
    ``kept``: passages of others, which may be repeated though they say the same."""

    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def hidden(self, text: str, *, said: bool = True) -> str:
        """``text`` without them. ``said``: whether it is in our own words, so that what was said goes too."""
        text = self._names.sub(MARK, text)
        if not said or not self.said:
            return text
        for start, end in reversed(_merged([*self._quoted(text), *self._runs(text)])):
            text = text[:start] + MARK + text[end:]
        return text

    @cached_property
    def _names(self) -> re.Pattern[str]:
        named = {" ".join(_WORD.findall(name)) for name in self.names}
        longest = sorted(filter(None, named), key=lambda name: -len(name))
        return re.compile("|".join(map(_whole, longest)), re.IGNORECASE) if longest else _NEVER

    @cached_property
    def _phrases(self) -> list[str]:
        return [_line(passage) for passage in self.said]

    @cached_property
    def _others(self) -> list[str]:
        return [_line(passage) for passage in self.kept]

    def _is_said(self, words: list[str]) -> bool:
        here = f" {' '.join(words)} "
        return any(here in phrase for phrase in self._phrases) and not any(here in other for other in self._others)

    def _quoted(self, text: str) -> Iterator[tuple[int, int]]:
        for found in chain.from_iterable(marks.finditer(text) for marks in _QUOTED):
            words = [word for word, _start, _end in _tokens(found[1])]
            if words and self._is_said(words):
                yield found.span()

    def _runs(self, text: str) -> Iterator[tuple[int, int]]:
        tokens = list(_tokens(text))
        words, place = [word for word, _start, _end in tokens], 0
        whole = {phrase for phrase in self._phrases if LEAST <= len(phrase.split()) < RUN}
        while place < len(words):
            length = RUN if self._is_said(words[place : place + RUN]) and place + RUN <= len(words) else 0
            while length and place + length < len(words) and self._is_said(words[place : place + length + 1]):
                length += 1
            for size in range(LEAST, RUN):
                if not length and f" {' '.join(words[place : place + size])} " in whole:
                    length = size if self._is_said(words[place : place + size]) else 0
            if length:
                yield tokens[place][1], tokens[place + length - 1][2]
            place += length or 1


def _whole(name: str) -> str:
    words = _BETWEEN.join(map(re.escape, name.split()))
    return rf"{words}(?!\w)" if _JOINED.search(name) else rf"(?<!\w){words}(?!\w)"


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """Words with their places, folded; a word is cut at an apostrophe, and a named character is none."""
    return ((found[0].casefold(), *found.span()) for found in _TOKEN.finditer(text) if found[0][0] != "&")


def _line(passage: str) -> str:
    return f" {' '.join(word for word, _start, _end in _tokens(passage))} "


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
