"""What an editor marked in a source's text: whether it is quoted whole, in part or not at all, and its pieces.

It must not say who spoke: marks tell where words are somebody's, not whose they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .letters import to_whole_words
from .quotations import outer
from .source_texts import quotations, touching

DIRECT, PARTIAL, PARAPHRASE = "direct", "partial", "paraphrase"
_FULL_STOP = re.compile(r"""[.!?؟。…]["'”’»›)\]]*\Z""")
_STOP_AFTER = re.compile(r"""\s*["'”’»›״]{0,2}\s*(?:[.!?؟。…,،;]|\Z)""")
_OPENS_A_SENTENCE = re.compile(r"""(?:\A|[.!?؟。…:،,;—–-])["'“‘«‹„‚״\s]*\Z""")
_LAST_WORDS = 400  # characters before a quotation that are looked at
_WHY = {
    DIRECT: "Whole sentences in quotation marks: a direct quote.",
    PARTIAL: "Part of a sentence in quotation marks: a partial quote.",
    PARAPHRASE: "No quotation marks around these words: a paraphrase.",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that an editor marked, from ``start`` to ``end``. ``pieces``: where the quoted ones among them stand."""

    start: int
    end: int
    words: str
    wording: str
    pieces: tuple[tuple[int, int], ...]

    @property
    def why(self) -> str:
        return _WHY.get(self.wording, "")


def marked(text: str, start: int, end: int) -> Marked | None:
    """What is marked from ``start`` to ``end``, to whole words; None where no word is."""
    start, end = max(min(start, end), 0), min(max(start, end), len(text))
    start, end = _without_blanks(text, start, end)
    if start >= end:
        return None
    start, end = to_whole_words(text, start, end)
    words = text[start:end]
    if not any(map(str.isalnum, words)):
        return None
    pieces = _pieces(text, start, end)
    return Marked(start, end, words, _wording(text, pieces), tuple(pieces))


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The quoted parts, each without the comma that typesetting puts before the closing mark."""
    found = []
    for first, last in quotations(text):
        first, last = _without_blanks(text, max(first, start), min(last, end))
        while last > first and text[last - 1] in ",،":
            last -= 1
        while last - first > 2 and outer(text[first:last]):
            first, last = _without_blanks(text, first + 1, last - 1)
        if any(map(str.isalnum, text[first:last])):
            found.append((first, last))
    return found


def _wording(text: str, pieces: list[tuple[int, int]]) -> str:
    if not pieces:
        return PARAPHRASE
    begun = False  # a sentence that the words between two pieces interrupt
    for number, (first, last) in enumerate(pieces):
        if not (begun or _begins(text, first)):
            return PARTIAL
        ended = _ends(text, last)
        then = pieces[number + 1][0] if number + 1 < len(pieces) else None
        begun = not ended and then is not None and _interrupted(text, last, then)
        if not (ended or begun or _comma_after(text, last)):
            return PARTIAL
    return DIRECT


def _begins(text: str, first: int) -> bool:
    """Whether a sentence begins there: with a capital, or in a script that has none, after what ends or opens one."""
    line = text[max(first - _LAST_WORDS, 0) : first].rpartition("\n")[2]
    letter = next((each for each in text[first : first + 10] if each.isalpha()), "")
    opens = bool(_OPENS_A_SENTENCE.search(line))
    if letter.isupper():
        return opens or line[-1:] in "\"'“‘«‹„‚״"
    return opens and letter.lower() == letter.upper()


def _ends(text: str, last: int) -> bool:
    return bool(_FULL_STOP.search(text[max(last - 4, 0) : last]))


def _comma_after(text: str, last: int) -> bool:
    """Whether the speech ends there and ours begins: “…,” she said; or in British hands “…”, she said."""
    return bool(_STOP_AFTER.match(text[last : last + 5]))


def _interrupted(text: str, last: int, then: int) -> bool:
    """Whether only who speaks stands between two pieces of one sentence: “We hold,” she said, “the gate.”"""
    between = text[last:then].strip(" \"'“”‘’«»‹›„‚״")
    return text[last : last + 1] in (",", "،") and between.rstrip("\"'“‘«‹„‚״ ").endswith((",", "،"))


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentences of which something is marked, whole."""
    inside = touching(text, start, end)
    return text[inside[0].start : inside[-1].end] if inside else text[start:end]
