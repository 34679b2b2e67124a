"""Files that call a row by a new slug, and name the one before as a former one: the row at the desk is renamed first.

Else it would be loaded as another row, and refused, since the desk's has its address. It must not load anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...models import Takedown
from ...models.base import Addressed, Renamable, slugs_in
from .. import renaming
from .fixture_files import Key
from .fixture_rows import Given, Model, Ref

Desk = dict[Model, dict[Key, Any]]


def to_rename(given: Mapping[Ref, Given], desk: Desk) -> list[tuple[Renamable, Given]]:
    """Rows of the desk that the files have under another slug, each with what they say of it."""
    found = []
    for (model, key), new in given.items():
        if not issubclass(model, Renamable) or key in desk[model]:
            continue
        for was in slugs_in(new.value("former_slugs") or ""):
            old = desk[model].get((*key[:-1], was))
            if old is not None and (model, (*key[:-1], was)) not in given:
                found.append((old, new))
    return found


def rename(row: Renamable, new: Given) -> None:
    """Give the row of the desk the slugs that the file has, and nothing else of it."""
    was, story = row.slug, row.story.slug if isinstance(row, Addressed) else ""
    if Takedown.objects.of_thing(str(row._meta.model_name), story, was).open().exists():
        raise new.written.broken(
            f"“{was}” is taken back from every edition, or somebody has asked for it: it stays", "slug"
        )
    row.slug, row.former_slugs = str(new.key[-1]), new.value("former_slugs")
    row.save(update_fields=["slug", "former_slugs"])
    renaming.follow(row, was)


def former_keys(given: Mapping[Ref, Given]) -> dict[Model, set[Key]]:
    """The natural keys that rows of the files had before."""
    found: dict[Model, set[Key]] = {}
    for (model, key), new in given.items():
        if issubclass(model, Renamable):
            slugs = slugs_in(new.value("former_slugs") or "")
            found.setdefault(model, set()).update((*key[:-1], slug) for slug in slugs)
    return found
