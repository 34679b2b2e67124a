"""A source's text as it is kept and read: paragraphs, sentences and quotations with their places, words found again.

It must not know a row, nor judge whose words they are; ``marked_words`` reads what an editor marked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .letters import whole
from .quotations import places
from .text import tidy

LONGEST = 200_000  # characters of a source's text; some thirty pages of a newspaper
WRAPPED = 50  # characters from which a line that ends in no full stop may go on in the next

_END = re.compile(r"""[.!?؟…]+["'”’»›)\]]*(?=\s)|[。！？]["'”’」』）]*""")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(“‘\"'])(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Lt|Col|Sgt|Capt|Gov|St|No|vs|Jr|Sr|\w|(?:\w\.)+\w)\.\Z"
)
_FINISHED = re.compile(r"""[.!?؟。…:;]["'”’»›)\]]*\Z""")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands: characters from ``start`` to ``end``, in which paragraph, as how manyeth of the text."""

    number: int
    paragraph: int
    start: int
    end: int


def kept(text: str) -> str:
    """``text`` as it is kept: tidy, one line for each paragraph, without blank lines.

    Lines that a program broke at some width, which blank lines set apart into paragraphs, are put together again."""
    text = tidy(text)
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text)]
    lines = [line for block in blocks for line in (_unwrapped(block) if len(blocks) > 1 else block)]
    return "\n".join(line.strip() for line in lines if line.strip())


def _unwrapped(block: list[str]) -> Iterator[str]:
    line = before = block[0]
    for then in block[1:]:
        goes_on = not _FINISHED.search(before) or then.strip()[:1].islower()
        if len(before) >= WRAPPED and goes_on:
            line = f"{line} {then.strip()}"
        else:
            yield line
            line = then
        before = then
    yield line


def print_of(text: str) -> str:
    """16 digits by which a text is known again: a form carries those of the text that it was made from."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    at = 0
    for paragraph, line in enumerate(text.split("\n")):
        start = at
        for end in (*_ends(line), len(line)):
            first, last = _trimmed(text, start, at + end)
            if last > first:
                found.append(Sentence(len(found) + 1, paragraph, first, last))
            start = at + end
        at += len(line) + 1
    return tuple(found)


def _ends(line: str) -> Iterator[int]:
    for end in _END.finditer(line):
        rest = line[end.end() :].lstrip()
        if rest and not rest[0].islower() and not _ABBREVIATED.search(line[: end.end()].rsplit(None, 1)[-1]):
            yield end.end()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=8)
def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Where what stands in quotation marks begins and ends; what is left open ends with its paragraph."""
    found, at = [], 0
    for line in text.split("\n"):
        spans = (_trimmed(text, at + span.start, at + span.end) for span in places(line))
        found += [(start, end) for start, end in spans if any(map(str.isalnum, text[start:end]))]
        at += len(line) + 1
    return tuple(found)


def find(
    text: str, words: str, near: int | None = None, within: tuple[int, int] | None = None
) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text`` as whole words, whatever blanks are between them; of several places that
    ``within``, or the one nearest to ``near``, else the first. None where they stand nowhere."""
    parts = words.split()
    if not parts:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    spans = [each.span() for each in pattern.finditer(text) if whole(text, *each.span())]
    if within:
        inside = [span for span in spans if span[0] < within[1] and span[1] > within[0]]
        if inside:
            return inside[0]
        near = within[0]
    if not spans:
        return None
    return spans[0] if near is None else min(spans, key=lambda span: abs(span[0] - near))


def at(text: str, start: int, end: int, words: str) -> tuple[int, int] | None:
    """Where words that were marked stand now: where they stood, else the nearest place that has them."""
    if text[start:end] == words:
        return start, end
    return find(text, words, near=start)


def touching(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences of which that part of ``text`` has something."""
    return [each for each in sentences(text) if each.start < end and each.end > start]


def excerpt(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """What is cut out of ``text`` for words at ``spans``: their sentences, one before and one after, of the same
    paragraph; what belongs together stands on one line, in the order of the text."""
    all_of_it = sentences(text)
    wanted: set[int] = set()
    for start, end in spans:
        inside = [each for each in all_of_it if each.start < end and each.end > start]
        paragraphs = {each.paragraph for each in inside}
        for each in inside:
            beside = all_of_it[max(each.number - 2, 0) : each.number + 1]
            wanted |= {other.number for other in beside if other.paragraph in paragraphs}
    lines: list[list[Sentence]] = []
    for each in (sentence for sentence in all_of_it if sentence.number in wanted):
        last = lines[-1][-1] if lines else None
        if last and last.number == each.number - 1 and last.paragraph == each.paragraph:
            lines[-1].append(each)
        else:
            lines.append([each])
    return "\n".join(text[line[0].start : line[-1].end] for line in lines)
