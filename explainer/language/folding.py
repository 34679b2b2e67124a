"""Words as search compares them: without case, accents, niqqud, harakat or tatweel, without a possessive ’s or the dots
of an abbreviation; what is written without spaces, by pairs of signs.

It must not know a document or a database: both databases are given the same words, already split.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

LONGEST_WORD = 60  # characters of a folded word; the rest does not count
MOST_CHARACTERS = 8192  # whose folding is kept

# Letters that have no decomposition in Unicode but are typed without their stroke, or are one letter to a reader.
_SAME = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه",
}  # fmt: skip
_SILENT = frozenset("ـ\u05f3\u05f4")  # tatweel; geresh and gershayim, which stand inside a Hebrew word
_GERSHAYIM = frozenset("\"'“”‘’״")  # and what is typed in their place
_HEBREW = re.compile("[\u0591-\u05ea]")
# What is read otherwise than letter by letter: the country, which is not the pronoun; other abbreviations with dots;
# the ’s of a possessive; a comma between thousands.
_OTHERWISE = re.compile(
    r"(?P<us>(?<![^\W_])(?:U\.S\.A\.?|U\.S\.?|USA?)(?![^\W_]))"
    r"|(?P<dotted>(?<![^\W_])(?:[^\W\d_]\.){1,7}[^\W\d_](?:\.|(?![^\W_])))(?![^\W_])"
    r"|(?P<own>(?:(?<=[^\W_])|(?<=[A-Za-z]\.))['’＇][sS](?![^\W_]))"
    r"|(?P<thousands>(?<=[0-9]),(?=[0-9]{3}(?![0-9])))"
)
_US = "usa"
_WESTERN = re.compile("[\x00-\x7f\xa0«»–—‘’“”…]*")  # texts whose words are those of ASCII
_COMPOUND = re.compile("[^\\W_]+(?:[-‐‑'’][^\\W_]+)+")
_LETTERS = re.compile("[0-9A-Za-z]+")
# Scripts that are written without spaces: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e01-\u0e4f\u0e81-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u3041-\u30ff\u31f0-\u31ff\u3005-\u3007"
    "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
_FIRST_UNSPACED = 0x0E01


class Word(NamedTuple):
    """A folded word and where it stands in the text that it is from."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """The words of ``text`` as they are compared, with one space between."""
    if _UNSPACED.search(text) or (not _GERSHAYIM.isdisjoint(text) and _HEBREW.search(text)):
        return " ".join(word.text for word in words_of(text))
    plain = _OTHERWISE.sub(_said, text).translate(_TABLE)
    if not plain.isascii() and _UNSPACED.search(plain):  # a sign that is another when it is folded
        return " ".join(word.text for word in words_of(text))
    return " ".join(word[:LONGEST_WORD] for word in plain.split())


def _said(found: re.Match[str]) -> str:
    if found["us"]:
        return _US
    return found["dotted"].replace(".", "") if found["dotted"] else ""


def _otherwise(text: str) -> dict[int, str]:
    """Place → what its character adds to its word, where that is not what it adds elsewhere."""
    places: dict[int, str] = {}
    for found in _OTHERWISE.finditer(text):
        start, end = found.span()
        if found["dotted"]:
            places |= {place: "" for place in range(start, end) if text[place] == "."}
        else:
            places |= dict.fromkeys(range(start, end), "")
            if found["us"]:
                places[start] = _US
    return places


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
    """The folded words of ``text``: runs of letters and digits of any script, or pairs of signs without spaces."""
    otherwise = _otherwise(text)
    if not otherwise and _WESTERN.fullmatch(text):
        return [Word(found[0].lower()[:LONGEST_WORD], *found.span()) for found in _LETTERS.finditer(text)]
    words: list[Word] = []
    letters, start, end = "", 0, 0
    signs: list[Word] = []
    for place, character in enumerate(text):
        if place in otherwise:
            folded: str | None = otherwise[place]
        else:
            folded = "" if is_inside(text, place) else _folded(character)
        unspaced = bool(folded) and ord(character) >= _FIRST_UNSPACED and _UNSPACED.search(folded or "") is not None
        if letters and (folded is None or unspaced):
            words.append(Word(letters[:LONGEST_WORD], start, end))
            letters = ""
        if signs and (folded is None or (folded and not unspaced)):
            words += _pairs(signs)
            signs = []
        if unspaced:
            signs += [Word(sign, place, place + 1) for sign in folded or "" if _UNSPACED.match(sign)]
        elif folded is not None:
            if not letters:
                start = place
            letters += folded
            end = place + 1
    if letters:
        words.append(Word(letters[:LONGEST_WORD], start, end))
    return words + _pairs(signs)


def _pairs(signs: list[Word]) -> list[Word]:
    """Each sign with the next: the words of a script without spaces, to whoever looks for them. One alone is a word."""
    if len(signs) < 2:
        return signs
    return [Word(one.text + other.text, one.start, other.end) for one, other in pairwise(signs)]


def compounds(text: str) -> Iterator[list[str]]:
    """The folded words of each that is written with hyphens or apostrophes: “cease-fire”, “O’Brien”."""
    for found in _COMPOUND.finditer(text):
        words = fold(found[0]).split()
        if len(words) > 1:
            yield words


def signs_of(folded: str) -> set[str]:
    """The signs, each by itself, that folded words of scripts without spaces are made of."""
    return set(_UNSPACED.findall(folded))


def is_inside(text: str, place: int) -> bool:
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
