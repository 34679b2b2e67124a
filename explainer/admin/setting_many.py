"""Issues, phases, sources or a date for many rows of a list at once; and the rows of a list as a file.

It must not write: what is chosen becomes a table, which is shown and done as one that was sent.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from explainer.desk.many.columns import Column, One, When
from explainer.desk.many.kinds import Kind
from explainer.desk.many.references import Lookup, Wrong, slug_of
from explainer.desk.many.tables import MOST_ROWS, Refused, Table
from explainer.models import Source, Story

from .forms import is_key
from .many import ManyAdmin

Row = TypeVar("Row", bound=Model)

LEAVE, ADD, INSTEAD, WITHOUT = "", "add", "instead", "without"
HOW = [(LEAVE, "leave them"), (ADD, "add these"), (INSTEAD, "these instead"), (WITHOUT, "take these away")]
HOW_ONE = [(LEAVE, "leave it"), (INSTEAD, "this instead"), (WITHOUT, "take it away")]
MOST_OFFERED = 500
TOO_MANY = f"At most {MOST_ROWS:,} rows at once: choose fewer."


class SetForm(forms.Form):
    """What to do to each column that can be set; ``rows`` are the keys of the rows, with commas."""

    rows = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, kind: Kind, story: Story | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [column for column in kind.columns if column.name in kind.settable]
        self.lookup, self.model = Lookup(story), kind.model
        for column in self.columns:
            if isinstance(column, When):
                self.fields[column.name] = forms.CharField(
                    label=f"{column.label.capitalize()}, for all", required=False, help_text=column.help, max_length=80
                )
            elif isinstance(column, One):
                how = HOW if column.many() else HOW_ONE
                label = column.label.capitalize()
                self.fields[f"{column.name}_how"] = forms.ChoiceField(label=label, choices=how, required=False)
                self.fields[column.name] = forms.MultipleChoiceField(
                    label=f"Which {column.label}",
                    choices=[(str(row.pk), str(row)) for row in self._offered(column)],
                    required=False,
                    widget=forms.SelectMultiple({"size": 6}),
                )

    def _offered(self, column: One) -> list[Any]:
        """In the order in which they are found by eye; of sources, which all stories share, those of late."""
        rows = list(self.lookup.named(column.far(self.model)).slugs.values())
        return (rows[::-1] if column.far(self.model) is Source else rows)[:MOST_OFFERED]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for column in self.columns:
            name = column.name
            if isinstance(column, One):
                how, chosen = found.get(f"{name}_how", LEAVE), found.get(name, [])
                needs = how in (ADD, INSTEAD) or (how == WITHOUT and column.many())
                if needs != bool(chosen):
                    self.add_error(name, "Choose which, and what to do with them.")
                if not column.many() and len(chosen) > 1:
                    self.add_error(name, "Choose one.")
            elif found.get(name):
                try:
                    column.read(found[name], self.model, self.lookup, {})
                except Wrong as wrong:
                    self.add_error(name, str(wrong))
        return found

    def set(self) -> list[Column]:
        """The columns that change."""
        return [
            each
            for each in self.columns
            if self.cleaned_data.get(f"{each.name}_how" if isinstance(each, One) else each.name)
        ]

    def cell(self, column: Column, row: Any) -> str:
        """What is to stand there."""
        said = self.cleaned_data[column.name]
        if not isinstance(column, One):
            return str(said)
        how = self.cleaned_data[f"{column.name}_how"]
        chosen = [each for each in self.lookup.named(column.far(self.model)).slugs.values() if str(each.pk) in said]
        if not column.many():
            return slug_of(chosen[0]) if how == INSTEAD else ""
        there = {each.pk: each for each in column.of(row)}
        new = {each.pk: each for each in chosen}
        if how == ADD:
            new = there | new
        elif how == WITHOUT:
            new = {pk: each for pk, each in there.items() if pk not in new}
        return column.show(tuple(new.values()), self.model, self.lookup)


class SettingAdmin(ManyAdmin[Row]):
    actions: tuple[str, ...] = ("set_for_many", "as_csv", "as_xlsx", "as_yaml")

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_many_set"
        return [path("many/set/", self.admin_site.admin_view(self.set_view), name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Any:
        found = super().get_actions(request)
        if not self.kind.settable:
            found.pop("set_for_many", None)
        return found

    @admin.action(description="Set issues, phases, sources or date…", permissions=["change"])
    def set_for_many(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_ROWS + 1])
        if len(keys) > MOST_ROWS:
            self.message_user(request, TOO_MANY, messages.WARNING)
            return None
        return self.ask_what(request, keys)

    @admin.action(description="Download as CSV", permissions=["view"])
    def as_csv(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self.export(request, rows, "csv")

    @admin.action(description="Download as XLSX", permissions=["view"])
    def as_xlsx(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self.export(request, rows, "xlsx")

    @admin.action(description="Download as YAML", permissions=["view"])
    def as_yaml(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self.export(request, rows, "yaml")

    def set_view(self, request: HttpRequest) -> HttpResponse:
        """What was chosen for the rows, as a table of what each would have."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [int(key) for key in request.POST.get("rows", "").split(",") if is_key(key)][:MOST_ROWS]
        return self.ask_what(request, keys, request.POST)

    def ask_what(self, request: HttpRequest, keys: list[int], said: Any = None) -> HttpResponse:
        rows = list(self.kind.rows(self.get_queryset(request).filter(pk__in=keys)).order_by("pk"))
        stories = {row.story_id: row.story for row in rows} if self.kind.in_a_story else {}
        if not rows or len(stories) > 1:
            words = "Choose rows of one story" if rows else "Choose some rows"
            self.message_user(request, f"{words}; nothing was changed.", messages.WARNING)
            return HttpResponseRedirect(self._list(None))
        story = next(iter(stories.values()), None)
        form = SetForm(self.kind, story, said, initial={"rows": ",".join(str(row.pk) for row in rows)})
        if said is not None and form.is_valid():
            if columns := form.set():
                cells = [[row.slug, *(form.cell(column, row) for column in columns)] for row in rows]
                names = ["slug", *(column.name for column in columns)]
                try:
                    return self.show(request, story, Table(names, cells, list(range(1, len(cells) + 1))))
                except Refused as refusal:
                    form.add_error(None, str(refusal))
            else:
                form.add_error(None, "Nothing is to be set yet: say what.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_many_set"
        context = {
            "title": f"Set for {len(rows)} {self.kind.many}" if len(rows) > 1 else f"Set for “{rows[0]}”",
            "form": form,
            "set": reverse(name),
            "rows": rows[:MOST_OFFERED],
            "more": max(len(rows) - MOST_OFFERED, 0),
        }
        return self._page(request, "admin/explainer/many/set.html", context)
