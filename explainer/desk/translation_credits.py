"""Who translated each text of a translation last, and who has read it: kept with the words that it was said of.

It must not write a text. A credit is never taken away when words change: it is of other words then, and counts no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from ..edition.own_words import Slot
from ..language.labels import joined
from ..models import TranslatedText, Translation, TranslationCredit
from .history import keep
from .traces import name_of

LONGEST = 160  # of the names that readers are told
TRANSLATED, READ = TranslationCredit.Act.TRANSLATED, TranslationCredit.Act.READ


@dataclass(frozen=True, slots=True)
class Credit:
    """``words``: the digest of those that it is of. ``whole``: said of the translation as a whole, with a day alone."""

    name: str
    at: datetime
    words: str
    by: int | None = None
    whole: bool = False


Credits = Mapping[tuple[Slot, str], Credit]  # by the text and the act


def words_of(made_from: str, text: str) -> str:
    """The digest of a text of a translation with the original from which it was made: other words, another digest."""
    return sha256(f"{made_from}\0{text}".encode()).hexdigest()[:20]


def credits_of(translation: Translation) -> Credits:
    """One query."""
    rows = TranslationCredit.objects.of(translation).values_list(
        "text__place", "text__field", "act", "name", "at", "words", "by_id"
    )
    return {((place, field), act): Credit(name, at, words, by) for place, field, act, name, at, words, by in rows}


def reading_of(found: Credits, translation: Translation, slot: Slot, words: str) -> Credit | None:
    """Who has read these very words: of this text, or of all of the translation."""
    credit = found.get((slot, READ))
    if credit is not None and credit.words == words:
        return credit
    if translation.read_by and translation.read_on:
        day = datetime.combine(translation.read_on, time(), tzinfo=UTC)
        return Credit(translation.read_by, day, words, whole=True)
    return None


def note_translated(text: TranslatedText, *, by: Any) -> None:
    """That ``by`` gave the text its words. A command has no account, and gets no credit."""
    if by:
        _note([text], TRANSLATED, name_of(by), by=by)


def note_read(rows: Iterable[TranslatedText], name: str, *, by: Any, at: datetime | None = None) -> None:
    """That somebody, as readers are told ``name``, has read the words that these texts have now. Two queries."""
    _note(list(rows), READ, name, by=by, at=at)


def _note(rows: list[TranslatedText], act: str, name: str, *, by: Any, at: datetime | None = None) -> None:
    made = [
        TranslationCredit(
            text=row, act=act, by=by, name=name, at=at or timezone.now(), words=words_of(row.made_from, row.text)
        )
        for row in rows
    ]
    TranslationCredit.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["text", "act"], update_fields=["by", "name", "at", "words"]
    )


def note_unread(rows: Iterable[TranslatedText]) -> None:
    """That these count as read no more."""
    for row in rows:
        TranslationCredit.objects.for_text(row).readings().delete()


def one_by_one(translation: Translation) -> None:
    """What was said of the whole is said of each text from now on, so that a change of one leaves the others read."""
    if not (translation.read_by and translation.read_on):
        return
    found = credits_of(translation)
    rows = [
        row for row in translation.texts.all()
        if (said := reading_of(found, translation, (row.place, row.field), words_of(row.made_from, row.text)))
        and said.whole
    ]  # fmt: skip
    day = datetime.combine(translation.read_on, time(), tzinfo=UTC)
    note_read(rows, translation.read_by, by=None, at=day)
    translation.read_by, translation.read_on = "", None
    translation.save(update_fields=["read_by", "read_on"])


def say_who_read_all(translation: Translation, readings: list[Credit | None], *, by: Any) -> bool:
    """What readers are told follows from the texts: who has read all of them, and on which day the last; else nobody.

    ``readings``: of each text of the original in turn, None where nobody has read it as it is now. Whether somebody is
    named now who was not.
    """
    told = [reading for reading in readings if reading]
    name, day = "", None
    if readings and len(told) == len(readings):
        name = _names(list(dict.fromkeys(reading.name for reading in told)), translation.language)
        day = max(reading.at for reading in told).date()
    if (translation.read_by, translation.read_on) == (name, day):
        return False
    translation.read_by, translation.read_on = name, day
    translation.full_clean()
    translation.save(update_fields=["read_by", "read_on"])
    keep([translation], by=by, comment=f"Read by {name}." if name else "No longer read as a whole.")
    return bool(name)


def _names(names: list[str], language: str) -> str:
    """As many of them as there is room for."""
    with override(language):
        for count in range(len(names), 0, -1):
            said = joined(names[:count]) if count == len(names) else f"{joined(names[:count])} …"
            if len(said) <= LONGEST:
                return said
    return names[0]
