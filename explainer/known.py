"""What was known by a date: a story without what its sources had not yet published.

It filters on the sources' own dates, never on ours: what this site said on a date is an edition. The two clocks are not
to be mixed.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from . import document as shape
from .dates import readable
from .indexes import StoryIndex


def known_by(index: StoryIndex, day: date) -> StoryIndex:
    """The index of the same story with only the statements, events, positions and links that a source surely
    published by ``day`` bears out. A source without a date is not known by any day."""
    return _only(index, frozenset(row.slug for row in index.story.sources if _out(row, day)))


def _out(source: shape.Source, day: date) -> bool:
    published = readable(source.published)
    return published is not None and published.latest <= day


@lru_cache(maxsize=64)
def _only(index: StoryIndex, sources: frozenset[str]) -> StoryIndex:
    story = index.story
    if len(sources) == len(story.sources):
        return index
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
    return StoryIndex(
        msgspec.structs.replace(
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
    )


def _cut(row: Any, said: set[str], sources: frozenset[str]) -> Any:
    """``row`` without the statements and sources that were not out yet."""
    changes: dict[str, list[str]] = {}
    if hasattr(row, "statements"):
        changes["statements"] = [slug for slug in row.statements if slug in said]
    if hasattr(row, "sources"):
        changes["sources"] = [slug for slug in row.sources if slug in sources]
    return msgspec.structs.replace(row, **changes)
