"""What the rules of publishing will say, told where the work is: at the fields of a row's form, and after each save.

It must not stop a save, nor run a rule: ``row_checks`` does.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from explainer.desk.row_checks import Told, told_of

from .guard import change_url
from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)
MOST_TOLD = 8  # in the word after a save; the form has all


class Shown(NamedTuple):
    """``key``: the id of the field; empty where it is of the row as a whole, or not in its form."""

    key: str
    label: str
    sentence: str
    stops: bool


class CheckedAdmin(ModelAdmin[Row]):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        going_back = context.get("revert") or context.get("recover")
        if row is not None and request.method == "GET" and not going_back:
            parts = {each.formset.prefix: each for each in context["inline_admin_formsets"]}
            form = context["adminform"].form
            context["row_checks"] = [shown(told, form, parts) for told in self.told(row)]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Row, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        self.tell(request, obj)
        return response

    def response_change(self, request: HttpRequest, obj: Row) -> HttpResponse:
        response = super().response_change(request, obj)
        self.tell(request, obj)
        return response

    def told(self, row: Row) -> list[Told]:
        """Of the row as it is in the database: a form may have touched the one that it was given."""
        return told_of(self.model._base_manager.get(pk=row.pk))

    def tell(self, request: HttpRequest, row: Row) -> None:
        """After “Save and continue” the form itself says it; after the others a message does, with the way to it."""
        if "_continue" in request.POST:
            return
        found = [told for told in self.told(row) if told.stops]
        if not found:
            return
        address = change_url(row)
        lines = format_html_join(
            "",
            "<li>{} {}</li>",
            ((told.sentence, self.way(address, told)) for told in found[:MOST_TOLD]),
        )
        more = f" And {len(found) - MOST_TOLD} more." if len(found) > MOST_TOLD else ""
        messages.warning(request, format_html("Before “{}” can be published:<ul>{}</ul>{}", row, lines, more))

    def way(self, address: str, told: Told) -> Any:
        names = {each.name: str(each.verbose_name) for each in (*self.opts.concrete_fields, *self.opts.many_to_many)}
        label = capfirst(names.get(told.field, told.field.replace("_", " "))) or "Open"
        return format_html('<a href="{}{}">{}</a>', address, anchor_of(told.field, told.part), label)


def anchor_of(field: str, part: int | None) -> str:
    """The fragment of a form's address that leads to the field; a part's to itself, or to the heading of them all."""
    if not field:
        return ""
    if field == "passages" and part is not None:
        return f"#id_passages-{part}-text"
    return f"#{field}-heading" if field in PARTS else f"#id_{field}"


PARTS = frozenset(["passages", "links", "caveats", "verifications", "answers", "features", "provisions"])


def shown(told: Told, form: Any, parts: dict[str, Any]) -> Shown:
    """At which field it is shown, which gets the sentence too."""
    key = anchor_of(told.field, told.part).removeprefix("#")
    if told.field in parts:
        formset = parts[told.field].formset
        label = capfirst(str(parts[told.field].opts.verbose_name_plural))
        if told.part is not None and told.part < len(formset.forms):
            warn(formset.forms[told.part].fields.get("text"), told)
        return Shown(key, label, told.sentence, told.stops)
    if told.field not in form.fields:
        return Shown("", "", told.sentence, told.stops)
    warn(form.fields[told.field], told)
    return Shown(key, str(form[told.field].label), told.sentence, told.stops)


def warn(field: Any, told: Told) -> None:
    """Its help is read out with the field, so the sentence stands there."""
    if field is not None:
        classes = "desk-warned" if told.stops else "desk-warned desk-asked"
        field.help_text = format_html('{} <span class="{}">{}</span>', field.help_text, classes, told.sentence)
