"""What search has of each thing that it can find: what a result shows, where it leads, and the words it is found by.

It must not know the database or the clock, nor how a story becomes such entries: ``entries`` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Protocol

import msgspec

from ..language.alterations import Alteration, Pieces, pieces
from ..language.folding import LONGEST_WORD, compounds, fold, signs_of
from ..story.quotation import altered

# In the order in which results are shown; the number is part of a row's place in the index.
KINDS = {
    "statements": 1, "events": 2, "positions": 3, "issues": 4, "phases": 8, "questions": 9, "overview": 10, "texts": 7,
    "terms": 5, "actors": 6, "sources": 11,
}  # fmt: skip
DATED = ("statements", "events", "sources")  # newest first, where nothing else is asked; the others by their names
SPOKEN = ("statements", "positions")  # which somebody says, or holds
NAMED = ("issues", "texts", "terms", "actors")  # whose names are suggested
ALSO, OTHER_NAMES = "also-called", ("short_name", "aliases")
BREAK = "\ue001"  # between two texts, so that no phrase runs from one into the other; folding keeps it out of words


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """A passage, verbatim. ``between``: what of ours parts it from what stands before it. An older index lacks all but
    the first two."""

    text: str
    cut: bool = False
    between: str = " "
    inserted: str = ""
    emphasised: str = ""

    @property
    def pieces(self) -> Pieces:
        return pieces(self.text, self.inserted, self.emphasised)


class IndexEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a result shows. ``page``, ``slug`` and ``part`` make its address; ``labels`` are codes, which are said in
    the reader's language when they are shown. ``by`` is the slug of who says or holds it. By ``within``, the name of
    what it is a part of, it is not found.

    ``text`` is ours, ``quotes`` are verbatim passages, ``tail`` is ours again. ``more`` is (code, text), shown where a
    word was found in it; a code may have two dates with it, from when and until when: “office|2022|2024-11-05”.
    """

    page: str
    slug: str = ""
    part: str = ""
    story: str
    title: str
    under: str = ""
    within: str = ""
    when: str = ""
    labels: list[str] = []
    text: str = ""
    quotes: list[Quote] = []
    tail: str = ""
    language: str = ""
    spoken: str = ""
    by: str = ""
    more: list[tuple[str, str]] = []

    @property
    def said(self) -> Iterator[str]:
        """The passages, and what of ours stands before each."""
        return (text for quote in self.quotes for text in (quote.between, quote.text))

    @property
    def altered(self) -> list[tuple[Alteration, str]]:
        """What the source changed in the words that are quoted."""
        return altered(self.quotes)

    @property
    def cut(self) -> bool:
        return any(quote.cut for quote in self.quotes)

    @property
    def texts(self) -> list[str]:
        texts = (self.title, self.under, self.text, *self.said, self.tail, *(text for _code, text in self.more))
        return [text for text in texts if text]

    @property
    def words(self) -> str:
        """Every word that it can be found by, folded, as it stands there."""
        return _BETWEEN.join(filter(None, map(fold, self.texts)))


def otherwise(entry: IndexEntry, words: str, known: Collection[str]) -> Iterator[str]:
    """What it is found by besides its ``words``, folded: two that are written with a hyphen, or that are one of the
    words ``known`` to the story, as one (“ceasefire” for “cease-fire” and “cease fire”), and single signs."""
    found: dict[str, None] = {}
    for text in entry.texts:
        for parts in compounds(text):
            found.update(dict.fromkeys("".join(pair) for pair in pairwise(parts)))
            found["".join(parts)] = None
    for one, other in pairwise(words.split()):
        if one + other in known and min(len(one), len(other)) >= _LEAST_PART:
            found[one + other] = None
    yield from (word[:LONGEST_WORD] for word in found)
    yield from sorted(signs_of(words))


_BETWEEN = f" {BREAK} "
_LEAST_PART = 3  # letters; “to” and “day” are no “today”


class Heard(Protocol):
    """Of an entry, who says it or holds it: a statement is called by its speaker, a position has its actor under it."""

    @property
    def by(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def under(self) -> str: ...


class _Heard(msgspec.Struct, frozen=True):
    title: str
    under: str = ""
    by: str = ""


_HEARD = msgspec.json.Decoder(_Heard)
_ENTRY = msgspec.json.Decoder(IndexEntry)  # made before there are threads, as that of a document


def encode(entry: IndexEntry) -> str:
    return msgspec.json.encode(entry).decode()


def decode_heard(text: str) -> Heard:
    """For a small part of the cost of ``decode``."""
    return _HEARD.decode(text)


def decode(text: str) -> IndexEntry:
    return _ENTRY.decode(text)
