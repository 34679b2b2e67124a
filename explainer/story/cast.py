"""Who's who: the cast in its groups, the editor's first, then those of no group by the part that they play.

It must not decide who has a column or is heard; ``overviews`` does, by their parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from ..edition import document as shape
from ..language.labels import PART_NAMES
from .record import SHAPES, Actor
from .shown import Shown


@dataclass(frozen=True)
class Group(Shown):
    """Some of the cast. ``own``: the heading is the editor's, and not a word of ours. ``part``: what they all are."""

    heading: str | Promise
    part: str
    people: list[Actor]
    own: bool = False


def cast(groups: Iterable[shape.CastGroup], actors: Iterable[Actor]) -> list[Group]:
    """Everyone in order; a group of nobody is left out."""
    grouped: dict[str, list[Actor]] = {}
    by_part: dict[str, list[Actor]] = {}
    for actor in actors:
        if actor.group:
            grouped.setdefault(actor.group.slug, []).append(actor)
        else:
            by_part.setdefault(_beside(actor), []).append(actor)
    own = [Group(row.heading, row.part, grouped[row.slug], own=True) for row in groups if row.slug in grouped]
    return own + [Group(name, part, by_part[part]) for part, name in PART_NAMES.items() if part in by_part]


def _beside(actor: Actor) -> str:
    """The part under which it stands. Whoever belongs to a side is of its people, quoted or not."""
    part, head = actor.shown_part, actor.side.head
    return head.value.part if part == "spoken-about" and head and head.value.part in SHAPES else part
