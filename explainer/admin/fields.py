"""Widgets for the desk's own fields, and the shape of a part inside another row's form.

It must not know any model by name.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Field, ForeignKey, ManyToManyField, Model, URLField
from django.forms import Field as FormField
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest

from explainer.models.base import LineField, ProseField, WordsField

from .choices import ChoiceOfMany, ChoiceOfOne, wants_plain
from .forms import DeskFormSet, LineWidget, PartForm, ProseWidget
from .typed import BaseModelAdmin, StackedInline

Row = TypeVar("Row", bound=Model)
Whole = TypeVar("Whole", bound=Model)  # the row whose part another is

LONG_LINE = 300  # characters from which a line gets two rows to be written in


class DeskFields(BaseModelAdmin[Row]):
    """Widgets for our own fields, alone or in a part."""

    formfield_overrides = {
        ProseField: {"widget": ProseWidget},
        WordsField: {"widget": AdminTextareaWidget({"rows": 5})},
    }

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> FormField | None:
        if isinstance(db_field, LineField) and (db_field.max_length or 0) >= LONG_LINE:
            kwargs["widget"] = LineWidget
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = widget = ChoiceOfOne(db_field, self.admin_site, using=kwargs.get("using"))
            widget.plain = wants_plain(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = widget = ChoiceOfMany(db_field, self.admin_site, using=kwargs.get("using"))
            widget.plain = wants_plain(request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskInline(DeskFields[Row], StackedInline[Row, Whole]):
    form = PartForm
    formset = DeskFormSet
    extra = 0
    show_change_link = False

    def get_formset(self, request: HttpRequest, obj: Whole | None = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.slug_from = self.prepopulated_fields.get("slug", ())
        return formset
