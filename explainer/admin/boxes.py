"""What the boxes of a form send, what they mean, and how a page says it: the ground on which versions are compared.

It must not know a model by name, nor save anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from explainer.language.text import one_line

from .forms import LineWidget, is_key
from .threeway import Sent, Values

OF_A_SET = {"DELETE", "ORDER"}  # of a set of forms, and of no row
MOST_NAMED = 50  # rows whose names are looked up for one box


def widget_of(field: forms.Field) -> Any:
    """Its own, without the frame that Django's admin puts around it."""
    return getattr(field.widget, "widget", field.widget)


def boxes(form: Any) -> Iterator[str]:
    """The names of those whose versions can be compared. All others stay as they are sent."""
    own_key = form._meta.model._meta.pk.name
    for name, field in form.fields.items():
        fixed = field.disabled or isinstance(field, InlineForeignKeyField) or name == own_key or name in OF_A_SET
        if not fixed and not isinstance(widget_of(field), forms.MultiWidget | forms.FileInput | forms.PasswordInput):
            yield name


def shown(form: Any) -> Values:
    """What the form would send if it were opened now and sent untouched."""
    return {name: _untouched(form, name) for name in boxes(form)}


def _untouched(form: Any, name: str) -> Sent:
    field = form.fields[name]
    value, widget = field.prepare_value(form[name].initial), widget_of(field)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted: Any = widget.format_value(value)
    several = formatted if isinstance(formatted, list | tuple) else [formatted]
    return [str(each) for each in several if each not in (None, "")]


def sent(form: Any, data: QueryDict, prefix: str = "") -> Values:
    """What ``data`` says for the form's boxes; a box that it does not speak of is left out.

    ``prefix`` is that of a part, with its hyphen.
    """
    found = {}
    for name in boxes(form):
        box = prefix + name
        if not widget_of(form.fields[name]).value_omitted_from_data(data, MultiValueDict(), box):
            found[name] = [value for value in data.getlist(box) if value != ""]
    return found


def alike_in(form: Any) -> Callable[[str, Sent, Sent], bool]:
    """Whether a box of ``form`` means the same by two values: line ends, and the order of choices, do not count."""

    def alike(name: str, one: Sent, other: Sent) -> bool:
        return one == other or _meant(form.fields[name], one) == _meant(form.fields[name], other)

    return alike


def _meant(field: forms.Field, values: Sent) -> Any:
    widget = widget_of(field)
    if isinstance(widget, forms.CheckboxInput):
        return bool(values)
    if isinstance(widget, forms.Select):
        return sorted(set(values)) if widget.allow_multiple_selected else values[-1:]
    text = "".join(values[-1:]).replace("\r\n", "\n").replace("\r", "\n")
    return one_line(text) if isinstance(widget, LineWidget) else text.strip() if getattr(field, "strip", True) else text


def in_words(field: forms.Field, values: Sent) -> str:
    """As an editor reads it: what is chosen by its name, a tick as yes or no."""
    widget = widget_of(field)
    if isinstance(widget, forms.CheckboxInput):
        return "yes" if values else "no"
    if isinstance(field, forms.ModelChoiceField):
        keys = [value for value in values if is_key(value)][:MOST_NAMED]
        rows = field.queryset
        names = {str(row.pk): str(row) for row in rows.filter(pk__in=keys)} if rows is not None else {}
        return ", ".join(names.get(value, "something that is not there any more") for value in values)
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in _flat(field.choices)}
        return ", ".join(labels.get(value, value) for value in values)
    return "".join(values[-1:]).replace("\r\n", "\n")


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label


def label_of(form: Any, name: str) -> str:
    field = form.fields[name]
    return str(field.label if field.label is not None else name.replace("_", " ").capitalize())
