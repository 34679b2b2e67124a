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
from django.conf import settings

from ..edition import document as shape
from ..edition.fields import Substance, fields_of
from ..edition.former import at_first
from ..edition.reads_alike import as_seen
from ..kept import Kept
from ..story.where_it_stands import OVER, UNDER_WAY

# (“statement”, slug), (“event”, slug), (“position”, issue, actor), (“phase”, number), (“issue”, slug),
# (“question”, slug), (“role”, actor, slug)
Key = tuple[str, ...]
NEWS = (*UNDER_WAY, *OVER)  # states of a phase that something happened to bring about


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing in one edition that feeds may have an entry of: its substance as a digest, and the pages that it
    belongs to.

    ``planned``, of an event: its date, its state, and how many dates it had before. ``news``: by what it can be
    news, of an issue how it stands, of a question how it ended, of a role from when and until when it was held."""

    substance: str
    topics: frozenset[str]  # “actors/slug”, “issues/slug”
    planned: tuple[str, str, int] | None = None
    news: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Print:
    """What is remembered of an edition. ``whole`` is the digest of its substance, items and all else. ``names``: those
    of its actors and issues, by topic."""

    title: str
    as_of: str
    whole: str
    items: dict[Key, Trace]
    taken: tuple[shape.Tombstone, ...]
    names: dict[str, str]
    byline: str = ""


def imprint(story: shape.Document) -> Print:
    """Each item by the slug with which it began: what is only renamed is no news."""
    story = at_first(story)
    names = {f"{kind}/{row.slug}": row.name for kind in ("actors", "issues") for row in getattr(story, kind)}
    whole = _digest(_essence(story))
    taken = tuple(story.tombstones)
    return Print(story.title, story.as_of, whole, dict(_items(story)), taken, names, story.byline)


def _items(story: shape.Document) -> Iterator[tuple[Key, Trace]]:
    head = {actor.slug: actor.side for actor in story.actors}
    for statement in story.statements:
        people = (statement.speaker, *statement.about)
        yield ("statement", statement.slug), _trace(statement, _and_sides(people, head), statement.issues)
    for event in story.events:
        trace = _trace(event, _and_sides(event.actors, head), event.issues)
        yield ("event", event.slug), replace(trace, planned=(event.when, event.status, len(event.dates)))
    for position in story.positions:
        trace = _trace(position, [position.actor], [position.issue])
        yield ("position", position.issue, position.actor), trace
    for phase in story.phases:
        if phase.state in NEWS:
            yield ("phase", str(phase.number)), _trace(phase, (), ())
    for issue in story.issues:
        stands = issue.status, _digest([as_seen(issue.standing), as_seen(issue.agreed)])
        yield ("issue", issue.slug), replace(_trace(issue, (), [issue.slug]), news=stands)
    for question in story.open_questions:
        trace = _trace(question, (), [question.issue] if question.issue else ())
        yield ("question", question.slug), replace(trace, news=(question.ended,))
    for actor in story.actors:
        for role in actor.roles:
            trace = _trace(role, _and_sides([actor.slug], head), ())
            yield ("role", actor.slug, role.slug), replace(trace, news=(role.held_from, role.held_to))


def _and_sides(actors: Iterable[str], head: dict[str, str]) -> Iterator[str]:
    """The pages that gather what these actors said and did: their own and their sides'."""
    for actor in actors:
        yield from (actor, head.get(actor, actor))


def _trace(row: shape.Struct, actors: Iterable[str], issues: Iterable[str]) -> Trace:
    topics = frozenset([*(f"actors/{slug}" for slug in actors), *(f"issues/{slug}" for slug in issues)])
    return Trace(_digests_of(row)[0], topics)


def _essence(story: shape.Document) -> list[Any]:
    """The story without its labels."""
    taken = map(as_seen, _taken(type(story), "counted")(story))
    return [*taken, *(_section(getattr(story, name)) for name in shape.SECTIONS)]


def _section(rows: list[shape.Struct]) -> list[str]:
    digests = [_digests_of(row)[1] for row in rows]
    return sorted(digests) if rows and _is_keyed(rows[0]) else digests


def _digests_of(row: shape.Struct) -> tuple[str, str]:
    """Of what feeds tell of it, and of all its substance. Most editions have most rows as the one before has them: it
    is worked out once for all of these."""
    name = (type(row), blake2b(msgspec.json.encode(row), digest_size=16).digest())
    found = _digests.get(name)
    if found is None:
        told = list(map(as_seen, _taken(type(row), "told")(row)))
        found = _digest(told), _digest(_bare(row))
        _digests.put(name, found, weight=400)
    return found


def _bare(value: Any) -> Any:
    """``value`` without labels. Rows are put in an order of their own; words, relays and slugs stay in theirs."""
    if isinstance(value, shape.Struct):
        taken = _taken(type(value), "told", "counted")(value)
        return [_bare(each) for each in taken]
    if isinstance(value, list) and value and isinstance(value[0], shape.Struct):
        rows = [_bare(each) for each in value]
        return sorted(rows, key=msgspec.json.encode) if _is_keyed(value[0]) else rows
    return as_seen(value)


def _is_keyed(row: shape.Struct) -> bool:
    return not {"slug", "number", "relation"}.isdisjoint(row.__struct_fields__)


@cache
def _taken(kind: type[shape.Struct], *which: Substance) -> Callable[[shape.Struct], tuple[Any, ...]]:
    """What takes these fields of a row; its kind too, so that it is a tuple whatever is left."""
    names = (name for name, field in fields_of(kind).items() if field.substance in which)
    return attrgetter("__class__.__name__", *names)


def _digest(value: Any) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()


_digests: Kept[tuple[type[shape.Struct], bytes], tuple[str, str]] = Kept(lambda: settings.READING_BYTES // 8)
