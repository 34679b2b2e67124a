"""What of a story is substance: words, speakers, dates and sources; not order, labels or layout.

It must not know the database, the clock or an address, nor of what is substance a field by name: ``edition.fields``
says what each is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec

from ..edition import document as shape
from ..edition.fields import Substance, fields_of
from ..edition.former import at_first
from ..edition.reads_alike import as_seen
from ..story.where_it_stands import OVER, UNDER_WAY

Key = tuple[str, ...]  # (“statement”, slug), (“event”, slug), (“position”, issue, actor), (“phase”, number)
NEWS = (*UNDER_WAY, *OVER)  # states of a phase that something happened to bring about


@dataclass(frozen=True, slots=True)
class Trace:
    """One statement, event, position or state of a phase in one edition: its substance as a digest, and the pages that
    it belongs to.

    ``planned``, of an event: its date, its state, and how many dates it had before."""

    substance: str
    topics: frozenset[str]  # “actors/slug”, “issues/slug”
    planned: tuple[str, str, int] | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """What is remembered of an edition. ``whole`` is the digest of its substance, items and all else."""

    title: str
    whole: str
    items: dict[Key, Trace]
    taken: tuple[shape.Tombstone, ...]


def imprint(story: shape.Document) -> Print:
    """Each item by the slug with which it began: what is only renamed is no news."""
    story = at_first(story)
    return Print(story.title, _digest(_essence(story)), dict(_items(story)), tuple(story.tombstones))


def _items(story: shape.Document) -> Iterator[tuple[Key, Trace]]:
    head = {actor.slug: actor.side for actor in story.actors}
    for statement in story.statements:
        people = (statement.speaker, *statement.about)
        yield ("statement", statement.slug), _trace(statement, _and_sides(people, head), statement.issues)
    for event in story.events:
        trace = _trace(event, _and_sides(event.actors, head), event.issues)
        yield ("event", event.slug), replace(trace, planned=(event.when, event.status, len(event.dates)))
    for position in story.positions:
        issue, actor = position.issue, position.actor
        yield ("position", issue, actor), _trace(position, [actor], [issue])
    for phase in story.phases:
        if phase.state in NEWS:
            yield ("phase", str(phase.number)), _trace(phase, (), ())


def _and_sides(actors: Iterable[str], head: dict[str, str]) -> Iterator[str]:
    """The pages that gather what these actors said and did: their own and their sides'."""
    for actor in actors:
        yield from (actor, head.get(actor, actor))


def _trace(row: shape.Struct, actors: Iterable[str], issues: Iterable[str]) -> Trace:
    topics = frozenset([*(f"actors/{slug}" for slug in actors), *(f"issues/{slug}" for slug in issues)])
    return Trace(_digest(list(map(as_seen, _taken(type(row), "told")(row)))), topics)


def _essence(story: shape.Document) -> list[Any]:
    """The story without its labels."""
    taken = map(as_seen, _taken(type(story), "counted")(story))
    return [*taken, *(_bare(getattr(story, name)) for name in shape.SECTIONS)]


def _bare(value: Any) -> Any:
    """``value`` without labels. Rows are put in an order of their own; words, relays and slugs stay in theirs."""
    if isinstance(value, shape.Struct):
        taken = _taken(type(value), "told", "counted")(value)
        return [_bare(each) for each in taken]
    if isinstance(value, list) and value and isinstance(value[0], shape.Struct):
        rows = [_bare(each) for each in value]
        keyed = {"slug", "number", "relation"} & set(value[0].__struct_fields__)
        return sorted(rows, key=msgspec.json.encode) if keyed else rows
    return as_seen(value)


@cache
def _taken(kind: type[shape.Struct], *which: Substance) -> Callable[[shape.Struct], tuple[Any, ...]]:
    """What takes these fields of a row; its kind too, so that it is a tuple whatever is left."""
    names = (name for name, field in fields_of(kind).items() if field.substance in which)
    return attrgetter("__class__.__name__", *names)


def _digest(value: Any) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()
