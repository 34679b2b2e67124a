"""What is in error in a form and its parts, in one list at its top, each with the field that it leads to.

It must not judge: the form and its parts did.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.text import capfirst

from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)


class Wrong(NamedTuple):
    """``key``: the id of the field, empty where it is the whole form's."""

    key: str
    label: str
    sentence: str


class ErrorsFirst(ModelAdmin[Row]):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("errors"):
            context["desk_errors"] = list(
                dict.fromkeys(wrong(context["adminform"].form, context["inline_admin_formsets"]))
            )
        return super().render_change_form(request, context, *args, **kwargs)


def wrong(form: Any, parts: Any) -> Iterator[Wrong]:
    yield from _of(form)
    for each in parts:
        formset = each.formset
        called = str(each.opts.verbose_name)
        key = f"{formset.prefix}-heading"
        for sentence in formset.non_form_errors():
            yield Wrong(key, capfirst(str(each.opts.verbose_name_plural)), strip_tags(str(sentence)))
        for number, part in enumerate(formset.forms, 1):
            yield from _of(part, f"{capfirst(called)} {number}", f"{formset.prefix}-{number - 1}")


def _of(form: Any, within: str = "", home: str = "") -> Iterator[Wrong]:
    for name, sentences in form.errors.items():
        field = form.fields.get(name)
        for sentence in sentences:
            said = strip_tags(str(sentence))
            if name == NON_FIELD_ERRORS or field is None:
                yield Wrong(home, within, said)
            else:
                label = str(form[name].label)
                yield Wrong(form[name].id_for_label, f"{within}, {label.lower()}" if within else label, said)
