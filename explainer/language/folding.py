"""Words as search compares them: without case, accents, niqqud, harakat or tatweel; and what a reader asks for.

It must not know a document or a database: both databases are given the same words, already split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from .text import tidy

LONGEST_QUERY = 200  # characters
MOST_TERMS = 10
LONGEST_WORD = 60  # characters of a folded word; the rest does not count
MOST_CHARACTERS = 8192  # whose folding is kept

# Letters that have no decomposition in Unicode but are typed without their stroke, or are one letter to a reader.
_SAME = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه",
}  # fmt: skip
_SILENT = frozenset("ـ\u05f3\u05f4")  # tatweel; geresh and gershayim, which stand inside a Hebrew word
_GERSHAYIM = frozenset("\"'“”‘’״")  # and what is typed in their place
_PHRASE = re.compile('["＂“”„‟«»״「」『』]')


class Word(NamedTuple):
    """A folded word and where it stands in the text that it is from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase that is looked for. ``said`` is how the reader typed it, without quotation marks.

    ``exact``: it stood between quotation marks, so that no other form of the word is meant."""

    said: str
    words: tuple[str, ...]
    exact: bool = False

    @property
    def forms(self) -> tuple[str, ...]:
        """The words that a single word stands for, itself first; of a phrase, its first word alone."""
        return (self.words[0],) if self.exact or len(self.words) > 1 else forms(self.words[0])


@dataclass(frozen=True)
class Query:
    """What a reader asks for: ``text`` on one line of at most LONGEST_QUERY characters, its terms, words left out."""

    text: str
    terms: tuple[Term, ...]
    dropped: bool

    @cached_property
    def words(self) -> list[str]:
        return [word for term in self.terms for word in term.words]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where ``text`` holds a term, as (start, end), in order and apart."""
        words = words_of(text)
        found: list[tuple[int, int]] = []
        for place, word in enumerate(words):
            for term in self.terms:
                last = place + len(term.words) - 1
                if word.text not in term.forms or last >= len(words):
                    continue
                if tuple(each.text for each in words[place + 1 : last + 1]) == term.words[1:]:
                    found.append((word.start, words[last].end))
        return list(_apart(sorted(found)))

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """``text`` in pieces, each with whether it was looked for."""
        pieces, at = [], 0
        for start, end in self.spans(text):
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
        return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


@lru_cache(maxsize=1024)
def forms(word: str) -> tuple[str, ...]:
    """A folded word and what it is in the other number (English), or with and without its article (Arabic).

    No more than that: a form that is no word is found nowhere, but every form is looked up."""
    if word.startswith("ال"):
        return (word, word[2:]) if len(word) > 4 else (word,)
    if len(word) > 2 and "\u0621" <= word[0] <= "\u064a":
        return (word, f"ال{word}")
    if len(word) < 4 or not (word.isascii() and word.isalpha()) or word.endswith("ss"):
        return (word,)
    if word.endswith("ies"):
        return (word, f"{word[:-3]}y", word[:-1])
    if word.endswith("s"):
        return (word, word[:-1], *([word[:-2]] if word.endswith(_HISSING) else ()))
    if word.endswith("y"):
        return (word, f"{word[:-1]}ies", f"{word}s")
    return (word, f"{word}es" if f"{word}es".endswith(_HISSING) else f"{word}s")


_HISSING = ("ches", "shes", "xes", "zes", "ses")


def fold(text: str) -> str:
    """The words of ``text`` as they are compared, with one space between."""
    if not _GERSHAYIM.isdisjoint(text):
        return " ".join(word.text for word in words_of(text))
    return " ".join(word[:LONGEST_WORD] for word in text.translate(_TABLE).split())


class _Table(dict[int, str]):
    """What ``str.translate`` asks of each character: that of ``_folded``, and a space where a word ends."""

    def __missing__(self, code: int) -> str:
        if len(self) >= MOST_CHARACTERS:
            self.clear()
        folded = _folded(chr(code))
        self[code] = " " if folded is None else folded
        return " " if folded is None else folded


_TABLE = _Table()


def words_of(text: str) -> list[Word]:
    """The folded words of ``text``: runs of letters and digits of any script."""
    words: list[Word] = []
    letters, start, end = "", 0, 0
    for place, character in enumerate(text):
        folded = "" if _is_inside(text, place) else _folded(character)
        if folded is None:
            if letters:
                words.append(Word(letters[:LONGEST_WORD], start, end))
            letters = ""
            continue
        if not letters:
            start = place
        letters += folded
        end = place + 1
    if letters:
        words.append(Word(letters[:LONGEST_WORD], start, end))
    return words


def read_query(typed: str) -> Query:
    """What ``typed`` asks for. Nothing in it is an operator but quotation marks, which hold a phrase together."""
    text = " ".join(tidy(typed).split())[:LONGEST_QUERY].rstrip()
    terms: dict[tuple[tuple[str, ...], bool], Term] = {}
    for said, exact in _parts(text):
        if words := tuple(word.text for word in words_of(said)):
            terms.setdefault((words, exact and len(words) == 1), Term(said, words, exact))
    kept = tuple(terms.values())[:MOST_TERMS]
    return Query(text, kept, dropped=len(terms) > MOST_TERMS)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The phrases between quotation marks (true), and the words outside them. A mark without its pair is a space."""
    quotation_marks = [found.start() for found in _PHRASE.finditer(text) if not _is_inside(text, found.start())]
    at = 0
    for opened, closed in zip(quotation_marks[::2], quotation_marks[1::2], strict=False):
        yield from ((word, False) for word in text[at:opened].split())
        yield text[opened + 1 : closed].strip(), True
        at = closed + 1
    yield from ((word, False) for word in text[at:].split())


def _is_inside(text: str, place: int) -> bool:
    """Whether a quotation mark stands between two Hebrew letters, as in צה"ל."""
    if text[place] not in _GERSHAYIM or not 0 < place < len(text) - 1:
        return False
    return _is_hebrew(text[place - 1]) and _is_hebrew(text[place + 1])


def _is_hebrew(character: str) -> bool:
    return "\u0591" <= character <= "\u05ea"


@lru_cache(maxsize=MOST_CHARACTERS)
def _folded(character: str) -> str | None:
    """What a character adds to its word; None where it ends the word.

    Unicode Standard Annex 15 (NFKD), then without marks (Mn), letter-like signs (Lm) and invisible ones (Cf)."""
    if character in _SILENT:
        return ""
    known = _SAME.get(character.casefold())
    if known:
        return known
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    kept = ""
    for letter in letters:
        kind = unicodedata.category(letter)
        if kind[0] == "N":
            digit = unicodedata.decimal(letter, None)
            kept += letter if digit is None else str(digit)
        elif kind in ("Mn", "Me", "Cf", "Lm"):
            continue
        elif kind[0] == "L" or kind == "Mc":
            kept += _SAME.get(letter, letter)
        else:
            return None
    return kept


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
