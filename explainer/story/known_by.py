"""What was known by a date: a story without what its sources had not yet published.

It filters on the sources' own dates, never on ours: what this site said on a date is an edition. The two clocks are not
to be mixed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.conf import settings

from ..edition import document as shape
from ..kept import Kept
from ..language.dates import readable
from .indexes import StoryIndex


def known_by(index: StoryIndex, day: date) -> StoryIndex:
    """The index of the same story with only the statements, events, positions and links that a source surely
    published by ``day`` bears out. A source without a date is not known by any day."""
    sources = frozenset(row.slug for row in index.story.sources if _out(row, day))
    if len(sources) == len(index.story.sources):
        return index
    known = _kept.get((index, sources))
    if known is None:
        known = StoryIndex(_only(index.story, sources))
        _kept.put((index, sources), known, weight=_weight(index) + _weight(known))
    return known


def _weight(index: StoryIndex) -> int:
    return len(shape.freeze(index.story))


def _out(source: shape.Source, day: date) -> bool:
    published = readable(source.published)
    return published is not None and published.latest <= day


def _only(story: shape.Document, sources: frozenset[str]) -> shape.Document:
    said = {row.slug for row in story.statements if sources & set(row.sources)}
    happened = {row.slug for row in story.events if sources & set(row.sources)}

    def kept(rows: list[Any], names: set[str] | None = None) -> list[Any]:
        shown = [row for row in rows if names is None or row.slug in names]
        return [_cut(row, said, sources) for row in shown]

    positions = [row for row in kept(story.positions) if row.statements or row.sources]
    links = [
        row
        for row in story.links
        if row.source in sources
        and row.statement in said
        and (row.to_statement is None or row.to_statement in said)
        and (row.to_event is None or row.to_event in happened)
    ]
    pairs = [row for row in story.comparisons if row.earlier in said and row.later in said]
    phases = [
        msgspec.structs.replace(_cut(row, said, sources), provisions=kept(row.provisions)) for row in story.phases
    ]
    return msgspec.structs.replace(
        story,
        statements=kept(story.statements, said),
        events=kept(story.events, happened),
        positions=positions,
        comparisons=pairs,
        links=links,
        phases=phases,
        gates=kept(story.gates),
        key_points=kept(story.key_points),
        figures=kept(story.figures),
    )


def _cut(row: Any, said: set[str], sources: frozenset[str]) -> Any:
    """``row`` without the statements and sources that were not out yet."""
    changes: dict[str, list[str]] = {}
    if hasattr(row, "statements"):
        changes["statements"] = [slug for slug in row.statements if slug in said]
    if hasattr(row, "sources"):
        changes["sources"] = [slug for slug in row.sources if slug in sources]
    return msgspec.structs.replace(row, **changes)


# As many as ``readings`` keeps of whole stories. One holds the whole that it is part of, so it weighs as much as both.
_kept: Kept[tuple[StoryIndex, frozenset[str]], StoryIndex] = Kept(lambda: settings.READING_BYTES)
