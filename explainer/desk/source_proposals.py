"""What can be proposed of words that were marked in a source's text: who is named there, when, about what.

It must not ask the database, and decides nothing: all of it is shown to be accepted or changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from ..language.dates import readable
from ..language.folding import fold
from ..language.letters import whole
from ..language.marked_words import Marked
from ..language.said_dates import Reading, read
from ..language.source_texts import quotations, touching
from ..language.text import cut
from ..models import Actor, Issue, Source

MOST_NAMED = 3  # of those who are named nearby that are offered
MOST_WORDS, LONGEST_DATE = 120, 6  # words that are looked through for a date, and of which one is made
TOPIC = 60  # characters
_SURNAME = 4  # letters that the last word of a name has at least, to be looked for by itself
# Words that are days or months only with a capital, and more often something else.
_NO_DATE_ALONE = {"may", "march", "second", "sat", "sun", "mon", "wed", "now", "then", "today", "once", "before"}
# Two to four words that begin with a capital, as names do where there are capitals; small words may stand between.
_BETWEEN = ("de", "del", "da", "di", "du", "van", "von", "der", "den", "al", "el", "bin", "of", "of the")
_CAPITAL = r"[^\W\d_a-z][\w’'-]+"
_NAME = re.compile(rf"\b{_CAPITAL}(?: (?:(?:{'|'.join(_BETWEEN)}) )?{_CAPITAL}){{1,3}}")
_BEFORE_A_NAME = ("The ", "A ", "An ", "In ", "On ", "At ", "But ", "And ", "When ", "As ")
_WORD = re.compile(r"[^\s“”\"«»„]+")
_EDGES = ",.;:!?()[]—–…"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of the story who is named near the words."""

    actor: Actor
    where: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Words of the source that say when, and what they were read as."""

    words: str
    reading: Reading


def told_on(source: Source) -> date | None:
    """The day on which a source was told, if it is known to the day."""
    when = readable(source.published) if source.published else None
    return when.earliest if when and when.shape == "day" else None


def named_near(text: str, marked: Marked, cast: Iterable[Actor]) -> list[Named]:
    """Who is named outside the quotation marks: in the sentence first, then in its paragraph, the nearest first."""
    inside = touching(text, marked.start, marked.end)
    if not inside:
        return []
    start, end = inside[0].start, inside[-1].end
    first, last = _paragraph(text, start, end)
    quoted = [span for span in quotations(text) if span[0] < last and span[1] > first]
    found = []
    for actor in cast:
        places = [at for name in _names(actor) for at in _places(text, name, first, last)]
        places = [at for at in places if not any(span[0] <= at < span[1] for span in quoted)]
        if places:
            near = min(places, key=lambda at: (not start <= at < end, abs(at - marked.start)))
            here = start <= near < end
            found.append(
                (not here, abs(near - marked.start), actor.name, Named(actor, "sentence" if here else "paragraph"))
            )
    return [each for *_rank, each in sorted(found, key=lambda row: row[:3])][:MOST_NAMED]


def unknown_near(text: str, marked: Marked, cast: Iterable[Actor]) -> list[str]:
    """Names in the sentence, then in its paragraph, outside quotation marks, that nobody of the story has."""
    inside = touching(text, marked.start, marked.end)
    if not inside:
        return []
    start, end = inside[0].start, inside[-1].end
    first, last = _paragraph(text, start, end)
    quoted = [span for span in quotations(text) if span[0] < last and span[1] > first]
    known = {name for actor in cast for name in _names(actor)}
    found: dict[str, tuple[bool, int]] = {}
    for match in islice(_NAME.finditer(text, first, last), MOST_WORDS):
        name = match[0].removesuffix("’s").removesuffix("'s")
        name = next((name.removeprefix(word) for word in _BEFORE_A_NAME if name.startswith(word)), name)
        if (
            " " not in name
            or not name[0].isupper()
            or name in known
            or any(span[0] <= match.start() < span[1] for span in quoted)
        ):
            continue
        found.setdefault(name, (not start <= match.start() < end, abs(match.start() - marked.start)))
    return sorted(found, key=lambda name: found[name])[:MOST_NAMED]


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, last if last >= 0 else len(text)


def _names(actor: Actor) -> Iterator[str]:
    yield from filter(None, (actor.name, actor.short_name, *(each.name for each in actor.former_names.all())))
    surname = actor.name.rpartition(" ")[2]
    if actor.kind == Actor.Kind.PERSON and len(surname) >= _SURNAME:
        yield surname


def _places(text: str, name: str, first: int, last: int) -> Iterator[int]:
    at = text.find(name, first, last)
    while at >= 0:
        if whole(text, at, at + len(name)):
            yield at
        at = text.find(name, at + 1, last)


def dated(text: str, marked: Marked, source: Source) -> Dated | None:
    """The longest words of the sentence, outside its quotations, that say when: “on Wednesday”, “late June”."""
    inside = touching(text, marked.start, marked.end)
    if not inside:
        return None
    start, end, day = inside[0].start, inside[-1].end, told_on(source)
    quoted = [span for span in quotations(text) if span[0] < end and span[1] > start]
    words = list(islice(_WORD.finditer(text, start, end), MOST_WORDS))
    words = [each for each in words if not any(span[0] < each.end() and span[1] > each.start() for span in quoted)]
    for length in range(LONGEST_DATE, 0, -1):
        for first in range(len(words) - length + 1):
            said = text[words[first].start() : words[first + length - 1].end()].strip(_EDGES)
            if length == 1 and (said in _NO_DATE_ALONE or not any(map(str.isalpha, said))):
                continue
            if len(said) <= 80 and (reading := read(said, told_on=day, language=source.language, ahead=False)):
                return Dated(said, reading)
    return None


def issue_of(words: str, issues: Sequence[Issue]) -> Issue | None:
    """The issue whose name and question have most words in common with these; None where none has, or two as many."""
    wanted = _terms(words)
    counted = sorted(
        ((len(wanted & _terms(f"{each.name} {each.short_name} {each.question}")), -each.pk, each) for each in issues),
        key=lambda row: row[:2],
        reverse=True,
    )
    if not counted or counted[0][0] == 0 or (len(counted) > 1 and counted[1][0] == counted[0][0]):
        return None
    return counted[0][2]


def _terms(words: str) -> set[str]:
    return {fold(word) for word in re.findall(r"\w{4,}", words)}


def topic_of(text: str, marked: Marked, issue: Issue | None) -> str:
    """The issue's name, else the first of the words themselves."""
    if issue:
        return issue.short_name or issue.name
    start, end = marked.pieces[0] if marked.pieces else (marked.start, marked.end)
    return cut(" ".join(text[start:end].split()), TOPIC).rstrip("….,;:!?")
