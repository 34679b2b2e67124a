"""Undoing a merger: each row that it touched is again what it was, where nothing that it touched was changed since.

It must not touch any other row: what came to the survivor later stays with it, and whoever undoes is told so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from ..models import Edition, Merger
from .history import keep, parts_of, whole_of, with_parts
from .traces import log

State = dict[str, Any]  # “explainer.actor 5” → a row as the serialiser writes it
TOLD = 10  # rows that were changed since, by name


class NotUndone(Exception):
    """Why nothing was undone, in sentences."""


def state_of(rows: Iterable[models.Model]) -> State:
    """Each as it is now, in a fixed number of queries for each model. What is not there is left out."""
    asked: dict[type[models.Model], set[Any]] = {}
    for row in rows:
        asked.setdefault(type(row), set()).add(row.pk)
    return _state(asked)


def _state(asked: dict[type[models.Model], set[Any]]) -> State:
    found: State = {}
    for model, keys in asked.items():
        related = [field.name for field in model._meta.many_to_many]
        rows = model._base_manager.filter(pk__in=keys).prefetch_related(*related).order_by("pk")
        for each in json.loads(serializers.serialize("json", rows)):
            for name in related:
                each["fields"][name] = sorted(each["fields"][name])
            found[f"{each['model']} {each['pk']}"] = each
    return found


def touched_by(goes: models.Model, stays: models.Model, moved: Iterable[models.Model]) -> list[models.Model]:
    """All rows that a merger may change: both with their parts, what moves, and who speaks in a role of one of them."""
    spoken = [row for part in with_parts(goes) if hasattr(part, "statements") for row in _statements(part)]
    return [*with_parts(goes), *with_parts(stays), *moved, *spoken]


def _statements(part: Any) -> Iterable[models.Model]:
    return cast(Iterable[models.Model], part.statements.all())


def record(goes_name: str, stays: models.Model, touched: list[models.Model], before: State, by: Any) -> Merger:
    """Keep what a merger did, once it is done. ``before``: ``state_of`` what it ``touched``."""
    return Merger.objects.create(
        kind=str(stays._meta.model_name),
        goes_name=goes_name[:300],
        stays=stays.pk,
        before=before,
        after=state_of([*touched, *with_parts(stays)]),
        done_at=timezone.now(),
        done_by=by,
    )


def in_the_way(merger: Merger) -> list[str]:
    """Why it cannot be undone any more, in sentences; empty where it can."""
    if merger.undone_at:
        return ["It was undone already."]
    before, after = merger.before, merger.after
    now = _state(_asked(before.keys() | after.keys()) | _parts_of_survivor(merger))
    found = [_name(key, now, after) for key in sorted(now.keys() | after.keys()) if now.get(key) != after.get(key)]
    sentences = (
        [f"Changed since: {', '.join(found[:TOLD])}{' and others' if len(found) > TOLD else ''}."] if found else []
    )
    if _leads_there(merger):
        sentences.append("An edition leads readers from the one to the other by now, for good.")
    return sentences


def undo(merger: Merger, *, by: Any) -> models.Model:
    """Do it, all of it or, with NotUndone, nothing. The row that is there again."""
    try:
        with transaction.atomic():
            merger = Merger.objects.select_for_update().get(pk=merger.pk)
            if reasons := in_the_way(merger):
                raise NotUndone(" ".join(reasons))
            back = _put_back(merger)
            merger.undone_at, merger.undone_by = timezone.now(), by
            merger.save(update_fields=["undone_at", "undone_by"])
            _leave_traces(merger, back, by)
    except IntegrityError:
        raise NotUndone("Something that is at the desk by now stands in its place.") from None
    return back


def _put_back(merger: Merger) -> models.Model:
    before, after = merger.before, merger.after
    for key in after.keys() - before.keys():
        _row(key).delete()
    again = [key for key in before if key not in after]
    survivor = f"explainer.{merger.kind} {merger.stays}"
    goes = next(key for key in again if key.partition(" ")[0] == survivor.partition(" ")[0])
    parts = {part.model._meta.label_lower for part in parts_of(apps.get_model("explainer", merger.kind))}
    order = sorted(before, key=lambda key: (key != goes, key.partition(" ")[0] not in parts))
    for each in serializers.deserialize("json", json.dumps([before[key] for key in order])):
        each.save()
    return _row(goes)


def _leave_traces(merger: Merger, back: models.Model, by: Any) -> None:
    comment = f"The merger of “{merger.goes_name}” was undone."
    rows = [_row(key) for key in merger.before]
    for whole in dict.fromkeys(whole_of(row) for row in rows):
        keep(with_parts(whole), comment=comment, by=by)
    log(back, by, comment)
    log(_row(f"explainer.{merger.kind} {merger.stays}"), by, comment)


def _leads_there(merger: Merger) -> bool:
    fields = merger.after.get(f"explainer.{merger.kind} {merger.stays}", {}).get("fields", {})
    slugs = [slug.strip() for slug in fields.get("former_slugs", "").split(",") if slug.strip()]
    if not slugs:
        return False
    said = json.dumps(slugs, separators=(",", ":"))
    return Edition.objects.saying(f'"former_slugs":{said}').exists()


def _asked(keys: Iterable[str]) -> dict[type[models.Model], set[Any]]:
    asked: dict[type[models.Model], set[Any]] = {}
    for key in keys:
        label, _space, pk = key.partition(" ")
        asked.setdefault(apps.get_model(label), set()).add(int(pk))
    return asked


def _parts_of_survivor(merger: Merger) -> dict[type[models.Model], set[Any]]:
    """With those that it got since: of these nobody would know whose they are."""
    model = apps.get_model("explainer", merger.kind)
    asked = _asked(merger.before.keys() | merger.after.keys())
    try:
        survivor = model._base_manager.get(pk=merger.stays)
    except ObjectDoesNotExist:
        return asked
    for part in with_parts(survivor):
        asked.setdefault(type(part), set()).add(part.pk)
    return asked


def _row(key: str) -> models.Model:
    label, _space, pk = key.partition(" ")
    return cast(models.Model, apps.get_model(label)._base_manager.get(pk=int(pk)))


def _name(key: str, now: State, after: State) -> str:
    """The row in words; of one that is there no more its kind."""
    kind = apps.get_model(key.partition(" ")[0])._meta.verbose_name
    return f"{kind} “{_row(key)}”" if key in now else f"a {kind} that was deleted" if key in after else str(kind)
