"""How words differ from the nearest that a text has, as an editor sees it: word by word, and lookalikes by name.

It must not judge which of the two is right.
"""

from __future__ import annotations

import re
import unicodedata

from .letters import letters, nearest

LONGEST = 60  # characters of a difference that are shown
_NAMES = {
    "'": "a straight apostrophe", "’": "a round apostrophe", "‘": "a mark that opens a quotation",
    '"': "a straight quotation mark", "“": "a round mark that opens a quotation",
    "”": "a round mark that closes a quotation", "-": "a hyphen", "–": "a dash", "—": "a long dash",
    "…": "three dots in one sign", "\u2010": "a hyphen of its own kind", "ʼ": "an apostrophe that is a letter",
}  # fmt: skip


def how_it_differs(words: str, *texts: str) -> str:
    """“Not letter for letter: the source has “I’m” with a round apostrophe here.”"""
    words, known = letters(words), [letters(text) for text in texts]
    near = nearest(words, *known)
    if near is None:
        return "Not letter for letter: nothing in the source comes near these words."
    told = [_difference(words, *each) for each in near.differences]
    if not told:
        return f"Not letter for letter: it begins or ends within a word of the source, which has “{near.words}”."
    return f"Not letter for letter: {'; '.join(dict.fromkeys(told))}. Nearest there: “{near.words}”."


def _difference(words: str, before: str, here: str, there: str) -> str:
    after = words[words.find(before + here) + len(before + here) :]
    if here and there and (name := _name(there)) and _name(here):
        return f"the source has “{_word(before, there, after)}” with {name} here"
    if not here.strip():
        return f"the source has “{_short(there)}” more{_where(before)}"
    if not there.strip():
        return f"the source has no “{_short(here)}”{_where(before)}"
    return f"the source has “{_word(before, there, after)}” where this has “{_word(before, here, after)}”"


def _name(sign: str) -> str:
    """What a single sign is called that may be taken for another; empty for other letters."""
    if len(sign) != 1:
        return ""
    if sign in _NAMES:
        return _NAMES[sign]
    if sign.isascii():
        return f"a plain {sign}" if sign.isalpha() else ""
    return f"“{sign}” ({unicodedata.name(sign, f'U+{ord(sign):04X}').lower()})"


def _word(before: str, middle: str, after: str) -> str:
    """The whole word, or words, in which the difference stands."""
    start = re.search(r"\S*\Z", before)
    end = re.match(r"\S*", after)
    return _short(f"{start[0] if start else ''}{middle}{end[0] if end else ''}")


def _where(before: str) -> str:
    last = " ".join(before.split()[-3:])
    return f" after “{last}”" if last else " at its beginning"


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
