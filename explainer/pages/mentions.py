"""The first mention of a term on a page leads to the glossary: in our own words, never in anyone else’s.

It must not outlive the page that is being made: another page begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils.safestring import SafeString

from ..edition.parts import Term
from ..language import text

# Accents, niqqud and harakat are no letters to ``re``, and yet a word goes on after them.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_IN_A_WORD = rf"[\w{_MARKS}]"

Names = tuple[tuple[str, tuple[str, ...]], ...]  # the slug of each term, and what it goes by


class Mentions:
    """The terms that one page has not mentioned yet. ``glossary`` is the address of what they lead to."""

    def __init__(self, terms: Iterable[Term], glossary: str) -> None:
        self.glossary = glossary
        self._pattern, self._slug = _names(tuple((row.slug, (row.name, *row.aliases)) for row in terms))
        self._ahead = set(self._slug.values())

    def find(self, words: str) -> Iterator[tuple[str, str]]:
        """``words`` cut into (words, address); the address is empty but where a term is mentioned first."""
        start = 0
        for found in self._pattern.finditer(words) if self._ahead else ():
            slug = self._slug.get(_folded(found[0]))
            if slug in self._ahead:
                self._ahead.remove(slug)
                yield words[start : found.start()], ""
                yield found[0], f"{self.glossary}#{slug}"
                start = found.end()
        yield words[start:], ""


@lru_cache(maxsize=64)
def _names(terms: Names) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds any name as a whole word, the longest first; and each folded name with its term."""
    slugs: dict[str, str] = {}
    for slug, names in terms:
        for name in names:
            slugs.setdefault(_folded(name), slug)
    longest = sorted((name.split() for _slug, names in terms for name in names), key=lambda name: -len(" ".join(name)))
    any_name = "|".join(r"\s+".join(map(re.escape, name)) for name in longest if name) or r"(?!)"
    return re.compile(rf"(?<!{_IN_A_WORD})(?:{any_name})(?!{_IN_A_WORD})", re.IGNORECASE), slugs


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


_page: ContextVar[Mentions | None] = ContextVar("mentions", default=None)


@contextmanager
def mentioning(mentions: Mentions | None) -> Iterator[None]:
    """While a page is made, its prose links to the terms; one page inside another has its own first mentions."""
    token = _page.set(mentions)
    try:
        yield
    finally:
        _page.reset(token)


def prose(markdown: str) -> SafeString:
    """``text.render``, with first mentions linked where a page is being made."""
    return _with_links(text.render(markdown))


def line(markdown: str) -> SafeString:
    return _with_links(text.render_line(markdown))


def _with_links(html: SafeString) -> SafeString:
    mentions = _page.get()
    return text.linked(html, mentions.find) if mentions else html
