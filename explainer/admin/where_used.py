"""Where a row of the desk is used: in which stories, and in which other rows.

It only reads: when somebody saves or deletes, and for the foot of a form.
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
    if isinstance(story := getattr(row, "story", None), Story):  # what was taken back has the slug of one
        return [story]
    found = Story.objects.filter(pk__in=set(_story_ids(row, depth=2)))
    return list(found.order_by("title", "slug"))


def story_path(model: type[Model]) -> str:
    """How a query finds the story of a row: by its own relation, or by that of the row that it is a part of; else
    empty. Words may be called a “text”, a slug a “story”, and a translated text a “text” too."""
    if _leads_to(model, "story") is Story:
        return "story_id"
    homes = ((name, _leads_to(model, name)) for name in HOMES)
    return next((f"{name}__story_id" for name, home in homes if home and _leads_to(home, "story") is Story), "")


def _leads_to(model: type[Model], name: str) -> type[Model] | None:
    found = next((field for field in model._meta.concrete_fields if field.name == name), None)
    return cast("type[Model] | None", found.related_model) if found else None


def _story_ids(row: Model, depth: int) -> Iterator[int]:
    """Ids of the stories whose rows refer to ``row``: to a source by its statements and links, and so on."""
    for relation in row._meta.related_objects:
        near = cast(type[Model], relation.related_model)
        rows = near._base_manager.filter(**{relation.field.name: row})
        if path := story_path(near):
            yield from rows.values_list(path, flat=True).distinct()
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


def users_of(row: Model, most: int) -> tuple[list[SafeString], bool]:
    """Where ``row`` is used, each place once and with a link to its form, at most so many; and whether there are more.

    As many queries as its model has relations, and some for the names of what is shown."""
    found: dict[tuple[type[Model], object], Model] = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        near = cast(type[Model], relation.related_model)
        if near._meta.app_label != "explainer" or len(found) > most:
            continue
        users = near._base_manager.filter(**{relation.field.name: row}).select_related().order_by("pk")
        for user in users[: most + 1]:
            owner = owner_of(user)
            if owner != row and admin.site.is_registered(type(owner)):
                found[type(owner), owner.pk] = owner
    shown = list(found.values())[:most]
    return [_linked(owner) for owner in sorted(shown, key=_place)], len(found) > most


def _place(row: Model) -> tuple[str, str]:
    return str(row._meta.verbose_name), str(row)


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
