"""The texts of a translation as a form: what a translator is shown, and what of it is saved.

Two people may translate at once: what only one of them changed is kept of both, and what somebody else changed
meanwhile, here or in the original, is not overwritten. It must not publish anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import Model

from explainer.desk.history import Past, keep
from explainer.desk.translation_credits import note_translated, one_by_one
from explainer.desk.translation_memory import Offer, taken
from explainer.desk.translation_work import Work, Works, repeated
from explainer.desk.translations import Text
from explainer.edition.differences import Piece, marked
from explainer.edition.own_words import Slot
from explainer.language.text import one_line, tidy
from explainer.models import TranslatedText, Translation

EACH = 40  # texts on a page
TAKE = "_take"  # a button: the words of an offer into a box, “name=number”


@dataclass(frozen=True, slots=True)
class Field:
    """One text on the page. ``words`` is what its box holds, ``problem`` why it was not saved, ``offers`` what was
    translated before."""

    work: Work
    words: str
    problem: str = ""
    offers: list[Offer] = field(default_factory=list)

    @property
    def text(self) -> Text:
        return self.work.text

    @property
    def name(self) -> str:
        return name_of(self.text.slot)

    @property
    def seen(self) -> str:
        return seen_of(self.text)

    @property
    def rows(self) -> int:
        longest = max(self.text.original, self.words, key=len)
        return min(12, 1 + len(longest) // 45 + longest.count("\n"))

    @property
    def difference(self) -> tuple[list[Piece], list[Piece]]:
        """The original as it was translated, and as it is now."""
        return marked(self.text.made_from, self.text.original)


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


def seen_of(text: Text) -> str:
    """The same, and after it the words of the box alone: whoever sends them back has not touched it."""
    return f"{print_of(text)}-{_words_print(text.text)}"


def _words_print(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:12]


def shown(works: Works, *, section: str, todo: bool) -> list[Work]:
    """The texts that a filter leaves."""
    return [row for row in works.rows if (not section or row.spot.page == section) and (not todo or row.todo)]


def progress(works: Works) -> str:
    """“12 of 180 texts translated; 3 changed since; 9 read.”"""
    whole = works.whole
    said = [f"{whole.done + whole.changed} of {counted(whole.count)} translated"]
    said += [f"{whole.changed} changed since"] if whole.changed else []
    return f"{'; '.join([*said, f'{whole.read} read'])}."


def counted(number: int) -> str:
    return "1 text" if number == 1 else f"{number} texts"


def save(translation: Translation, works: Works, posted: Mapping[str, str], *, by: Any) -> Saved:
    """Write what was typed, and keep a version of each text by itself.

    An emptied box takes the text out; “fits” says that it still fits a changed original.
    """
    saved, offered = Saved(0, {}), _offered(translation, posted)
    for work in works.rows:
        text, name = work.text, name_of(work.text.slot)
        if f"text:{name}" not in posted:
            continue
        words = _typed(offered.get(name) or posted[f"text:{name}"], text)
        fits = f"fits:{name}" in posted and text.state == "changed"
        seen = posted.get(f"seen:{name}", "")
        untouched = name not in offered and seen.partition("-")[2] == _words_print(words) and not fits
        if untouched or (words == text.text and not fits):
            continue
        if seen != seen_of(text):
            saved.kept_back[text.slot] = Field(work, words, _meanwhile(text))
            continue
        _write(translation, text, words, text.original, by=by)
        saved.count += 1
    return saved


def _offered(translation: Translation, posted: Mapping[str, str]) -> dict[str, str]:
    """What the button of an offer asks for: the box by its name, and the words."""
    name, _, pk = posted.get(TAKE, "").rpartition("=")
    words = taken(translation, pk) if name else ""
    return {name: words} if words else {}


def typed_texts(works: Works, posted: Mapping[str, str]) -> Iterator[Text]:
    """Every text as it would be with what stands in the boxes."""
    for work in works.rows:
        text, typed = work.text, posted.get(f"text:{name_of(work.text.slot)}")
        yield text if typed is None else Text(text.slot, text.original, _typed(typed, text), text.original)


def repeat(translation: Translation, works: Works, *, by: Any) -> int:
    """Fill in each missing text whose words are translated elsewhere in the story, always the same. How many."""
    pairs = repeated(works.rows)
    for missing, known in pairs:
        _write(translation, missing.text, known.text.text, missing.text.original, by=by)
    return len(pairs)


def _typed(words: str, text: Text) -> str:
    """As stored; a text of one line stays one."""
    words = tidy(words)
    return words if "\n" in text.original else one_line(words)


def _meanwhile(text: Text) -> str:
    said = "Not saved: somebody changed this text, or its original, after you opened the page."
    now = f" It now says: “{text.text}”." if text.text else ""
    return f"{said}{now} Save again to keep yours."


def _write(translation: Translation, text: Text, words: str, made_from: str, *, by: Any, said: str = "") -> None:
    place, field_name = text.slot
    one_by_one(translation)  # other words than these were read; the others stay read
    translated = translation.texts.filter(place=place, field=field_name).first()
    kept: list[Model] = [translation]
    if words:
        translated = translated or TranslatedText(translation=translation, place=place, field=field_name)
        translated.made_from, translated.text = made_from, words
        translated.full_clean()
        translated.save()
        note_translated(translated, by=by)
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


def fields(works: Iterable[Work], kept_back: Mapping[Slot, Field], offers: Mapping[Slot, list[Offer]]) -> list[Field]:
    listed = []
    for work in works:
        held, offered = kept_back.get(work.text.slot), offers.get(work.text.slot, [])
        words, problem = (held.words, held.problem) if held else (work.text.text, "")
        listed.append(Field(work, words, problem, offered))
    return listed
