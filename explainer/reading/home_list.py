"""The first page: the stories most recently published, a page at a time, and the latest words of all.

It must not decode more than it shows: of a story, neither its statements nor what rests on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from django.conf import settings
from django.utils import timezone

from ..edition import document as shape
from ..kept import Kept
from ..language.dates import readable
from ..language.languages import stream
from ..models.editions import Edition
from ..search import lookup
from ..search.findable import decode
from ..story.indexes import StoryIndex
from ..story.phase_diagram import Box, strip
from ..story.resolved import Statement
from . import which_edition
from .readings import Reading, read

MOST = 10  # stories on a page
WORDS, LOOKED_AT = 2, 100  # the latest words that are shown, and among how many statements they are looked for
COUNTED = ("statements", "events", "issues", "sources")
LEFT_OUT = (
    *COUNTED, "key_points", "backgrounds", "groups", "actors", "texts", "links", "event_links", "positions",
    "comparisons", "figures", "open_questions", "terms", "maps",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """A story as the list shows it. ``readings`` has no more of it than that; ``counts`` are of what it leaves out."""

    reading: Reading
    counts: dict[str, int]
    strip: list[Box]


@dataclass(frozen=True, slots=True)
class Front:
    """``before`` names the edition that these come after, as asked for; ``older`` asks for the next ones."""

    cards: list[Card]
    words: list[tuple[Reading, Statement]]
    before: str
    older: str


def front(before: str = "") -> Front:
    """Costs two queries, and one more for documents that this process has not met; a few more at a prefix."""
    found, before, older = which_edition.recent(before, MOST)
    _meet(each.edition for each in found)
    cards = [_card(each) for each in found]
    return Front(cards, [] if before else latest_words(WORDS), before, older)


def latest_words(most: int) -> list[tuple[Reading, Statement]]:
    """The newest direct quotations of all stories with a date of their own: a fixed rule, not anyone's pick."""
    rows = lookup.newest("statements", lookup.Where(timezone.now(), None, stream()), most=LOOKED_AT)
    quoted = [(key, entry, readable(entry.when)) for key, text in rows if "direct" in (entry := decode(text)).labels]
    dated = [(when.sort_key, key, entry.slug) for key, entry, when in quoted if when and not when.undated]
    picked = sorted(dated, key=lambda quotation: quotation[0], reverse=True)[:most]
    editions = Edition.objects.among({key for _when, key, _slug in picked}).to_read()
    readings = {edition.pk: read(which_edition.Found(edition, edition.number)) for edition in editions}
    found = [(readings[key], readings[key].index.statement.get(slug)) for _when, key, slug in picked]
    return [(reading, said) for reading, said in found if said]  # one may have been taken back since it was looked for


def _meet(editions: Iterable[Edition]) -> None:
    """Decode what of them is not kept, from one query."""
    missing = [edition.pk for edition in editions if _kept.get(edition.key) is None]
    if not missing:
        return
    for _pk, key, text in Edition.objects.among(missing).texts():
        _kept.put(key, _part(text), weight=len(text))


def _card(found: which_edition.Found) -> Card:
    index, counts = _kept.get(found.edition.key) or _part(found.edition.document)
    reading = Reading(index, "story", edition=found.edition, newest=found.newest, original=found.original)
    return Card(reading, counts, strip(index))


def _part(text: str) -> tuple[StoryIndex, dict[str, int]]:
    """The story without what the list has no need of, and without what rests on that."""
    story, counts = shape.thaw_without(text, *LEFT_OUT)
    bare = msgspec.structs.replace(
        story,
        state=[msgspec.structs.replace(row, sources=[]) for row in story.state],
        phases=[msgspec.structs.replace(row, provisions=[], sources=[], state_sources=[]) for row in story.phases],
        gates=[msgspec.structs.replace(row, statements=[], sources=[]) for row in story.gates],
    )
    return StoryIndex(bare), counts


# Weighed as if whole: a small part of what ``readings`` may keep.
_kept: Kept[str, tuple[StoryIndex, dict[str, int]]] = Kept(lambda: settings.READING_BYTES)
