"""What was translated before: the same words in any story of the site, and words that are nearly the same.

It must not write anything, and its cost has bounds: the latest rows of one language, and few that are compared closely.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from ..edition.change_words import field_words
from ..language.letters import letters
from ..models import Takedown, TranslatedText, Translation, TranslationCredit
from .translation_work import Work

MOST = 5_000  # texts of a language that are looked through, the latest of all
COMMON = 300  # a word in more texts than these tells none of them apart
CLOSE = 6  # texts that are compared word by word with one
NEAR = 0.7  # how alike two originals must be (difflib's ratio, over words: Ratcliff and Obershelp)
SHOWN = 3  # offers for one text
LONGEST = 400  # words of a text that are compared
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Offer:
    """A translation of the same words (``ratio`` 1), or of nearly the same: ``made_from``."""

    pk: int
    text: str
    made_from: str
    ratio: float
    story: str
    here: bool  # in the same story
    place: str
    field: str
    at: datetime | None
    name: str

    @property
    def exact(self) -> bool:
        return self.ratio >= 1

    @property
    def percent(self) -> int:
        return min(99, int(self.ratio * 100))


class Memory:
    """Of one language, of stories told in that of the translation, without what was taken back from every edition.

    Three queries, however much it holds."""

    def __init__(self, translation: Translation) -> None:
        self._translation = translation
        gone = {(row.story, f"{row.kind}s/{row.slug}") for row in Takedown.objects.active()}
        rows = TranslatedText.objects.in_memory(translation.language, translation.story.language, MOST)
        self._rows = [row for row in rows if not gone or not gone.intersection(_stands_in(row))]
        self._same: dict[str, list[TranslatedText]] = defaultdict(list)
        for row in self._rows:
            self._same[letters(row.made_from)].append(row)
        self._by_word: dict[str, list[int]] | None = None
        self._credits: dict[int, tuple[datetime, str]] = {}

    def offers(self, works: Iterable[Work]) -> dict[tuple[str, str], list[Offer]]:
        """By text, the best first: of what is to do the same and near ones, of what is done only the same words that
        say something else elsewhere."""
        found: dict[tuple[str, str], list[tuple[float, TranslatedText]]] = {}
        for work in works:
            rows = [(1.0, row) for row in self._same.get(letters(work.text.original), ())]
            if work.todo:
                rows += self._near(work.text.original)
            if rows := self._others(work, rows):
                found[work.text.slot] = rows
        self._credit({row.pk for rows in found.values() for _ratio, row in rows})
        return {slot: [self._offer(ratio, row) for ratio, row in rows] for slot, rows in found.items()}

    def _others(self, work: Work, rows: list[tuple[float, TranslatedText]]) -> list[tuple[float, TranslatedText]]:
        """Without itself, and without what says the same as one before it or as the text does."""
        said, kept = {letters(work.text.text)}, []
        for ratio, row in rows:
            itself = row.translation_id == self._translation.pk and (row.place, row.field) == work.text.slot
            if not itself and letters(row.text) not in said:
                said.add(letters(row.text))
                kept.append((ratio, row))
        return kept[:SHOWN]

    def _near(self, original: str) -> list[tuple[float, TranslatedText]]:
        wanted = _words(original)
        counts: Counter[int] = Counter()
        for word in dict.fromkeys(wanted):
            there = self._index().get(word, [])
            if len(there) <= COMMON:
                counts.update(there)
        same, found = letters(original), []
        for number, _shared in counts.most_common(CLOSE):
            row = self._rows[number]
            if letters(row.made_from) == same:
                continue
            matcher = SequenceMatcher(None, wanted, _words(row.made_from), autojunk=False)
            if matcher.real_quick_ratio() >= NEAR and (ratio := matcher.ratio()) >= NEAR:
                found.append((min(ratio, 0.99), row))
        return sorted(found, key=lambda each: (-each[0], -each[1].pk))

    def _index(self) -> dict[str, list[int]]:
        if self._by_word is None:
            self._by_word = defaultdict(list)
            for number, row in enumerate(self._rows):
                for word in set(_words(row.made_from)):
                    self._by_word[word].append(number)
        return self._by_word

    def _credit(self, keys: set[int]) -> None:
        rows = TranslationCredit.objects.translating(keys) if keys else ()
        self._credits = {row.text_id: (row.at, row.name) for row in rows}

    def _offer(self, ratio: float, row: TranslatedText) -> Offer:
        story = row.translation.story
        at, name = self._credits.get(row.pk, (None, ""))
        return Offer(
            pk=row.pk,
            text=row.text,
            made_from=row.made_from,
            ratio=ratio,
            story=story.short_title or story.title,
            here=story.pk == self._translation.story_id,
            place=row.place,
            field=field_words(row.field),
            at=at,
            name=name,
        )


def _stands_in(row: TranslatedText) -> set[tuple[str, str]]:
    """The row that it is of, as what is taken back is known: an actor is of no one story."""
    at = "/".join(row.place.split("/")[:2])
    return {(row.translation.story.slug, at), ("", at)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())[:LONGEST]


def taken(translation: Translation, pk: str) -> str:
    """The words of an offer, where it is one of this language; else none."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return ""
    row = TranslatedText.objects.in_language(translation.language, int(pk))
    return row.text if row else ""
