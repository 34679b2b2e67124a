"""The texts of a translation as a form: what a translator is shown, and what of it is saved.

Two people may translate at once: a text that somebody else changed meanwhile, here or in the original, is not
overwritten. It must not publish anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils import timezone

from explainer.desk.history import Past, keep
from explainer.desk.translations import Text
from explainer.edition.own_words import Slot
from explainer.language.text import one_line, tidy
from explainer.models import TranslatedText, Translation

EACH = 100  # texts on a page; each takes three fields
TODO = ("missing", "changed")


@dataclass(frozen=True, slots=True)
class Field:
    """One text on the page. ``words`` is what its box holds, ``problem`` why it was not saved."""

    text: Text
    words: str
    problem: str = ""

    @property
    def name(self) -> str:
        return name_of(self.text.slot)

    @property
    def seen(self) -> str:
        return print_of(self.text)

    @property
    def rows(self) -> int:
        return min(12, 1 + len(self.text.original) // 60 + self.text.original.count("\n"))


@dataclass(slots=True)
class Saved:
    """What a save did: how many texts it wrote, and the boxes that it left alone, with the words in them."""

    count: int
    kept_back: dict[Slot, Field]


def name_of(slot: Slot) -> str:
    """“statements/x:lead_in”: no slug has a colon."""
    return ":".join(slot)


def print_of(text: Text) -> str:
    """What a translator was shown: it changes with the original and with the translation."""
    return sha256(f"{text.original}\0{text.made_from}\0{text.text}".encode()).hexdigest()[:20]


def sections(told: list[Text]) -> list[tuple[str, int, int]]:
    """(section, how many texts, how many of them to do), in the order of the story."""
    names = dict.fromkeys(text.at.partition("/")[0] for text in told)
    rows = {name: [text for text in told if text.at.partition("/")[0] == name] for name in names}
    return [(name, len(texts), sum(text.state in TODO for text in texts)) for name, texts in rows.items()]


def shown(told: Iterable[Text], *, section: str, todo: bool) -> list[Text]:
    """The texts that a filter leaves."""
    return [
        text
        for text in told
        if (not section or text.at.partition("/")[0] == section) and (not todo or text.state in TODO)
    ]


def progress(told: list[Text]) -> str:
    """“12 of 180 texts are translated; 3 have changed since.”"""
    there = sum(text.state != "missing" for text in told)
    changed = sum(text.state == "changed" for text in told)
    said = f"{there} of {counted(len(told))} translated"
    return f"{said}; {changed} changed since." if changed else f"{said}."


def counted(number: int) -> str:
    return "1 text" if number == 1 else f"{number} texts"


def save(translation: Translation, told: list[Text], posted: Mapping[str, str], *, by: Any) -> Saved:
    """Write what was typed, and keep a version of each text by itself.

    An emptied box takes the text out; “fits” says that it still fits a changed original.
    """
    saved = Saved(0, {})
    for text in told:
        name = name_of(text.slot)
        if f"text:{name}" not in posted:
            continue
        words = _typed(posted[f"text:{name}"], text)
        fits = f"fits:{name}" in posted and text.state == "changed"
        if words == text.text and not fits:
            continue
        if posted.get(f"seen:{name}") != print_of(text):
            saved.kept_back[text.slot] = Field(text, words, _meanwhile(text))
            continue
        _write(translation, text, words, text.original, by=by)
        saved.count += 1
    return saved


def say_who_read(translation: Translation, posted: Mapping[str, str], *, by: Any) -> bool:
    """Note who has read all of it, as it is now; whether anybody was named."""
    name = one_line(tidy(posted.get("_read_by", "")))
    if name:
        translation.read_by, translation.read_on = name, timezone.now().date()
        translation.full_clean()
        translation.save(update_fields=["read_by", "read_on"])
        keep([translation], by=by, comment=f"Read by {name}.")
    return bool(name)


def _typed(words: str, text: Text) -> str:
    """As stored; a text of one line stays one."""
    words = tidy(words)
    return words if "\n" in text.original else one_line(words)


def _meanwhile(text: Text) -> str:
    said = "Not saved: somebody changed this text, or its original, after you opened the page."
    now = f" It now says: “{text.text}”." if text.text else ""
    return f"{said}{now} Save again to keep yours."


def _write(translation: Translation, text: Text, words: str, made_from: str, *, by: Any, said: str = "") -> None:
    place, field = text.slot
    if translation.read_by:  # other words than these were read
        translation.read_by, translation.read_on = "", None
        translation.save(update_fields=["read_by", "read_on"])
    translated = translation.texts.filter(place=place, field=field).first()
    kept: list[Model] = [translation]
    if words:
        translated = translated or TranslatedText(translation=translation, place=place, field=field)
        translated.made_from, translated.text = made_from, words
        translated.full_clean()
        translated.save()
        kept.append(translated)
    elif translated:
        translated.delete()
    keep(kept, by=by, comment=said or f"{'Translated' if words else 'Took out'} {place}, {text.field}.")


@dataclass(frozen=True, slots=True)
class Older:
    """One text of a translation as a version has it, beside what it is now."""

    text: Text
    then: str
    made_from: str

    @property
    def name(self) -> str:
        return name_of(self.text.slot)

    @property
    def seen(self) -> str:
        return print_of(self.text)


def older(told: Iterable[Text], past: Past) -> Iterator[Older]:
    """The texts that a version has otherwise, of those that the original still has."""
    now = {text.slot: text for text in told}
    for row in past.with_what_went():
        text = now.get((str(row.value("place")), str(row.value("field"))))
        if text is not None and text.text != row.value("text"):
            yield Older(text, row.value("text"), row.value("made_from"))


def go_back(translation: Translation, each: Older, *, by: Any, said: str) -> None:
    _write(translation, each.text, each.then, each.made_from, by=by, said=said)


def fields(texts: Iterable[Text], kept_back: Mapping[Slot, Field]) -> Iterator[Field]:
    yield from (kept_back.get(text.slot) or Field(text, text.text) for text in texts)
