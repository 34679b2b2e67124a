"""Versions of a row with its parts, which is what is edited in its form: kept at each load and deletion, and read.

It must not change the row; ``going_back`` does. What is saved in a form django-reversion keeps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin.utils import NestedObjects
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CASCADE
from django.utils import timezone
from reversion import is_registered
from reversion.models import Revision, Version
from reversion.revisions import _get_options, get_registered_models

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Part:
    """What is edited in another row's form: ``name`` is the whole's, ``key`` the part's field that leads to it."""

    model: Model
    name: str
    key: str


def parts_of(model: Model) -> list[Part]:
    relations = [cast(Any, getattr(model, name)).rel for name in _get_options(model).follow]
    return [Part(each.related_model, each.get_accessor_name(), each.field.name) for each in relations]


def with_parts(row: models.Model) -> list[models.Model]:
    return [row, *(part for each in parts_of(type(row)) for part in getattr(row, each.name).order_by("pk"))]


def whole_of(row: models.Model) -> models.Model:
    """The row in whose form ``row`` is edited: of a passage its statement, of a statement itself."""
    for model in get_registered_models():
        for part in parts_of(model):
            if part.model is type(row):
                return cast(models.Model, getattr(row, part.key))
    return row


# ---- keeping ------------------------------------------------------------------------------------


def keep(rows: Iterable[models.Model], *, comment: str, by: Any = None) -> None:
    """Keep ``rows`` as they are now, as one revision."""
    revision = Revision.objects.create(date_created=timezone.now(), user=by, comment=comment)
    Version.objects.bulk_create(
        Version(
            revision=revision,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            db=DEFAULT_DB_ALIAS,
            format="json",
            serialized_data=serializers.serialize("json", [row]),
            object_repr=str(row),
        )
        for row in rows
    )


def keep_what_goes(row: models.Model, *, by: Any, comment: str = "Deleted.") -> None:
    """Keep ``row`` and all that goes with it when it is deleted, so that it can come back whole."""
    going = NestedObjects(using=DEFAULT_DB_ALIAS, origin=row)
    going.collect([row])
    others = [each for model, rows in going.data.items() for each in rows if is_registered(model) and each != row]
    keep([row, *others], comment=comment, by=by)


# ---- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Then:
    """A row as a version has it. ``values`` are those of the fields that it knows, which ``pk`` is none of; of
    many-to-many fields, keys."""

    version: Version
    model: Model
    pk: Any
    values: dict[models.Field[Any, Any], Any]

    def value(self, name: str) -> Any:
        return next((value for each, value in self.values.items() if each.name == name), None)


def then(version: Version) -> Then:
    """Raises RevertError where the version cannot be read any more."""
    model = cast(Model, version._model)
    said = version.field_dict
    known = json.loads(version.serialized_data)[0]["fields"]
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    values = {each: said[each.attname] for each in fields if each.name in known}
    return Then(version, model, model._meta.pk.to_python(version.object_id), values)


class Past:
    """One version of a row, and what the same revision has beside it, read once for each model; ``beside``: all of it,
    where that is read already."""

    def __init__(self, version: Version, beside: Iterable[Version] | None = None) -> None:
        self.version = version
        self._beside = None if beside is None else sorted(beside, key=lambda each: each.pk)
        self.row = then(version)
        self._read: dict[Model, list[Then]] = {}

    def parts(self) -> list[Then]:
        """Those that the row had."""
        found = ((each.key, part) for each in parts_of(self.row.model) for part in self._of(each.model))
        return [part for key, part in found if part.value(key) == self.row.pk]

    def with_what_went(self) -> list[Then]:
        """The row, and all that goes with it when it is deleted; each after what it is of."""
        found = [self.row]
        seen = {(self.row.model, self.row.pk)}
        for whole in found:  # which grows meanwhile
            for relation in whole.model._meta.related_objects:
                near = cast(Model, relation.related_model)
                if relation.on_delete is CASCADE:  # of what is not registered there is no version
                    rows = [each for each in self._of(near) if each.value(relation.field.name) == whole.pk]
                    found += [each for each in rows if (each.model, each.pk) not in seen]
                    seen |= {(each.model, each.pk) for each in rows}
        return found

    def _of(self, model: Model) -> list[Then]:
        if model not in self._read:
            kind = ContentType.objects.get_for_model(model)
            if self._beside is None:
                versions = list(self.version.revision.version_set.filter(content_type=kind).order_by("pk"))
            else:
                versions = [each for each in self._beside if each.content_type_id == kind.pk]
            self._read[model] = [then(each) for each in versions]
        return self._read[model]


def name_of(model: Model, pk: Any) -> str:
    """The row in words, though it is there no more."""
    if row := model._base_manager.filter(pk=pk).first():
        return str(row)
    kind = ContentType.objects.get_for_model(model)
    last = Version.objects.filter(content_type=kind, object_id=str(pk)).order_by("-pk").first()
    return f"{last.object_repr if last else pk} (deleted)"
