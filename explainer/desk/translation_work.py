"""The work on a translation: its texts in reading order, each with its state, who gave it its words and who read it.

It must not write anything, nor know a form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ..language.letters import letters
from ..models import Translation
from ..story.reading_order import PAGES, Spot, reading_order
from .translation_credits import TRANSLATED, Credit, Credits, credits_of, reading_of, words_of
from .translations import Draft, Text, drafted, original_of

TODO = ("missing", "changed")


@dataclass(frozen=True, slots=True)
class Work:
    """One text. ``translated``: who gave it the words that it has, where that is known. ``read``: who has read them."""

    text: Text
    spot: Spot
    translated: Credit | None
    read: Credit | None

    @property
    def todo(self) -> bool:
        return self.text.state in TODO

    @property
    def translator(self) -> str:
        return self.translated.name if self.translated else ""


@dataclass(slots=True)
class Progress:
    """Of a page or of the whole: how many texts there are, are done, have changed since, are missing, and are read."""

    page: str
    count: int = 0
    done: int = 0
    changed: int = 0
    missing: int = 0
    read: int = 0

    def add(self, work: Work) -> None:
        self.count += 1
        self.read += work.read is not None
        setattr(self, work.text.state, getattr(self, work.text.state) + 1)

    @property
    def todo(self) -> int:
        return self.changed + self.missing


@dataclass(slots=True)
class Works:
    """All texts of a translation in reading order."""

    rows: list[Work]
    whole: Progress = field(default_factory=lambda: Progress(""))
    pages: list[Progress] = field(default_factory=list)

    def __post_init__(self) -> None:
        found = {page: Progress(page) for page in PAGES}
        for row in self.rows:
            self.whole.add(row)
            found[row.spot.page].add(row)
        self.pages = [progress for progress in found.values() if progress.count]


def work_on(translation: Translation, draft: Draft) -> Works:
    """One query."""
    found = credits_of(translation)
    told = {text.slot: text for text in draft.told}
    return Works([_work(translation, told[slot], spot, found) for slot, spot in reading_order(draft.original).items()])


def _work(translation: Translation, text: Text, spot: Spot, found: Credits) -> Work:
    words = words_of(text.made_from, text.text)
    translated = found.get((text.slot, TRANSLATED))
    return Work(
        text,
        spot,
        translated if translated and translated.words == words else None,
        reading_of(found, translation, text.slot, words) if text.state == "done" else None,
    )


def progress_of(translation: Translation, moment: datetime) -> Progress | None:
    """Of the edition that readers of the original read at ``moment``; None where they read none. Four queries."""
    edition = original_of(translation.story, moment)
    return work_on(translation, drafted(translation, edition)).whole if edition else None


def unlike(rows: Iterable[Work]) -> list[list[Work]]:
    """Texts whose originals are the same and whose translations are not, each set in reading order."""
    by_original: dict[str, list[Work]] = {}
    for row in rows:
        if row.text.state == "done":
            by_original.setdefault(letters(row.text.original), []).append(row)
    return [each for each in by_original.values() if len({letters(row.text.text) for row in each}) > 1]


def repeated(rows: Iterable[Work]) -> list[tuple[Work, Work]]:
    """Each missing text whose words are translated elsewhere in the story in one way, with the one that has it."""
    listed = list(rows)
    there: dict[str, list[Work]] = {}
    for row in listed:
        if row.text.state == "done":
            there.setdefault(letters(row.text.original), []).append(row)
    found = []
    for row in listed:
        known = there.get(letters(row.text.original), [])
        if row.text.state == "missing" and len({letters(each.text.text) for each in known}) == 1:
            found.append((row, known[0]))
    return found
