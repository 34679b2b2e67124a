"""What of a source's text rests where: the marks of statements and other rows in it, what is used, and the excerpt.

It must not publish anything, nor let a text out: of it only what an excerpt is cut from goes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..language.letters import letters, nearest, says
from ..language.nearest_words import how_it_differs
from ..language.source_texts import Sentence, at, excerpt, find, quotations, sentences
from ..models import Source, SourceMark, SourceText, Statement
from ..models.source_texts import statements_of


@dataclass(frozen=True, slots=True)
class Used:
    """A row that rests on words of the text, and where these stand."""

    row: Any
    start: int
    end: int
    words: str

    @property
    def kind(self) -> str:
        return str(self.row._meta.model_name)

    @property
    def name(self) -> str:
        """Who said it, or what the event is called."""
        who = getattr(self.row, "speaker", None) or getattr(self.row, "actor", None)
        return (who.short_name or who.name) if who else str(self.row)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a sentence of which the same holds throughout: who rests on it, and whether it is quoted."""

    start: int
    text: str
    used: tuple[Used, ...]
    quoted: bool
    ends: tuple[Used, ...]  # of which it is the last


@dataclass(frozen=True, slots=True)
class Line:
    sentence: Sentence
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with all that rests on it. ``lost``: marks whose words it does not have any more."""

    paragraphs: tuple[tuple[Line, ...], ...]
    used: tuple[Used, ...]
    lost: tuple[SourceMark, ...]
    quoted: int = 0
    quoted_used: int = 0
    words: int = 0
    words_used: int = 0
    unused: Sentence | None = None  # the first with a quotation that nothing rests on
    rows: int = 0


@dataclass
class _Found:
    used: list[Used] = field(default_factory=list)
    lost: list[SourceMark] = field(default_factory=list)


def read(kept: SourceText) -> Reading:
    """The text with what rests on it. It asks the database a fixed number of times."""
    text, found = kept.text, places(kept)
    used = sorted(found.used, key=lambda each: (each.start, each.end, each.kind, each.row.pk))
    quotes = quotations(text)
    covered = _joined((each.start, each.end) for each in used)
    bare = [span for span in quotes if not _touches(covered, *span)]
    return Reading(
        paragraphs=tuple(_paragraphs(text, used, quotes)),
        used=tuple(used),
        lost=tuple(found.lost),
        quoted=len(quotes),
        quoted_used=len(quotes) - len(bare),
        words=len(text.split()),
        words_used=sum(len(text[start:end].split()) for start, end in covered),
        unused=next((each for each in sentences(text) if bare and each.end > bare[0][0]), None),
        rows=len({(each.kind, each.row.pk) for each in used}),
    )


def places(kept: SourceText) -> _Found:
    """Where the rows that rest on the text rest. A quotation rests on its passages, whatever was marked."""
    text, found = kept.text, _Found()
    quoting: set[int] = set()
    for statement in statements_of(kept.source):
        marks = [mark for mark in statement.source_marks.all() if mark.source_id == kept.source_id]
        spans = passages_in(text, statement, marks)
        found.used += [Used(statement, *span, text[slice(*span)]) for span in spans]
        if spans:
            quoting.add(statement.pk)
    for mark in SourceMark.objects.of(kept.source):
        if mark.statement_id in quoting:
            continue
        if span := at(text, mark.start, mark.start + len(mark.words), mark.words):
            found.used.append(Used(mark.row, *span, mark.words))
        else:
            found.lost.append(mark)
    return found


def passages_in(text: str, statement: Statement, marks: Iterable[SourceMark]) -> list[tuple[int, int]]:
    """Where the passages of a statement stand in ``text``: within what was marked for it, if they do."""
    within = next(((each.start, each.start + len(each.words)) for each in marks), None)
    if within and text[slice(*within)] != next(each.words for each in marks):
        within = next((at(text, each.start, each.start + len(each.words), each.words) for each in marks), None)
    found = []
    for passage in sorted(statement.passages.all(), key=lambda each: each.order):
        if span := find(text, passage.text, within=within):
            found.append(span)
    return found


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _touches(covered: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and last > start for first, last in covered)


def _paragraphs(text: str, used: list[Used], quotes: Iterable[tuple[int, int]]) -> Iterator[tuple[Line, ...]]:
    lines: list[Line] = []
    for sentence in sentences(text):
        if lines and lines[-1].sentence.paragraph != sentence.paragraph:
            yield tuple(lines)
            lines = []
        lines.append(Line(sentence, tuple(_segments(text, sentence, used, quotes))))
    if lines:
        yield tuple(lines)


def _segments(text: str, sentence: Sentence, used: list[Used], quotes: Iterable[tuple[int, int]]) -> Iterator[Segment]:
    here = [each for each in used if each.start < sentence.end and each.end > sentence.start]
    said = [span for span in quotes if span[0] < sentence.end and span[1] > sentence.start]
    cuts = {sentence.start, sentence.end}
    for start, end in [*((each.start, each.end) for each in here), *said]:
        cuts |= {max(start, sentence.start), min(end, sentence.end)}
    for start, end in pairwise(sorted(cuts)):
        on = tuple(each for each in here if each.start < end and each.end > start)
        quoted = any(first < end and last > start for first, last in said)
        yield Segment(start, text[start:end], on, quoted, tuple(each for each in on if each.end == end))


# ---- to the letter ------------------------------------------------------------------------------


def not_there(words: str, text: str) -> str:
    """What is wrong with ``words`` as a passage of ``text``, with the nearest right thing; empty if nothing is."""
    wanted, there = letters(words), letters(text)
    if not wanted or says(there, wanted):
        return ""
    near = nearest(wanted, there)
    if near is None:
        return "These words are not in the text of the source, and nothing there comes near them."
    return how_it_differs(wanted, there)


# ---- the excerpt --------------------------------------------------------------------------------


def cut_anew(kept: SourceText) -> bool:
    """Bring the source's excerpt up to what is quoted from its text; whether it is another now.

    An excerpt that somebody wrote by hand stays: it only gets the lines of passages that it lacks."""
    source, text = kept.source, kept.text
    spans = [span for each in statements_of(source) for span in passages_in(text, each, _marks(each, source))]
    cut = excerpt(text, spans)
    by_hand = source.excerpt and source.excerpt != kept.cut
    if by_hand:
        has = letters(source.excerpt)
        lacking = [span for span in spans if not says(has, letters(text[slice(*span)]))]
        then = "\n".join(filter(None, [source.excerpt, excerpt(text, lacking)]))
    else:
        then = cut
    if then == source.excerpt and (by_hand or kept.cut == cut):
        return False
    changed = then != source.excerpt
    source.excerpt = then
    if not by_hand:
        kept.cut = cut
        kept.save(update_fields=["cut"])
    if changed:
        source.save(update_fields=["excerpt"])
    return changed


def _marks(statement: Statement, source: Source) -> list[SourceMark]:
    return [mark for mark in statement.source_marks.all() if mark.source_id == source.pk]


def cut_for(sources: Iterable[Source]) -> None:
    """The same for each of ``sources`` of which the text is kept."""
    for kept in SourceText.objects.of_sources(sources):
        cut_anew(kept)


def replace(kept: SourceText, text: str) -> list[SourceMark]:
    """Keep ``text`` instead, with each mark where its words stand now; those whose words it does not have."""
    kept.text = text
    lost = []
    for mark in SourceMark.objects.of(kept.source):
        span = at(text, mark.start, mark.start + len(mark.words), mark.words)
        if span is None:
            lost.append(mark)
        elif (mark.start, mark.words) != (span[0], text[slice(*span)]):
            mark.start, mark.words = span[0], text[slice(*span)]
            mark.save(update_fields=["start", "words"])
    return lost
