"""A marker of its own in every text of every row at the desk, to see where each is shown.

It must not know a page."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import IntegrityError, models, transaction

from explainer.models import Approval, Edition, LoadedRow, Original, Source, Takedown, TranslatedText, Translation
from explainer.models.base import WhenField

# Fields that are no text for readers: what they hold is chosen from a list, is an address, or is never published.
NOT_PROSE = {"slug", "language", "quoted_in", "mark", "excerpt", "address", "archived"}
# What holds no words of a story: what is frozen, what was loaded, and who approved (shown to nobody but the desk).
NOT_WORDS = (Edition, LoadedRow, Approval, Original, Takedown, Translation, TranslatedText)


def desk_models() -> list[type[models.Model]]:
    return [model for model in apps.get_app_config("explainer").get_models() if model not in NOT_WORDS]


def prose_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.get_fields():
        text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, WhenField)
        if text and not field.choices and field.name not in NOT_PROSE:
            yield field


def mark_every_text() -> dict[str, str]:
    """Write a marker of its own into every text field of every row that takes it; marker → “model.field”."""
    markers: dict[str, str] = {}
    for model in desk_models():
        for field in prose_fields(model):
            marker = f"zq{len(markers):03}qz"
            taken = [_mark(row, field, marker) for row in model.objects.all()]
            if any(taken):
                markers[marker] = f"{model._meta.model_name}.{field.name}"
    return markers


def _mark(row: models.Model, field: models.Field, marker: str) -> bool:
    value = f"{getattr(row, field.name)} {marker}".strip()
    if field.max_length and len(value) > field.max_length:
        return False
    try:
        with transaction.atomic():
            return bool(type(row).objects.filter(pk=row.pk).update(**{field.name: value}))
    except IntegrityError:
        return False  # a constraint keeps this field empty for this kind of row


def earn_the_marks() -> None:
    """What publishing needs once every text has changed: the quotations stand in the source's excerpt again."""
    for source in Source.objects.all():
        passages = source.statements.values_list("passages__text", flat=True)
        source.excerpt += "\n".join(text for text in passages if text)
        source.save()
