"""Where a row of the desk is used: in which stories, and in which other rows.

It only reads, and only when somebody saves or deletes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from django.contrib import admin
from django.db.models import PROTECT, RESTRICT, ForeignObjectRel, Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from explainer.models import Story

# Whose form a row inside it is edited in, and whose story it is of. What a map shows may be of an issue too.
HOMES = ("map", "statement", "issue", "text", "event")


def stories_of(row: Model) -> list[Story]:
    """The stories in which ``row`` is, or which show it, by title."""
    if isinstance(row, Story):
        return [row]
    if hasattr(row, "story"):
        return [row.story]
    found = Story.objects.filter(pk__in=set(_story_ids(row, depth=2)))
    return list(found.order_by("title", "slug"))


def _story_ids(row: Model, depth: int) -> Iterator[int]:
    """Ids of the stories whose rows refer to ``row``: to a source by its statements and links, and so on."""
    for relation in row._meta.related_objects:
        near = cast(type[Model], relation.related_model)
        names = {field.name for field in near._meta.concrete_fields}
        rows = near._base_manager.filter(**{relation.field.name: row})
        if "story" in names:
            yield from rows.values_list("story_id", flat=True).distinct()
        elif near_home := next((name for name in HOMES if name in names), None):
            yield from rows.values_list(f"{near_home}__story_id", flat=True).distinct()
        elif depth > 1 and near is not type(row):
            for other in rows:
                yield from _story_ids(other, depth - 1)
    if depth > 1 and hasattr(row, "actor"):
        yield from _story_ids(row.actor, depth - 1)


def holders(rows: list[Model]) -> Iterator[Model]:
    """The rows that keep any of ``rows`` (of one model) from being deleted. Django stops at the first kind."""
    for relation in rows[0]._meta.get_fields(include_hidden=True) if rows else ():
        if isinstance(relation, ForeignObjectRel) and relation.on_delete in (PROTECT, RESTRICT):
            near = cast(type[Model], relation.related_model)
            yield from near._base_manager.filter(**{f"{relation.field.name}__in": rows})


def where_used(rows: Iterable[Model]) -> Iterator[SafeString]:
    """The rows that hold others in place, each once, as “Statement: <a>X on Y</a>”, by name."""
    found = {}
    for row in rows:
        owner = owner_of(row)
        found[owner._meta.verbose_name, str(owner), owner.pk] = owner
    for _key, owner in sorted(found.items(), key=lambda item: tuple(map(str, item[0]))):
        yield _linked(owner)


def owner_of(row: Model) -> Model:
    """The row in whose form ``row`` is edited: of a passage its statement, of “sources” what cites them."""
    if admin.site.is_registered(type(row)):
        within = getattr(admin.site.get_model_admin(type(row)), "within", "")
        return getattr(row, within) if within else row
    if citing := cast("type[Model] | bool", row._meta.auto_created):  # a join table's is the model that has the field
        near = next(field for field in row._meta.concrete_fields if field.related_model is citing)
        return owner_of(getattr(row, near.name))
    for name in (*HOMES, "phase", "story"):
        owner = getattr(row, name, None)
        if isinstance(owner, Model):  # words, too, may be a “text”
            return owner
    return row


def _linked(row: Model) -> SafeString:
    opts = row._meta
    name = capfirst(opts.verbose_name)
    if not admin.site.is_registered(type(row)):
        return format_html("{}: {}", name, row)
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=(row.pk,))
    story = getattr(row, "story", None)
    return format_html('{}: <a href="{}">{}</a>{}', name, address, row, f" ({story})" if story else "")
