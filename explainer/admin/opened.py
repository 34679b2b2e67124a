"""A form of the desk as it is opened, or opened again with what an editor had typed: what its page needs for that.

It must not save anything: a form that was brought back is shown, and saved by another press of a button.
"""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Model
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest

from .carried import Base, opening_of, signed
from .here import at_the_form
from .putting_together import Together

ASKED = "Both of you changed this. Yours stands here; theirs is at the top, where you choose."
BACK = "This is what you had typed. Nothing of it is saved yet: look through it, and save."


def shows_only(form: Any) -> Any:
    """A form that is never valid and finds no fault: what it was given is shown again as it is."""

    def no_faults(self: Any) -> None:
        self._errors, self.cleaned_data = ErrorDict(), {}

    return type(form.__name__, (form,), {"is_valid": lambda self: False, "full_clean": no_faults})


def context_of(
    request: HttpRequest,
    row: Model | None,
    form: Any,
    formsets: list[Any],
    base: Base | None,
    together: Together | None,
) -> dict[str, Any]:
    """What ``form_carries.html`` and ``clashes.html`` show."""
    if "_kept" in request.POST:
        messages.info(request, BACK)
        _find_no_fault(formsets)
    if together:
        _ask_at_the_boxes(form, formsets, together)
    carried = signed(base) if base else request.POST.get("_base", "")
    return {
        "base": together.base if together else carried,
        "clashes": together.clashes if together else [],
        "opening": opening_of(request),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "typed_before": request.method == "POST",
        "people": at_the_form(row, cast(User, request.user), "") if row is not None and request.method == "GET" else [],
        "row_opened": f"{row._meta.label_lower}/{row.pk}" if row is not None else "",
    }


def _find_no_fault(formsets: list[Any]) -> None:
    for formset in formsets:
        formset._non_form_errors = ErrorList()
        for form in formset.forms:
            form._errors = ErrorDict()
        formset._errors = [form._errors for form in formset.forms]


def _ask_at_the_boxes(form: Any, formsets: list[Any], together: Together) -> None:
    boxes = {form.add_prefix(name): (form, name) for name in form.fields}
    for formset in formsets:
        boxes |= {part.add_prefix(name): (part, name) for part in formset.forms for name in part.fields}
    for clash in together.clashes:
        if clash.box in boxes:
            where, name = boxes[clash.box]
            where.errors[name] = ErrorList([ASKED])
