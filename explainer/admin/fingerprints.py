"""What a row and its parts were when a form was opened, so that no save overwrites somebody else's.

It must not decide what to do about it; ``guard`` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def fingerprint(row: Model, parts: Iterable[tuple[type[Model], str]] = ()) -> str:
    """32 hexadecimal digits that change whenever ``row`` changes, or one of its parts does.

    ``parts`` are the models edited in the same form, each with the name of its key to ``row``. One query
    for each part and for each many-to-many field of it, however many rows there are.
    """
    seen = [_values(row)]
    for model, key in parts:
        related = [field.name for field in model._meta.many_to_many]
        rows = model._base_manager.filter(**{key: row.pk}).prefetch_related(*related).order_by("pk")
        seen += [_values(part) for part in rows]
    return hashlib.sha256(repr(seen).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _values(row: Model) -> tuple[Any, ...]:
    fields = tuple(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)
    related = (sorted(other.pk for other in getattr(row, field.name).all()) for field in row._meta.many_to_many)
    return (row._meta.model_name, fields, tuple(related))
