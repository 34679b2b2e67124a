"""What of a story is substance: words, speakers, dates and sources; not order, labels or layout.

It must not know the database, the clock or an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec

from ..edition import document as shape

# What an entry of a feed says, and so what makes it a changed one. Names of people and issues are labels.
STATEMENT = (
    "speaker", "role", "attributed_as", "wording", "act", "second_hand", "lead_in", "passages", "tail", "alterations",
    "quoted_in", "when", "when_reported", "when_note", "sources",
)  # fmt: skip
EVENT = ("title", "body", "when", "when_reported", "when_note", "status", "condition", "sources")
POSITION = ("actor", "issue", "sentence", "statements", "sources")
# What of the rest of a story is order, label or layout; a field that is not named here is substance.
LABELS = frozenset([
    "schema", "label", "topic", "name", "short_name", "short_title", "mark", "order", "order_in_day", "on_every_page",
    "aliases", "issues", "phases", "about", "checked", "as_of",
])  # fmt: skip

Key = tuple[str, ...]  # (“statement”, slug), (“event”, slug), (“position”, issue, actor)


@dataclass(frozen=True, slots=True)
class Trace:
    """One statement, event or position in one edition: its substance as a digest, and the pages it belongs to."""

    substance: str
    topics: frozenset[str]  # “actors/slug”, “issues/slug”


@dataclass(frozen=True, slots=True)
class Print:
    """What is remembered of an edition. ``whole`` is the digest of its substance, items and all else."""

    title: str
    whole: str
    items: dict[Key, Trace]


def imprint(story: shape.Document) -> Print:
    return Print(story.title, _digest(_essence(story)), dict(_items(story)))


def _items(story: shape.Document) -> Iterator[tuple[Key, Trace]]:
    head = {actor.slug: actor.side for actor in story.actors}
    for row in story.statements:
        people = (row.speaker, head.get(row.speaker, row.speaker), *row.about)
        yield ("statement", row.slug), _trace(row, STATEMENT, people, row.issues)
    for row in story.events:
        yield ("event", row.slug), _trace(row, EVENT, row.actors, row.issues)
    for row in story.positions:
        yield ("position", row.issue, row.actor), _trace(row, POSITION, [row.actor], [row.issue])


def _trace(row: Any, fields: Iterable[str], actors: Iterable[str], issues: Iterable[str]) -> Trace:
    topics = frozenset([*(f"actors/{slug}" for slug in actors), *(f"issues/{slug}" for slug in issues)])
    return Trace(_digest([getattr(row, field) for field in fields]), topics)


def _essence(story: shape.Document) -> list[Any]:
    """The story without its labels; its title is one, that of an event is not."""
    names = [name for name in story.__struct_fields__ if name not in LABELS | {"title"} or name == "phases"]
    return [_bare(getattr(story, name)) for name in names]


def _bare(value: Any) -> Any:
    """``value`` without labels. Rows are put in an order of their own; words, relays and slugs stay in theirs."""
    if isinstance(value, shape.Struct):
        return [_bare(each) if isinstance(each, list) else each for each in _unlabelled(type(value))(value)]
    if isinstance(value, list) and value and isinstance(value[0], shape.Struct):
        rows = [_bare(each) for each in value]
        keyed = {"slug", "number", "relation"} & set(value[0].__struct_fields__)
        return sorted(rows, key=msgspec.json.encode) if keyed else rows
    return value


@cache
def _unlabelled(kind: type[shape.Struct]) -> Callable[[shape.Struct], tuple[Any, ...]]:
    """What takes all of a row's fields but its labels; its kind too, so that it is a tuple whatever is left."""
    return attrgetter("__class__.__name__", *(name for name in kind.__struct_fields__ if name not in LABELS))


def _digest(value: Any) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()
