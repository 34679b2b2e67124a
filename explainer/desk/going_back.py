"""Going back to what one row and its parts were, or bringing them back: what would change, and the change itself.

It must not touch another row, whatever stands in the same revision, nor decide who may go back. Of what a version does
not know, since the field is younger, the row keeps what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import SET_NULL, F, ProtectedError, RestrictedError
from django.utils.text import capfirst

from ..models.base import Renamable
from .history import Model, Past, Then, name_of, parts_of, with_parts

Fixed = Callable[[models.Model], set[str]]  # the fields of a row that stay as they are, whatever a version says
AWAY = 10_000  # added to the numbers of parts while they change places


class NotBack(Exception):
    """Why nothing was changed, in sentences."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``thing`` is empty for the row itself; ``field`` where a whole part comes or goes. ``key`` names it among those
    of one version: the row or part, and its field."""

    thing: str
    field: str
    now: str
    then: str
    key: str = ""

    def __str__(self) -> str:
        """“topic”, “passage “We will not agree”: text”, “passage “Yes” brought back”."""
        if self.field:
            return f"{self.thing}: {self.field}" if self.thing else self.field
        return f"{self.thing} {'brought back' if self.then else 'taken out'}"


def differences(row: models.Model, past: Past, fixed: Fixed) -> list[Difference]:
    """What would change if ``row`` went back."""
    found = list(_differ("", row, past.row, fixed(row)))
    now = {(type(part), part.pk): part for part in with_parts(row)[1:]}
    before = {(part.model, part.pk): part for part in past.parts()}
    for key, part in now.items():
        thing = f"{part._meta.verbose_name} “{part}”"
        if key in before:
            found += _differ(thing, part, before[key], fixed(part))
        else:
            found.append(Difference(thing, "", str(part), "", _key(*key)))
    for key, gone in before.items():
        if key not in now:
            words = gone.version.object_repr
            thing = f"{gone.model._meta.verbose_name} “{words}”"
            found.append(Difference(thing, "", "", words, _key(gone.model, gone.pk)))
    return found


def _key(model: Model, pk: Any, field: str = "") -> str:
    return f"{model._meta.model_name}.{pk}.{field}"


def contents(past: Past) -> Iterator[Difference]:
    """What would come back with a row that was deleted: all that it says, and all that went with it."""
    for each in past.with_what_went():
        thing = "" if each is past.row else f"{each.model._meta.verbose_name} “{each.version.object_repr}”"
        for field, value in each.values.items():
            if value not in (None, "", []) and not (thing and field.many_to_one):
                yield Difference(thing, str(field.verbose_name), "", words_of(field, value))


def left_out(rows: list[Then]) -> list[str]:
    """Names of what they referred to in lists and is not there any more: they come back without."""
    found = []
    for row in rows:
        for field, value in row.values.items():
            if field.many_to_many:
                model = cast(Model, field.related_model)
                found += [name_of(model, pk) for pk in value if pk not in _kept(field, value)]
    return sorted(set(found))


def _differ(thing: str, row: models.Model, before: Then, fixed: set[str]) -> Iterator[Difference]:
    for field, value in before.values.items():
        if field.name in fixed:
            continue
        now, past = _value(row, field), _kept(field, value)
        if now != past:
            key = _key(before.model, before.pk, field.name)
            yield Difference(thing, str(field.verbose_name), words_of(field, now), words_of(field, past), key)


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    if field.many_to_many:
        return sorted(getattr(row, field.name).values_list("pk", flat=True))
    return getattr(row, field.attname)


def _kept(field: models.Field[Any, Any], value: Any) -> Any:
    """Of the rows that it refers to in a list, those that are still there; of anything else, that."""
    if not field.many_to_many:
        return value
    return sorted(cast(Model, field.related_model)._base_manager.filter(pk__in=value).values_list("pk", flat=True))


def words_of(field: models.Field[Any, Any], value: Any) -> str:
    if field.is_relation:
        keys = value if isinstance(value, list) else [] if value is None else [value]
        return ", ".join(sorted(name_of(cast(Model, field.related_model), key) for key in keys)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(dict(field.flatchoices).get(value, value)) if value not in (None, "") else "nothing"


# ---- changing -----------------------------------------------------------------------------------


def go_back(row: models.Model, past: Past, fixed: Fixed) -> None:
    """Make ``row`` and its parts what they were then; all of it or, with NotBack, nothing.

    Raises ProtectedError or RestrictedError where a part that would be taken out is in use.
    """
    parts = past.parts()
    kept = {(part.model, part.pk) for part in parts}
    _must_lead_somewhere([past.row, *parts])
    with _whole():
        for part in with_parts(row)[1:]:
            if (type(part), part.pk) not in kept:
                part.delete()
        for each in parts_of(type(row)):
            if any("order" in getattr(rule, "fields", ()) for rule in each.model._meta.constraints):
                getattr(row, each.name).update(order=F("order") + AWAY)
        _restore(row, past.row, fixed(row))
        for before in parts:
            there = before.model._base_manager.filter(pk=before.pk).first()
            _restore(there or _again(before), before, fixed(there) if there else set())


def bring_one_back(row: models.Model, past: Past, fixed: Fixed, key: str) -> Difference:
    """Make one field of ``row`` or of one of its parts what it was then, or bring one part back or take it out, as the
    difference of that key says; nothing else. NotBack where there is no such difference any more."""
    change = next((each for each in differences(row, past, fixed) if each.key == key), None)
    if change is None:
        raise NotBack("It is as it was then.")
    there = {_key(type(each), each.pk): each for each in with_parts(row)}
    before = {_key(each.model, each.pk): each for each in (past.row, *past.parts())}
    of = f"{key.rpartition('.')[0]}."
    with _whole():
        if not change.field and of not in before:
            there[of].delete()
            return change
        said, here = before[of], there.get(of)
        values = {each: value for each, value in said.values.items() if here is None or each.name == key[len(of) :]}
        only = replace(said, values=values)
        _must_lead_somewhere([only])
        _restore(here or _again(only), only, fixed(here) if here else set())
    return change


def bring_back(past: Past) -> Any:
    """The row, there again as it was, with all that went with it; all of it or, with NotBack, nothing."""
    rows = past.with_what_went()
    _must_lead_somewhere(rows)
    back = {(each.model, each.pk): _again(each) for each in rows}
    root = back[past.row.model, past.row.pk]
    with _whole():
        for row in back.values():
            if isinstance(row, Renamable):
                row.address_must_be_free()
            row.save(force_insert=True)
        for each in rows:
            _link(back[each.model, each.pk], each)
    return root


@contextmanager
def _whole() -> Iterator[None]:
    """All or nothing; what a model or the database refuses is NotBack."""
    try:
        with transaction.atomic():
            yield
    except ValidationError as error:
        raise NotBack(" ".join(error.messages)) from None
    except (ProtectedError, RestrictedError):  # which are IntegrityErrors that say where
        raise
    except IntegrityError:
        raise NotBack("Something that is at the desk by now stands in its place.") from None


def _again(each: Then) -> models.Model:
    """A row that is there no more, unsaved; a field that the version does not know has its default."""
    return each.model(
        pk=each.pk, **{field.attname: value for field, value in each.values.items() if not field.many_to_many}
    )


def _restore(row: models.Model, before: Then, fixed: set[str]) -> None:
    for field, value in before.values.items():
        if field.name not in fixed and not field.many_to_many:
            setattr(row, field.attname, value)
    row.full_clean()
    row.save(force_insert=row._state.adding)
    _link(row, before)


def _link(row: models.Model, before: Then) -> None:
    for field, value in before.values.items():
        if field.many_to_many:
            getattr(row, field.name).set(_kept(field, value))


def _must_lead_somewhere(rows: list[Then]) -> None:
    """Raise NotBack where a row refers to one that is neither there nor comes back with it."""
    coming = {(each.model, each.pk) for each in rows}
    for each in rows:
        for field, value in list(each.values.items()):
            far = field.related_model
            if not field.many_to_one or value is None or (far, value) in coming:
                continue
            if cast(Model, far)._base_manager.filter(pk=value).exists():
                continue
            if cast(Any, field.remote_field).on_delete is not SET_NULL:
                what = capfirst(str(cast(Model, far)._meta.verbose_name))
                raise NotBack(f"{what} “{name_of(cast(Model, far), value)}” is needed; bring that back first.")
            each.values[field] = None
