"""A story in another language, judged: which of our texts are translated, which have changed since, and what stops it.

It must not write anything. Dates, links, sources and quotations are never asked for: they are the original's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from ..edition import document as shape
from ..edition.change_words import field_words
from ..edition.changed_items import Item
from ..edition.diffs import compare
from ..edition.own_words import Slot, retold, texts
from ..edition.put_right import items_of, put_right
from ..edition.taking_back import take_back
from ..language.lasting import stale
from ..language.letters import as_read, reads_the_same
from ..language.quotations import one_mark
from ..models import Edition, Story, Translation
from .rules.earning import earned, marked, paraphrased, said_by_others
from .rules.problems import Problem
from .taken import taken_from

_LINKED = re.compile(r"\]\(\s*<?([^)\s>]+)|<((?:https?|mailto):[^>\s]+)>|^\s*\[[^\]]+\]:\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the original. ``text`` is it in the other language, empty if it is not there yet."""

    slot: Slot
    original: str
    text: str = ""
    made_from: str = ""

    @property
    def at(self) -> str:
        return self.slot[0]

    @property
    def field(self) -> str:
        """“lead in”."""
        return field_words(self.slot[1])

    @property
    def state(self) -> str:
        """“missing”; “changed” where the original says something else since; “done”."""
        if not self.text:
            return "missing"
        return "done" if reads_the_same(self.made_from, self.original) else "changed"


def original_of(story: Story, moment: datetime) -> Edition | None:
    """The edition to translate: what readers of the original read at ``moment``; None when they read none."""
    newest = Edition.objects.of(story).public_at(moment).first()
    return newest if newest and not newest.withdrawn_at else None


def put_right_since(original: Edition, language: str) -> tuple[Edition, set[Item]] | None:
    """What editions up to ``original`` put right that readers of the translation still read, as ``Edition.puts_right``,
    and the newest of them that did nothing else, if one did; None where nothing was put right since. Two queries, and
    one more for each edition that named nothing."""
    last = Edition.objects.of(original.story, language).with_original().first()
    if last is None or last.translates is None:  # a translation always has one; the database holds it
        return None
    righting = Edition.objects.of(original.story).put_right_after(last.translates.number).up_to(original.number)
    rows = list(righting.without_document())
    if not rows:
        return None
    items = {tuple(item) for edition in rows for item in edition.puts_right}
    whole = [edition for edition in rows if not edition.puts_right]
    for edition in whole:
        items |= _put_right_by(edition)
    return (whole or rows)[-1], items


def _put_right_by(edition: Edition) -> set[Item]:
    """Of an edition that named nothing: what it changed or took out."""
    before = Edition.objects.of(edition.story).readable().up_to(edition.number - 1).last()
    changes = compare(shape.thaw(before.document), shape.thaw(edition.document)) if before else []
    return set(items_of(put_right(changes, [], whole=True)))


def texts_of(document: shape.Document, translation: Translation) -> list[Text]:
    """Every text of ``document`` to be translated, in its order. One query."""
    found = {(row.place, row.field): row for row in translation.texts.all()}
    return [
        Text(slot, original, found[slot].text, found[slot].made_from) if slot in found else Text(slot, original)
        for slot, original in texts(document)
    ]


def tell(document: shape.Document, told: Iterable[Text], language: str) -> shape.Document:
    """The document in the other language."""
    return retold(document, {text.slot: text.text for text in told if text.text}, language)


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation as it would be published."""

    told: list[Text]
    original: shape.Document  # what it is made from
    document: shape.Document  # the whole in its language

    @property
    def digest(self) -> str:
        """Of the document, in hexadecimal. Whoever has looked at the draft hands it on to be published."""
        return shape.digest_of(shape.freeze(self.document))


def drafted(translation: Translation, original: Edition) -> Draft:
    """Two queries."""
    return _drafted(translation, shape.thaw(original.document))


def redrafted(before: Draft, translation: Translation) -> Draft:
    """The same after a save, made from the same edition. Two queries."""
    return _drafted(translation, before.original)


def _drafted(translation: Translation, document: shape.Document) -> Draft:
    told = texts_of(document, translation)
    anew = tell(document, told, translation.language)
    return Draft(told, document, take_back(anew, taken_from(anew)))


def as_typed(there: Draft, told: Iterable[Text], language: str) -> shape.Document:
    """What the draft would be with these texts. One query."""
    anew = tell(there.original, told, language)
    return take_back(anew, taken_from(anew))


def check(document: shape.Document, told: list[Text], language: str) -> list[Problem]:
    """What stops it from being published: it is whole, made from these very words, earns its quotation marks, gives
    dates that last, and leads nowhere else."""
    return [*_unfinished(told), *_unearned(document, told), *_stale(told, language), *_led_elsewhere(told)]


def _unfinished(told: list[Text]) -> Iterator[Problem]:
    for at, group in groupby(told, key=lambda text: text.at):
        those = list(group)
        if missing := [text.field for text in those if text.state == "missing"]:
            yield Problem(f"{at} is not translated yet: {', '.join(missing)}.", at)
        if changed := [text.field for text in those if text.state == "changed"]:
            yield Problem(f"{at} has changed since it was translated: {', '.join(changed)}. Look at it again.", at)


def _unearned(document: shape.Document, told: list[Text]) -> Iterator[Problem]:
    paraphrases, spoken = paraphrased(document), said_by_others(document)
    for text in told:
        for words in marked(as_read(text.text)):
            if text.slot in paraphrases:
                yield Problem(f"{text.at} is a paraphrase and has no quotation marks: “{words}”.", text.at)
            elif not earned(words, spoken) and not _in_the_original(words, text):
                sentence = f"{text.at} has “{words}” in quotation marks, which no statement says in these words."
                yield Problem(f"{sentence} Quotations stay in the language in which they are quoted.", text.at)


def _in_the_original(words: str, text: Text) -> bool:
    """Whether the original quotes them: that was checked when it was published."""
    return any(earned(words, one_mark(quotation)) for quotation in marked(as_read(text.original)))


def _stale(told: list[Text], language: str) -> Iterator[Problem]:
    for text in told:
        if found := stale(as_read(text.text), language):
            yield Problem(f"{text.at} says “{found}”, which goes stale; give the date.", text.at)


def _led_elsewhere(told: list[Text]) -> Iterator[Problem]:
    for text in told:
        for address in sorted(_linked(text.text) - _linked(text.original)):
            yield Problem(f"{text.at} links to {address}, which the original does not.", text.at)


def _linked(text: str) -> set[str]:
    return {next(filter(None, found.groups())) for found in _LINKED.finditer(text)}
