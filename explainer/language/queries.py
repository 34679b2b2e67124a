"""What a reader asks for: a query read into terms, and where a text holds them.

It must not know a document or a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise, product

from .folding import is_inside, signs_of, words_of
from .text import tidy
from .word_forms import forms

LONGEST_QUERY = 200  # characters
MOST_TERMS = 10
MOST_PHRASES = 150  # that a term may stand for
_PHRASE = re.compile('["＂“”„‟«»״「」『』]')
Phrase = tuple[str, ...]  # words that stand together


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase that is looked for. ``said`` is how the reader typed it, without quotation marks.

    ``exact``: it stood between quotation marks, so that no other form of its words is meant. ``joined``: what it
    becomes together with the word before or after it: whoever types “cease fire” may mean “ceasefire”."""

    said: str
    words: Phrase
    exact: bool = False
    joined: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All that it stands for, as it was typed first."""
        return _phrases(self.words, self.exact, self.joined)


@lru_cache(maxsize=1024)
def _phrases(words: Phrase, exact: bool, joined: tuple[str, ...]) -> tuple[Phrase, ...]:
    if exact:
        return (words,)
    whole = ["".join(words)] if _is_compound(words) else []
    together = ((form,) for word in (*whole, *joined) for form in forms(word))
    other_forms = product(*map(forms, words)) if len(words) < 4 else ()
    found = (words, *islice(together, MOST_PHRASES), *islice(other_forms, MOST_PHRASES))
    return tuple(dict.fromkeys(found))


def _is_compound(words: Phrase) -> bool:
    """Whether two or three words may be written as one: “cease-fire”."""
    return 1 < len(words) < 4 and all(word.isalpha() and len(word) > 1 for word in words)


@dataclass(frozen=True)
class Query:
    """What a reader asks for: ``text`` on one line of at most LONGEST_QUERY characters, its terms, words left out."""

    text: str
    terms: tuple[Term, ...]
    dropped: bool

    @cached_property
    def words(self) -> list[str]:
        return [word for term in self.terms for word in term.words]

    @cached_property
    def _begun(self) -> dict[str, list[Phrase]]:
        """The phrases that are looked for, by their first word."""
        begun: dict[str, list[Phrase]] = {}
        for phrase in dict.fromkeys(phrase for term in self.terms for phrase in term.phrases):
            begun.setdefault(phrase[0], []).append(phrase)
        return begun

    @cached_property
    def _loose(self) -> frozenset[str]:
        """The words that are found in two as well: “ceasefire” in “cease-fire”."""
        terms = (term for term in self.terms if not term.exact)
        return frozenset(phrase[0] for term in terms for phrase in term.phrases if len(phrase) == 1)

    @cached_property
    def _signs(self) -> frozenset[str]:
        """The words that are one sign of a script without spaces, where words are pairs of them."""
        return frozenset(sign for sign in self._loose if len(sign) == 1 and signs_of(sign))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where ``text`` holds a term, as (start, end), in order and apart."""
        words = words_of(text)
        found: list[tuple[int, int]] = []
        for place, word in enumerate(words):
            for phrase in self._begun.get(word.text, ()):
                last = place + len(phrase) - 1
                if last < len(words) and tuple(each.text for each in words[place : last + 1]) == phrase:
                    found.append((word.start, words[last].end))
        for one, other in pairwise(words):
            if one.text + other.text in self._loose:
                found.append((one.start, other.end))
        if self._signs:
            pairs = [word for word in words if len(word.text) == 2]
            found += [(word.start, word.start + 1) for word in pairs if word.text[0] in self._signs]
            found += [(word.end - 1, word.end) for word in pairs if word.text[1] in self._signs]
        return list(_apart(sorted(found)))

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """``text`` in pieces, each with whether it was looked for."""
        pieces, at = [], 0
        for start, end in self.spans(text):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
        return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def read_query(typed: str) -> Query:
    """What ``typed`` asks for. Nothing in it is an operator but quotation marks, which hold a phrase together."""
    text = " ".join(tidy(typed).split())[:LONGEST_QUERY].rstrip()
    terms: dict[tuple[Phrase, bool], Term] = {}
    for term in _neighbours([*_terms(text)]):
        terms.setdefault((term.words, term.exact and len(term.words) == 1), term)
    kept = tuple(terms.values())[:MOST_TERMS]
    return Query(text, kept, dropped=len(terms) > MOST_TERMS)


def _terms(text: str) -> Iterator[Term]:
    for said, exact in _parts(text):
        if words := tuple(word.text for word in words_of(said)):
            yield Term(said, words, exact)


def _neighbours(terms: list[Term]) -> Iterator[Term]:
    """The terms, each with what it may become with those beside it."""
    pairs = ["", *(_joined(one, other) for one, other in pairwise(terms)), ""]
    for term, before, after in zip(terms, pairs, pairs[1:], strict=False):
        yield Term(term.said, term.words, term.exact, tuple(filter(None, (before, after))))


def _joined(one: Term, other: Term) -> str:
    words = one.words + other.words
    return "".join(words) if len(words) == 2 and _is_compound(words) and not (one.exact or other.exact) else ""


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The phrases between quotation marks (true), and the words outside them. A mark without its pair is a space."""
    quotation_marks = [found.start() for found in _PHRASE.finditer(text) if not is_inside(text, found.start())]
    at = 0
    for opened, closed in zip(quotation_marks[::2], quotation_marks[1::2], strict=False):
        yield from ((word, False) for word in text[at:opened].split())
        yield text[opened + 1 : closed].strip(), True
        at = closed + 1
    yield from ((word, False) for word in text[at:].split())


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that overlap, as one."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last and start < last[1]:
            last = (last[0], max(end, last[1]))
            continue
        if last:
            yield last
        last = (start, end)
    if last:
        yield last
