"""What is folded in a form, and opened by itself: where something is filled in, or is in error.

It must not hide a field that somebody has to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.utils import flatten
from django.db.models import Manager, Model
from django.http import HttpRequest, HttpResponse

from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)
FOLDED = "collapse"
# Every row has these, and that they are filled in tells nobody anything.
ALWAYS = frozenset(["slug", "order", "quoted_in", "language", "accessed", "show_around"])


def is_filled(form: Any, name: str) -> bool:
    """Whether a field of a form says something else than a new row does by itself."""
    if name in ALWAYS or name not in form.fields:
        return False
    value: Any = form[name].value()
    if isinstance(value, Manager):
        value = list(value.all())
    if value in (None, "", False, []):
        return False
    begins = form._meta.model._meta.get_field(name).get_default() if hasattr(form, "_meta") else None
    return bool(value != begins and str(value) != str(begins))


def unfolded(fieldsets: Iterable[Any], form: Any) -> list[Any]:
    """The same, those in the open in which a field is filled in."""
    found = []
    for name, options in fieldsets:
        classes = options.get("classes", ())
        if FOLDED in classes and any(is_filled(form, field) for field in flatten(options["fields"])):
            options = {**options, "classes": tuple(each for each in classes if each != FOLDED)}
        found.append((name, options))
    return found


class UnfoldedFormSet(InlineAdminFormSet):
    """Parts of a row: the box of them is open where there are any, and so is what is filled in of each."""

    def __iter__(self) -> Iterator[Any]:
        for part in super().__iter__():
            part.fieldsets = unfolded(part.fieldsets, part.form)
            yield part


class FoldingAdmin(ModelAdmin[Row]):
    def get_inline_formsets(self, *args: Any, **kwargs: Any) -> list[Any]:
        found: list[Any] = super().get_inline_formsets(*args, **kwargs)
        for each in found:
            each.__class__ = UnfoldedFormSet
            if each.formset.initial_form_count() or any(form.has_changed() for form in bound(each.formset)):
                each.classes = " ".join(name for name in each.classes.split() if name != FOLDED)
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shown = context["adminform"]
        shown.fieldsets = unfolded(shown.fieldsets, shown.form)
        return super().render_change_form(request, context, *args, **kwargs)


def bound(formset: Any) -> list[Any]:
    return list(formset.forms) if formset.is_bound else []
