"""Removing a whole story: its rows and their histories, its editions, and what only it used; for good.

It must not touch an account, nor what another story uses. Readers are not told that it was there: what a newsroom
published itself is withdrawn, which says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.deletion import Collector
from reversion import is_registered
from reversion.models import Revision, Version

from explainer.models import Actor, Edition, LoadedRow, Role, Source, Story, Takedown
from explainer.search import search_index

from .files.fixture_rows import rows_of
from .one_at_a_time import alone

SHARED: tuple[type[models.Model], ...] = (Role, Actor, Source)  # of the site; a role before whose it is


@dataclass(frozen=True, slots=True)
class Removed:
    editions: int
    rows: int
    kept: int  # shared rows that came with it, and that others use


def remove(story: Story, *, brought: Collection[tuple[str, str]] = ()) -> Removed:
    """``brought``: (model, key) of the rows that came with it, as ``LoadedRow`` has them. All of it, or nothing."""
    with alone():
        editions = list(Edition.objects.filter(story=story).order_by("-pk"))
        for edition in editions:
            search_index.forget(edition)
        story.held_editions.all().delete()
        for edition in editions:  # the newest first: it may be another of an older one, or its translation
            edition.delete()
        Takedown.objects.filter(story=story.slug).delete()
        rows = _delete(story)
        kept = 0
        for row in _shared(brought):
            if _is_used(row):
                kept += 1
            else:
                rows += _delete(row)
        for model, key in brought:
            LoadedRow.objects.filter(model=model, key=key).delete()
        Revision.objects.filter(version=None).delete()
        return Removed(len(editions), rows, kept)


def _shared(brought: Collection[tuple[str, str]]) -> Iterator[models.Model]:
    """Those that are there, each before what it may refer to."""
    for kind in SHARED:
        keys = {tuple(json.loads(key)) for model, key in brought if model == kind._meta.label_lower}
        left = [row for key, row in rows_of(kind).items() if key in keys]
        yield from sorted(left, key=lambda row: getattr(row, "affiliation_id", None) is None)


def _is_used(row: models.Model) -> bool:
    """By anything but its own parts: what cites a source would lose it without a word."""
    for relation in row._meta.related_objects:
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.CASCADE:
            continue
        there: Any = relation.related_model
        if there._base_manager.filter(**{relation.field.name: row}).exists():
            return True
    return False


def _delete(row: models.Model) -> int:
    """With all that goes with it, and the versions of all of that."""
    collector = Collector(using="default", origin=row)
    collector.collect([row])
    keys: dict[type[models.Model], list[str]] = defaultdict(list)
    for model, instances in collector.data.items():
        keys[model] += [str(each.pk) for each in instances]
    for query in collector.fast_deletes:
        keys[query.model] += [str(key) for key in query.values_list("pk", flat=True)]
    for model, found in keys.items():
        if not is_registered(model):
            continue
        versions = Version.objects.get_for_model(model)
        for start in range(0, len(found), 500):
            versions.filter(object_id__in=found[start : start + 500]).delete()
    row.delete()
    return sum(map(len, keys.values()))
