"""What stands in quotation marks, whatever they look like: the marks of any script, and what only looks like one.

An apostrophe, a prime and the marks inside a Hebrew abbreviation are told apart by what stands around them, so that a
name in another script is read rightly in any language. It must not judge whose words they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Marks that look alike are one. Half-rings, which write a consonant, are none; nor are the brackets of Chinese titles.
_ALIKE = {
    '"': "＂״″ʺˮ", "“": "❝〝🙶", "”": "❞〞🙷", "„": "‟⹂〟❠🙸", "「": "｢﹁", "」": "｣﹂", "『": "﹃", "』": "﹄",
    "'": "＇‘’‛′‵ʹˈ`´ˋˊʻʼʽ׳❛❜", "‚": "❟",
}  # fmt: skip
_TABLE = str.maketrans({other: mark for mark, others in _ALIKE.items() for other in others})
# Written with two signs, as on a typewriter.
_TWO = re.compile(r"(?P<mark>['’‘׳`´′])(?P=mark)|(?<!\S),,(?=\S)|‚‚|<<(?P<between>[^<>]*)>>")

# Each opening mark, and what closes it: “English”, „deutsch“, «français», »dansk«, ”svenska”, 「日本」.
_DOUBLE = {'"': '"', "“": "”", "”": "”“", "„": "“”", "«": "»", "»": "«»", "「": "」", "『": "』"}
_ANGLE = {"‹": "›", "›": "‹›"}
_DOUBLE_MARK, _ANGLE_MARK, _SINGLE_MARK = re.compile('["“”„«»「」『』]'), re.compile("[‹›]"), re.compile("['‚]")
_OFTEN_CLOSING = '"”“»」』›'
_BEFORE_OPENING = "([{—–-/¿¡"
_HEBREW = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u05d0-\u05f2\ufb1d-\ufb4f]")
_PREFIX = re.compile("(?<![\u05d0-\u05ea])[משהוכלב]{1,3}\\Z")  # what Hebrew writes to the front of a word
# Words and years that are written with an apostrophe in front.
_CUT_SHORT = re.compile(
    r"(?:'?(?:tis|twas|twere|twill|em|til|till|cause|bout|round|neath|cos|n|s|t|k|m)|\d\ds?)\b", re.IGNORECASE
)
_OUTSIDE = " \t\n,.،。、;؛"


class Span(NamedTuple):
    """Where the words between two marks stand; not ``paired`` if one of the marks is lacking."""

    start: int
    end: int
    paired: bool = True


def quoted(text: str) -> list[str]:
    """The words between quotation marks, each without the comma or full stop of the sentence around it.

    What is opened and never closed runs to the end; what is closed and never opened, from where the last one ended.
    What is quoted within a quotation is a part of it, and may be found by itself too."""
    text = _TWO.sub(_one, text)
    words = (text[span.start : span.end].strip(_OUTSIDE) for span in _spans(text))
    return [found for found in words if any(letter.isalnum() for letter in found)]


def places(text: str) -> list[Span]:
    """Where what stands between quotation marks begins and ends in ``text`` itself, without what is quoted within."""
    as_one, back, at = [], [], 0
    for found in _TWO.finditer(text):
        start, end = found.span()
        inner = range(start + 2, end - 2) if found["between"] is not None else range(0)
        as_one += [text[at:start], _one(found)]
        back += [*range(at, start), start, *inner, *([end - 2] if found["between"] is not None else [])]
        at = end
    as_one.append(text[at:])
    back += range(at, len(text) + 1)
    outermost: list[Span] = []
    for start, end, paired in sorted(_spans("".join(as_one))):
        span = Span(back[start], back[end], paired)
        if span.end > span.start and not (outermost and span.start < outermost[-1].end):
            outermost.append(span)
    return outermost


def unquoted(text: str) -> str:
    """``text`` with a space in the place of each quotation."""
    text = _TWO.sub(_one, text)
    pieces, at = [], 0
    for start, end, _paired in sorted(_spans(text)):
        if start >= at:
            pieces += [text[at : max(start - 1, at)], " "]
        at = max(at, end + 1)
    return "".join([*pieces, text[at:]])


def outer(text: str) -> bool:
    """Whether ``text`` stands in quotation marks as a whole, or one of the two marks is left at an end of it."""
    text = _TWO.sub(_one, text).strip(_OUTSIDE)
    spans = list(_spans(text))
    whole = any(span.start == 1 and span.end >= len(text) - 1 for span in spans)
    return whole or any(span.end == len(text) - 1 and not span.paired for span in spans)


def one_mark(text: str) -> str:
    """``text`` with every quotation mark and apostrophe the same: a nested quotation has other marks than an outer."""
    return _ANY.sub("'", _TWO.sub(_one, text).translate(_TABLE))


_ANY = re.compile("[\"“”„«»「」『』‹›'‚]")
_SIGN = re.compile(f"{_ANY.pattern[:-1]}{''.join(_ALIKE.values())}]")


def _one(found: re.Match[str]) -> str:
    """Two signs that stand for one mark."""
    if found["between"] is not None:
        return f"«{found['between']}»"
    return '"' if found["mark"] else "„"


def _spans(text: str) -> Iterator[Span]:
    if not _SIGN.search(text):
        return  # as most texts are
    text = text.translate(_TABLE)
    yield from _pairs(text, _DOUBLE_MARK, _DOUBLE, alone=True)
    yield from _pairs(text, _ANGLE_MARK, _ANGLE, alone=False)  # one alone is an arrow
    yield from _single(text)


def _pairs(text: str, marks: re.Pattern[str], closes: dict[str, str], *, alone: bool) -> Iterator[Span]:
    opened, start, depth, last = "", 0, 0, 0
    prefixed: int | None = None
    for found in marks.finditer(text):
        mark, place = found[0], found.start()
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if _HEBREW.match(before) and _HEBREW.match(after):  # an abbreviation, or a quotation with a prefix in front
            if not opened and _PREFIX.search(text[max(place - 4, 0) : place]):
                prefixed = place + 1
        elif opened:
            closing = _closing(mark, before, after)
            if mark in closes[opened] or (mark == opened == "“" and closing):
                depth -= 1
                if depth == 0:
                    yield Span(start, place)
                    opened, last = "", place + 1
            elif mark == opened:
                depth += 1
        elif (mark == '"' and before.isdigit()) or (mark == "›" and after.isspace()):
            continue  # inches, seconds; an arrow
        elif _closing(mark, before, after) or mark not in closes:
            if alone:
                yield Span(last, place, paired=False) if prefixed is None else Span(prefixed, place)
            last, prefixed = place + 1, None
        else:
            opened, start, depth, prefixed = mark, place + 1, 1, None
    if opened and alone:
        yield Span(start, len(text), paired=False)


def _closing(mark: str, before: str, after: str) -> bool:
    """Whether a mark stands as a closing one does: after something, and before no letter."""
    return (
        mark in _OFTEN_CLOSING
        and bool(before)
        and not before.isspace()
        and before not in _BEFORE_OPENING
        and not after.isalnum()
    )


def _single(text: str) -> Iterator[Span]:
    """Single marks must come in pairs: one alone is an apostrophe. That of a plural (“the workers’ union”) closes only
    what nothing else does."""
    open_at: list[tuple[int, bool]] = []  # where the words begin, and whether the mark may be an apostrophe
    perhaps: int | None = None
    for found in _SINGLE_MARK.finditer(text):
        place = found.start()
        before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
        if (_in_word(before) and _in_word(after)) or text[place : place + 3] == "'n'" or text.endswith("'n", 0, place):
            continue  # don’t, rock ’n’ roll
        if open_at and before and not before.isspace() and found[0] == "'" and not after.isalnum():
            if _plural(text, place):
                perhaps = place if perhaps is None else perhaps
            else:
                yield Span(open_at.pop()[0], place)
                perhaps = None
        elif after and not after.isspace() and not _in_word(before):
            if perhaps is not None:
                yield from _perhaps(open_at, perhaps)
                perhaps = None
            open_at.append((place + 1, bool(_CUT_SHORT.match(text, place + 1))))
    if perhaps is not None:
        yield from _perhaps(open_at, perhaps)


def _perhaps(open_at: list[tuple[int, bool]], place: int) -> Iterator[Span]:
    start, cut_short = open_at.pop()
    if not cut_short:
        yield Span(start, place)


def _plural(text: str, place: int) -> bool:
    """Whether the mark at ``place`` may belong to the word before it: “workers’ union”, “עמ׳ 5”."""
    word, space, then = text[place - 1], text[place + 1 : place + 2], text[place + 2 : place + 3]
    return space == " " and then.isalnum() and (word in "sSxXzZ" or bool(_HEBREW.match(word)))


def _in_word(character: str) -> bool:
    return character.isalnum() or bool(character and _HEBREW.match(character))
