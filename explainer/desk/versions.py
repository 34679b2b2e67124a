"""Versions of rows beside those before them: which field changed, from what to what, and by whom.

It must not change a row; ``going_back`` does. A version tells what a row was when it was kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import OuterRef, Subquery
from reversion.errors import RevertError
from reversion.models import Version

from .going_back import words_of
from .history import Model, Past, Then, parts_of


@dataclass(frozen=True, slots=True)
class Changed:
    """``thing`` is empty for the row itself; ``field`` where a whole part came or went."""

    thing: str
    field: str
    was: str
    now: str


@dataclass(slots=True)
class Step:
    """A version, and what it changed from the one before; ``first``: there is none, so that it began all."""

    version: Version
    changes: list[Changed] = field(default_factory=list)
    first: bool = False
    unreadable: bool = False


def steps(versions: list[Version]) -> list[Step]:
    """Each of them with what it changed. The number of queries is fixed, but for the names of what is referred to."""
    older = _before(versions)
    beside = _beside([*versions, *older.values()])
    words = Words()
    return [_step(each, older.get(each.pk), beside, words) for each in versions]


def changes(older: Past, newer: Past) -> list[Changed]:
    """From one version of a row to another of the same."""
    return list(_changes(older, newer, Words()))


class Words:
    """Values in words, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, str], str] = {}

    def of(self, each: models.Field[Any, Any], value: Any) -> str:
        if not each.is_relation:
            return words_of(each, value)
        key = (each, repr(value))
        if key not in self._known:
            self._known[key] = words_of(each, value)
        return self._known[key]


def _step(version: Version, older: Version | None, beside: dict[int, list[Version]], words: Words) -> Step:
    if older is None:
        return Step(version, first=True)
    try:
        past, now = (Past(each, beside[each.revision_id]) for each in (older, version))
        return Step(version, list(_changes(past, now, words)))
    except RevertError:
        return Step(version, unreadable=True)


def _changes(older: Past, newer: Past, words: Words) -> Iterator[Changed]:
    yield from _fields("", older.row, newer.row, words)
    before = {(part.model, part.pk): part for part in older.parts()}
    after = {(part.model, part.pk): part for part in newer.parts()}
    for key, part in after.items():
        thing = _called(part)
        if key in before:
            yield from _fields(thing, before[key], part, words)
        else:
            yield Changed(thing, "", "", part.version.object_repr)
    yield from (
        Changed(_called(gone), "", gone.version.object_repr, "") for key, gone in before.items() if key not in after
    )


def _fields(thing: str, older: Then, newer: Then, words: Words) -> Iterator[Changed]:
    for each, now in newer.values.items():
        if each in older.values and _same(older.values[each]) != _same(now):
            was = older.values[each]
            yield Changed(thing, str(each.verbose_name), words.of(each, was), words.of(each, now))


def _same(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, list) else value


def _called(part: Then) -> str:
    return f"{part.model._meta.verbose_name} “{part.version.object_repr}”"


def _before(versions: list[Version]) -> dict[int, Version]:
    """For each the version of the same row that was kept before it, by id."""
    same = Version.objects.filter(content_type=OuterRef("content_type"), object_id=OuterRef("object_id"))
    older = same.filter(db=OuterRef("db"), pk__lt=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    mine = Version.objects.filter(pk__in=[each.pk for each in versions])
    pairs = dict(mine.annotate(older=Subquery(older)).values_list("pk", "older"))
    found = Version.objects.select_related("revision__user").in_bulk([pk for pk in pairs.values() if pk])
    return {pk: found[before] for pk, before in pairs.items() if before}


def _beside(versions: list[Version]) -> dict[int, list[Version]]:
    """What their revisions hold of the parts of such rows, by revision."""
    known: set[Model] = {each._model for each in versions}
    parts = {part.model for model in known for part in parts_of(model)}
    kinds = [kind.pk for kind in ContentType.objects.get_for_models(*parts).values()]
    rows = Version.objects.filter(revision__in={each.revision_id for each in versions}, content_type__in=kinds)
    found: dict[int, list[Version]] = defaultdict(list)
    for row in rows.select_related("revision"):
        found[row.revision_id].append(row)
    return found
