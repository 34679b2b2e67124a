"""Words as they are read, and letters as they are compared: what nobody can see makes no difference.

It must not know a row, a document or a rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from .text import LONGEST, plain, render, tidy

# Blank, though Unicode calls them letters and symbols: fillers of Hangul, the empty pattern of Braille.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
_HYPHEN = re.compile("[\u2010\u2011]")
# What may make a text read otherwise than it is typed, and what Markdown takes for an address and shows only elsewhere.
_MARKUP = re.compile(r"[\\`*_&<>\[\n~]")
_ADDRESS = re.compile(r"\]\([^()\s]*\)?|[\[*_`\\]")
# Scripts that are written without spaces between words, or that write particles to a word's end.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9d]")
_ASTRAL = 0x20000  # from here on Chinese
# How a word goes on: with a letter, “can’t” after “can”, “30,000” after “30”, “non-” before “negotiable”.
_ON = re.compile(r"['’]t(?!\w)|[-\u2010\u2011]\w")
_ON_IN_NUMBERS = re.compile(r"[.,٫٬]\d")
_FROM = re.compile(r"\w[-\u2010\u2011]\Z")
_FROM_IN_NUMBERS = re.compile(r"\d[.,٫٬]\Z")

SEEDS = (32, 16, 8, 4)  # lengths of pieces that are looked for, the longest first
SHORT_SEEDS = (16, 8, 4, 2)  # where a letter may be a word
MOST_SEEDS, MOST_PLACES = 32, 4
MOST_HALVES = 1_000  # places where words stand, but not as whole ones, before no more are looked at
REACH = 30  # letters that may be lacking or added in one place
AGAIN = 4  # letters that must be the same again after a difference
MOST_DIFFERENCES = 3
SHOWN = 160  # characters of the nearest words that are shown


def letters(text: str) -> str:
    """``text`` as letters are compared: one space for white space of any kind, Unicode composition (NFC) the same."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return unicodedata.normalize("NFC", " ".join(_BLANK.sub(" ", tidy(text)).split()))


def as_read(text: str) -> tuple[str, ...]:
    """The words of ``text`` on one line as readers get them: without markup, character references resolved, no more
    than LONGEST characters. Twice, where Markdown would hide words (the title of a link) that a field without markup
    shows."""
    text = text[:LONGEST]
    if not _MARKUP.search(text):
        return (_words(text),)
    if "](" in text or "]:" in text:
        return (_words(plain(text)), _words(_ADDRESS.sub("", unescape(text))))
    return (_words(plain(text)),)


def reads_the_same(first: str, then: str) -> bool:
    """Whether nobody can see a difference. Where a line ends is seen if it makes a paragraph or a list."""
    if first == then:
        return True
    if letters(first) != letters(then):
        return False
    return ("\n" not in first and "\n" not in then) or letters(render(first)) == letters(render(then))


def _words(text: str) -> str:
    return _HYPHEN.sub("-", _JOINERS.sub("", letters(text)))


# ---- words in a text ----------------------------------------------------------------------------


def says(text: str, words: str) -> bool:
    """Whether ``words`` stand in ``text`` as whole words. Both are as ``letters`` gives them."""
    place = -1
    for _time in range(MOST_HALVES):
        place = text.find(words, place + 1)
        if place < 0:
            return False
        if whole(text, place, place + len(words)):
            return True
    return False


def whole(text: str, start: int, end: int) -> bool:
    """Whether that part of ``text`` begins and ends where words do."""
    return _begins(text, start) and _ends(text, end)


def to_whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """That part of ``text`` with the rest of the words at its ends."""
    while start > 0 and start < len(text) and not _begins(text, start):
        start -= 1
    while 0 < end < len(text) and not _ends(text, end):
        end += 1
    return start, end


def _begins(text: str, start: int) -> bool:
    first = text[start : start + 1]
    if not _spaced(first):
        return True
    before = text[max(start - 2, 0) : start]
    inside = _FROM.search(before) or (first.isdigit() and _FROM_IN_NUMBERS.search(before))
    return not (_spaced(before[-1:]) or inside)


def _ends(text: str, end: int) -> bool:
    last = text[end - 1 : end]
    if not _spaced(last):
        return True
    after = text[end : end + 3]
    inside = _ON.match(after) or (last.isdigit() and _ON_IN_NUMBERS.match(after))
    return not (_spaced(after[:1]) or inside)


def _spaced(character: str) -> bool:
    """Whether it is a letter or digit, or a mark on one, of a script that sets words apart."""
    if not character or _UNSPACED.match(character) or ord(character) >= _ASTRAL:
        return False
    return character.isalnum() or unicodedata.category(character)[0] == "M"


# ---- what differs -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Nearest:
    """The words of a text that come nearest to others, and how: (the letters before, its letters, the others')."""

    words: str
    differences: list[tuple[str, str, str]]


def nearest(words: str, *texts: str) -> Nearest | None:
    """Where one of ``texts`` comes nearest to ``words``; None where nothing in them does.

    All are as ``letters`` gives them. The time is bounded, and in proportion to the length of the texts."""
    for length in SHORT_SEEDS if _UNSPACED.search(words) else SEEDS:
        votes: Counter[tuple[int, int]] = Counter()
        first: dict[tuple[int, int], int] = {}
        for which, text in enumerate(texts):
            for at, place in _places(words, text, length):
                votes[which, place - at] += 1
                first.setdefault((which, place - at), at)
        if votes:
            (which, start), _count = votes.most_common(1)[0]
            at = first[which, start]
            return _compared(words, texts[which], at, start + at)
    return None


def _places(words: str, text: str, length: int) -> Iterator[tuple[int, int]]:
    """Where pieces of ``words`` stand in them and in ``text``."""
    for at in range(0, len(words) - length + 1, max(length // 2, 1))[:MOST_SEEDS]:
        piece, place = words[at : at + length], -1
        for _time in range(MOST_PLACES):
            place = text.find(piece, place + 1)
            if place < 0:
                break
            yield at, place


def _compared(words: str, text: str, at: int, place: int) -> Nearest:
    """From a piece that both have, at ``at`` and at ``place``, to both ends."""
    ahead, end = _apart(words[at:], text[place : place + len(words) + SHOWN])
    behind, start = _apart(words[:at][::-1], text[max(place - at - SHOWN, 0) : place][::-1])
    found = [(at - last, at - first, there[::-1]) for first, last, there in reversed(behind)]
    found += [(at + first, at + last, there) for first, last, there in ahead]
    differences = [(words[max(first - REACH, 0) : first], words[first:last], there) for first, last, there in found]
    return Nearest(_to_words(text, place - start, place + end), differences[:MOST_DIFFERENCES])


def _apart(words: str, text: str) -> tuple[list[tuple[int, int, str]], int]:
    """What of ``words`` (from, to) is something else in ``text``, which begins like them; and how far that goes."""
    here = there = 0
    found: list[tuple[int, int, str]] = []
    while here < len(words) and len(found) < MOST_DIFFERENCES:
        if there < len(text) and words[here] == text[there]:
            here, there = here + 1, there + 1
            continue
        on, over = _again(words[here:], text[there:])
        found.append((here, here + on, text[there : there + over]))
        here, there = here + on, there + over
    return found, min(there + len(words) - here, len(text))


def _again(words: str, text: str) -> tuple[int, int]:
    """After how many letters of each the two go on alike; all of ``words`` where they do not."""
    for total in range(1, 2 * REACH + 1):
        for on in range(max(total - REACH, 0), min(total, REACH, len(words)) + 1):
            over, rest = total - on, words[on : on + AGAIN]
            if over <= len(text) and text.startswith(rest, over) and rest:
                return on, over
    return len(words), min(len(words), len(text))


def _to_words(text: str, start: int, end: int) -> str:
    """That part of ``text`` with the rest of the words at its ends, or the first of it if that is long."""
    while start and end - start < SHOWN and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end - start < SHOWN and text[end].isalnum():
        end += 1
    return text[start:end] if end - start <= SHOWN else f"{text[start : start + SHOWN]}…"
