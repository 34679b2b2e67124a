"""Merging: two rows that are one and the same become one, which has all that referred to either, and its addresses.

It must not lose words silently: what cannot stand beside what the survivor has is refused, or told before anything is
done. Editions of before stay as they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ForeignObjectRel, Max, ProtectedError, RestrictedError, UniqueConstraint

from ..models import Actor, FormerName, Involvement, LinkLook, Role, Source, Takedown
from ..models.base import Renamable
from . import renaming
from .history import keep, keep_what_goes, whole_of, with_parts
from .traces import log
from .unmerging import record, state_of, touched_by

FIRST = (Role, FormerName)  # moved before what refers to them
OWN = ("slug", "former_slugs")  # which the survivor gets beside its own


class NotMerged(Exception):
    """Why nothing was merged, in sentences."""


@dataclass(slots=True)
class Plan:
    """What a merger would do: which rows move, each with the field; what is taken over, what is lost, what stops it."""

    moved: list[tuple[models.Model, str]] = field(default_factory=list)
    over: dict[str, Any] = field(default_factory=dict)  # fields that the survivor lacks, and gets
    lost: list[str] = field(default_factory=list)
    dropped: list[models.Model] = field(default_factory=list)  # what the survivor has in its place
    refusals: list[str] = field(default_factory=list)

    @property
    def counted(self) -> list[str]:
        """“3 statements (speaker)”."""
        found = Counter((type(row), name) for row, name in self.moved)
        return [f"{count} {_called(row, count)} ({_field_called(row, name)})" for (row, name), count in found.items()]

    @property
    def each(self) -> list[str]:
        """“statement truce/a-partial-deal (speaker)”."""
        return [f"{_named(row)} ({_field_called(type(row), name)})" for row, name in self.moved]

    @property
    def seen(self) -> str:
        """What somebody was shown, to be handed back when they confirm it."""
        told = [*self.each, *self.over.items(), *self.lost, *map(str, self.refusals)]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan(goes: Any, stays: Any) -> Plan:
    """What merging ``goes`` into ``stays`` would do. Reads, and changes nothing."""
    found = Plan(refusals=[*_refusals(goes, stays)])
    if found.refusals:
        return found
    for relation in _relations(goes):
        near, name = cast(type[models.Model], relation.related_model), relation.field.name
        for row in near._base_manager.filter(**{name: goes}).order_by("pk"):
            clash = None if near in FIRST else _clash(row, name, stays)
            if clash is None:
                found.moved.append((row, name))
            elif isinstance(row, Involvement):
                found.dropped.append(row)
                found.lost.append(f"its part in “{row.story}”: {row}, {row.mark}")
            else:
                what = near._meta.verbose_name
                sentence = f"Both have a {what}: “{row}” ({_named(row)}) and “{clash}” ({_named(clash)})."
                found.refusals.append(f"{sentence} Decide which one stays, and delete the other first.")
    _fields(goes, stays, found)
    return found


def merge(goes: Any, stays: Any, *, seen: str, by: Any = None) -> Plan:
    """Do what was ``seen``, all of it or, with NotMerged, nothing. What it was before is kept in the desk's history."""
    try:
        with transaction.atomic():
            found = plan(goes, stays)
            if found.refusals:
                raise NotMerged(" ".join(found.refusals))
            if found.seen != seen:
                raise NotMerged("Somebody saved at the desk after this was looked at. Nothing was merged.")
            _do(goes, stays, found, by)
    except ValidationError as error:
        raise NotMerged("Nothing was merged. " + " ".join(error.messages)) from None
    except (ProtectedError, RestrictedError, IntegrityError):
        raise NotMerged("Nothing was merged: something at the desk stands in the way by now.") from None
    return found


def _do(goes: Any, stays: Any, found: Plan, by: Any) -> None:
    name, was = str(goes), goes.slug
    comment = f"Before “{name}” ({was}) was merged into “{stays}” ({stays.slug})."
    touched = touched_by(goes, stays, [*(row for row, _name in found.moved), *found.dropped])
    before = state_of(touched)
    keep_what_goes(goes, by=by, comment=comment)
    wholes = dict.fromkeys(whole_of(row) for row, _name in found.moved if type(row) not in FIRST)
    for whole in (stays, *(row for row in wholes if row not in (goes, stays))):
        keep(with_parts(whole), comment=comment, by=by)
    published = isinstance(goes, Renamable) and renaming.is_published(goes, was)
    for row, near in found.moved:
        _move(row, near, goes, stays)
    for far in goes._meta.many_to_many:
        getattr(stays, far.name).add(*getattr(goes, far.name).all())
    for row in found.dropped:
        row.delete()
    gone = type(goes)._base_manager.get(pk=goes.pk)  # as it is by now, with nothing left that refers to it
    gone.delete()
    stays = type(stays)._base_manager.get(pk=stays.pk)
    for each, value in found.over.items():
        setattr(stays, each, value)
    if published:
        slugs = [*(stays.formerly or [stays.slug]), *goes.formerly, was]
        stays.former_slugs = ", ".join(dict.fromkeys(slugs))
        if isinstance(stays, Actor) and name != stays.name and not stays.former_names.filter(name=name).exists():
            FormerName.objects.create(actor=stays, order=_next(stays), name=name)
    stays.full_clean()
    stays.save()
    record(f"{name} ({was})", stays, touched, before, by)
    lost = f" Lost: {'; '.join(found.lost)}." if found.lost else ""
    log(stays, by, f"Merged “{name}” ({was}) into this. Moved: {'; '.join(found.each) or 'nothing'}.{lost}")


def _move(row: models.Model, name: str, goes: Any, stays: Any) -> None:
    row = type(row)._base_manager.get(pk=row.pk)  # an earlier move may have changed it
    if type(row)._meta.get_field(name).many_to_many:
        getattr(row, name).remove(goes)
        getattr(row, name).add(stays)
        return
    fields = [name]
    if isinstance(row, Role) and (same := Role.objects.filter(actor_id=stays.pk, slug=row.slug).first()):
        if _says(row) == _says(same):
            for statement in row.statements.all():
                statement.role = same
                statement.save(update_fields=["role"])
            row.delete()
            return
        row.slug, fields = _free(row.slug, stays), [name, "slug"]
    if isinstance(row, FormerName):
        row.order, fields = _next(stays), [name, "order"]
    setattr(row, name, stays if row != stays else _above(goes, stays))
    row.clean()
    row.save(update_fields=fields)


def _above(goes: Any, stays: Any) -> models.Model | None:
    """Whom the survivor belongs to, where it belonged to what goes."""
    return goes.affiliation if goes.affiliation != stays else None


def _says(role: Role) -> tuple[str, str, str]:
    return role.title, role.held_from, role.held_to


def _free(slug: str, stays: Any) -> str:
    taken = set(stays.roles.values_list("slug", flat=True))
    return next(name for number in range(2, 1_000) if (name := f"{slug[:76]}-{number}") not in taken)


def _next(stays: Any) -> int:
    last: int | None = FormerName.objects.filter(actor=stays).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _refusals(goes: Any, stays: Any) -> list[str]:
    if type(goes) is not type(stays) or goes.pk == stays.pk:
        return ["Choose another one to merge it into."]
    if getattr(goes, "story_id", None) != getattr(stays, "story_id", None):
        return ["They belong to different stories."]
    found = []
    unnamed = isinstance(goes, Actor) and "unnamed" in (goes.kind, stays.kind)
    if unnamed and goes.described_in_id != stays.described_in_id:
        found.append("An unnamed source is never joined with another, nor with somebody who is named.")
    for row in (goes, stays):
        story = row.story.slug if hasattr(row, "story_id") else ""
        if Takedown.objects.of_thing(row._meta.model_name, story, row.slug).open().exists():
            found.append(f"“{row}” is taken back from every edition, or somebody has asked for it.")
    return found


def _relations(row: models.Model) -> list[Any]:
    """All that leads to rows of its kind; its own parts first."""
    every: list[Any] = list(row._meta.get_fields(include_hidden=True))
    found = [each for each in every if isinstance(each, ForeignObjectRel)]
    found = [each for each in found if each.related_model is not LinkLook]  # which is looked anew
    found = [each for each in found if not cast(Any, each.related_model)._meta.auto_created]  # the rows of a join table
    return sorted(found, key=lambda relation: relation.related_model not in FIRST)


def _clash(row: models.Model, name: str, stays: models.Model) -> models.Model | None:
    """The row of the survivor in whose place ``row`` would come."""
    near = type(row)
    for rule in near._meta.constraints:
        if isinstance(rule, UniqueConstraint) and name in rule.fields and not rule.condition:
            same = {each: getattr(row, each) for each in rule.fields if each != name}
            if found := near._base_manager.filter(**same, **{name: stays}).first():
                return found
    return None


def _fields(goes: Any, stays: Any, found: Plan) -> None:
    named = isinstance(goes, Actor) and renaming.is_published(goes, goes.slug)  # its name is a former one then
    own = (*OWN, "name") if named else OWN
    for each in goes._meta.concrete_fields:
        value, kept = getattr(goes, each.name), getattr(stays, each.name)
        if each.primary_key or each.name in own or value in (None, "", kept) or each.name in ("story", "order"):
            continue
        if value == stays:  # it belonged to whom it becomes
            continue
        if isinstance(goes, Source) and each.name == "excerpt":  # quotations of either are compared with it
            if value not in kept:
                found.over[each.name] = f"{kept}\n{value}".strip()
        elif kept in ("", None) and _is_plain(each):
            found.over[each.name] = value
        else:
            shown = dict(each.flatchoices).get(value, value)
            found.lost.append(f"{each.verbose_name}: “{shown}”")


def _is_plain(each: models.Field[Any, Any]) -> bool:
    """A text or a date, which is taken over where there is none. A code says something by its absence."""
    return isinstance(each, models.TextField | models.CharField | models.DateField) and not each.choices


def _called(model: type[models.Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)


def _field_called(model: type[models.Model], name: str) -> str:
    return str(cast(Any, model._meta.get_field(name)).verbose_name)


def _named(row: models.Model) -> str:
    key = cast(Any, row).natural_key() if hasattr(row, "natural_key") else (row.pk,)
    return f"{row._meta.verbose_name} {'/'.join(map(str, key))}"
