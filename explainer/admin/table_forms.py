"""The desk's own forms, filled in from the cells of a table: what they refuse a table is refused, in their words.

It must not read cells, and must not save.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import model_to_dict
from django.http import HttpRequest

from explainer.desk.many.columns import One
from explainer.desk.many.kinds import Kind
from explainer.desk.many.passages import in_order
from explainer.models import Passage

Values = dict[str, Any]
OF_PASSAGES = ("passages", "between", "cut_before")
ALIKE = 0.6  # of two passages, how much of their letters is the same


class Known(forms.Field):
    """Rows that were looked up already, each of which may be chosen."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _keys(initial) != _keys(data)


def _keys(value: Any) -> set[Any]:
    each = value if isinstance(value, list | tuple) else [value]
    return {getattr(row, "pk", row) for row in each if row not in (None, "")}


class Anywhere:
    """What is said of a field that the table's form does not have is said of the row."""

    fields: Any

    def add_error(self, field: str | None, error: Any) -> None:
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            strange = [name for name in error.error_dict if name != NON_FIELD_ERRORS and name not in self.fields]
            for name in strange:
                super().add_error(None, error.error_dict.pop(name))  # type: ignore[misc]
            if not error.error_dict:
                return
        elif field is not None and field not in self.fields:
            field = None
        super().add_error(field, error)  # type: ignore[misc]


class TableForms:
    """Makes the form of each row. Classes are made once for a table."""

    def __init__(self, request: HttpRequest, desk: ModelAdmin[Any], kind: Kind, story: Any) -> None:
        self.kind, self.story = kind, story
        own = [each.name for each in kind.columns if each.name not in OF_PASSAGES]
        names = [*(["story"] if kind.in_a_story else []), *own]
        self.new = self._made(desk.get_form(request, None, change=False, fields=names))
        self.there = self._made(
            desk.get_form(request, None, change=False, fields=[each for each in names if each != "slug"])
        )
        # Of the desk's own inline, though this person may see none: what they may not do is said at the row.
        inline: Any = next((each for each in desk.inlines if each.model is Passage), None)
        self.parts: Any = inline(desk.model, desk.admin_site).get_formset(request, None) if inline else None

    def _made(self, base: Any) -> Any:
        made: Any = type("RowOfATable", (Anywhere, base), {})
        columns = {each.name: each for each in self.kind.columns}
        for name, field in list(made.base_fields.items()):
            if name == "story" or isinstance(columns.get(name), One):
                made.base_fields[name] = Known(label=field.label, required=field.required)
        return made

    def form(self, row: Any, values: Values) -> Any:
        """``values`` has each column; ``row`` is None for a new one."""
        data = {
            column.name: column.posted(values[column.name])
            for column in self.kind.columns
            if column.name not in OF_PASSAGES
            and not (isinstance(values[column.name], bool) and not values[column.name])
        }
        initial = {}
        if self.kind.in_a_story:
            data["story"] = initial["story"] = self.story
        form = (self.new if row is None else self.there)(data, instance=row, initial=initial)
        for column in self.kind.columns:
            there = column.of(row) if row is not None and column.many() else ()
            if column.many() and column.same(values[column.name], there):
                del form.fields[column.name]  # nothing to write
        return form

    def passages(self, row: Any, values: Values) -> Any:
        """The set of forms of its passages; None where it has none and is to have none."""
        if self.parts is None:
            return None
        there = in_order(row) if row.pk is not None else []
        texts = values["passages"]
        befores, cuts = dict(values["between"]), set(values["cut_before"])
        prefix = self.parts.get_default_prefix()
        data: Values = {}
        old = list(_matched([each.text for each in there], texts))
        for index, passage in enumerate(there):
            known = {name: "" if value is None else value for name, value in model_to_dict(passage).items()}
            data |= _posted(f"{prefix}-{index}", known)
            data[f"{prefix}-{index}-id"] = passage.pk
            if index not in old:
                data[f"{prefix}-{index}-DELETE"] = "on"
        fresh = len(there)
        for number, (text, place) in enumerate(zip(texts, old, strict=True), 1):
            at = fresh if place is None else place
            fresh += place is None
            said = {"text": text, "before": befores.get(number, ""), "cut_before": number in cuts, "order": number}
            data |= _posted(f"{prefix}-{at}", said)
            if number not in cuts:
                data.pop(f"{prefix}-{at}-cut_before", None)
        data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = fresh, len(there)
        return self.parts(data, instance=row, prefix=prefix)


def _posted(prefix: str, values: Values) -> Values:
    return {
        f"{prefix}-{name}": "on" if value is True else value for name, value in values.items() if value is not False
    }


def _matched(there: list[str], texts: tuple[str, ...]) -> Iterator[int | None]:
    """For each text the passage that has its words, else one with much the same words, else none: what a passage has
    beside its words is of those words."""
    free = dict(enumerate(there))
    same: dict[int, int] = {}
    for place, text in enumerate(texts):
        if (index := next((each for each, words in free.items() if words == text), None)) is not None:
            same[place] = index
            del free[index]
    for place in range(len(texts)):
        if place in same:
            yield same[place]
        else:
            index = next((each for each, words in free.items() if _alike(words, texts[place])), None)
            if index is not None:
                del free[index]
            yield index


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio() > ALIKE
