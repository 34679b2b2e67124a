"""Documents of one story joined row by row: some of what another says, or what two say that were made from a third.

It must not judge what comes of it; the rules that a story must pass do. Nor may it know an edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import structs

from . import document as shape
from .changed_items import Item
from .diffs import SECTIONS, STORY_FIELDS, Section
from .fields import fields_of
from .former import as_in

Key = tuple[Any, int]
_ROWS = tuple(section for section in SECTIONS if section.field != "tombstones")
_HOMES = {
    "actor": "actors", "statement": "statements", "issue": "issues", "source": "sources", "event": "events",
    "phase": "phases", "text": "texts", "group": "groups", "term": "terms",
}  # fmt: skip
LATER = "as_of"  # of two dates of the story itself, the later is the joined one's


class Renamed(Exception):
    """A row has another slug in the one document than in the other: they are joined whole or not at all."""


@dataclass(slots=True)
class Joined:
    """``disputed``: what both changed, each otherwise, in words: it is as the first has it."""

    document: shape.Document
    disputed: list[str] = field(default_factory=list)


def with_only(base: shape.Document, then: shape.Document, items: Collection[Item]) -> shape.Document:
    """``base`` with what ``then`` says of ``items``, as ``changed_items.item`` names them, and with what these refer to
    and ``base`` lacks. Of a provision, all of its phase goes. Raises Renamed."""
    if as_in(then, base) != base:
        raise Renamed
    wanted = {_home(item) for item in items}
    given: dict[str, Any] = {name: getattr(then, name) for name in STORY_FIELDS if ("story", name) in wanted}
    for section in _ROWS:
        before, after = _keyed(section, base), _keyed(section, then)
        taken = {key for key in before.keys() | after.keys() if _item_of(section, key) in wanted}
        found = {key: row for key, row in before.items() if key not in taken}
        found |= {key: row for key, row in after.items() if key in taken}
        given[section.field] = [found[key] for key in _in_order(after, before) if key in found]
    document = structs.replace(base, **given)
    while missing := list(_missing(document, then)):
        more = {name: list(getattr(document, name)) for name, _row in missing}
        for name, row in missing:
            if row not in more[name]:
                more[name].append(row)
        document = structs.replace(document, **more)
    return document


def joined(base: shape.Document | None, first: shape.Document, then: shape.Document) -> Joined:
    """What ``first`` and ``then`` say that is new since ``base``; ``first`` where they do not agree."""
    found = Joined(first)
    if as_in(then, first) != first:
        found.disputed.append("an address that was renamed in it")
        return found
    before, then = as_in(first, base) if base else None, as_in(first, then)
    given: dict[str, Any] = {}
    for name in STORY_FIELDS:
        ours, theirs = getattr(first, name), getattr(then, name)
        was = getattr(before, name) if before else None
        if ours != theirs and name == LATER:
            given[name] = max(ours, theirs)
        elif ours != theirs and ours == was:
            given[name] = theirs
        elif ours != theirs and theirs != was:
            found.disputed.append(f"the story’s {fields_of(shape.Document)[name].called}")
    for section in _ROWS:
        was, ours, theirs = (_keyed(section, each) if each else {} for each in (before, first, then))
        kept = {}
        for key in _in_order(ours, theirs):
            row, other, old = ours.get(key), theirs.get(key), was.get(key)
            if row != other and row == old:
                row = other
            elif row != other and other != old:
                found.disputed.append(_called(section, key, row or other, first if row else then))
            if row is not None:
                kept[key] = row
        given[section.field] = list(kept.values())
    found.document = structs.replace(first, **given)
    return found


def _called(section: Section, key: Key, row: Any, story: shape.Document) -> str:
    return f"{section.thing} “{section.name(row, story)}”"


def _keyed(section: Section, story: shape.Document) -> dict[Key, Any]:
    seen: Counter[Any] = Counter()
    found = {}
    for row in getattr(story, section.field):
        key = section.key(row)
        found[key, seen[key]] = row
        seen[key] += 1
    return found


def _item_of(section: Section, key: Key) -> Item:
    known_by = key[0] if isinstance(key[0], tuple) else (key[0],)
    if section.field == "links":
        return ("statements", known_by[0])
    return (section.field, *known_by)


def _home(item: Item) -> Item:
    return ("phases", item[1]) if item[0] == "provisions" else tuple(item)


def _in_order(first: Iterable[Key], then: Iterable[Key]) -> Iterator[Key]:
    """The keys of both in the order of the first; those of the other alone stand after what they stood after there."""
    there, others = list(first), list(then)
    known = set(there)
    after: dict[Key | None, list[Key]] = {}
    last: Key | None = None
    for key in others:
        if key in known:
            last = key
        else:
            after.setdefault(last, []).append(key)
    yield from after.get(None, ())
    for key in there:
        yield key
        yield from after.get(key, ())


def _missing(document: shape.Document, then: shape.Document) -> Iterator[tuple[str, Any]]:
    """The rows of ``then`` to which ``document`` refers and which it lacks, with the list that each is in."""
    for section, key in _references(document):
        if not any(_known_as(section, row) == key for row in getattr(document, section)):
            rows: Sequence[Any] = getattr(then, section)
            yield from ((section, row) for row in rows if _known_as(section, row) == key)


def _references(document: shape.Document) -> Iterator[tuple[str, Any]]:
    seen = set()
    for _at, row in shape.rows(document):
        for name, known in fields_of(type(row)).items():
            value = getattr(row, name)
            for key in value if isinstance(value, list) else [value]:
                if known.to in _HOMES and key not in (None, "") and (known.to, key) not in seen:
                    seen.add((known.to, key))
                    yield _HOMES[known.to], key


def _known_as(section: str, row: Any) -> Any:
    return row.number if section == "phases" else row.slug
