"""Lists to look up rows in: of the story and the speaker that are chosen, and whole ones where there is no script.

It must not know a model by name, nor refuse a row: the form does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.admin import widgets
from django.forms import Select
from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.http import urlencode

if TYPE_CHECKING:
    from django.contrib.admin.widgets import AutocompleteMixin as _Autocomplete
else:
    _Autocomplete = object  # one of Django's own comes beside it, and only once

PLAIN = "_plain"  # the parameter, and the hidden field, that ask for whole lists
MOST = 500  # rows in a whole list


def is_key(value: Any) -> bool:
    """Whether ``value`` can be the number of a row: Django asks the database for what is none, and fails."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 19  # of 19 digits, not all fit into a database's key


def wants_plain(request: HttpRequest) -> bool:
    return PLAIN in request.GET or PLAIN in (request.POST if request.method == "POST" else QueryDict())


class Choice(_Autocomplete):
    """A list to look up rows in. Once the story is known it offers that story's own rows only, and of roles those of
    ``actor_id``. ``plain``: all of them at once, up to ``MOST``, for who has no script."""

    story_id: int | None = None
    actor_id: int | None = None
    plain = False

    def get_url(self) -> str:
        asked = {"story": self.story_id, "of_actor": self.actor_id}
        query = urlencode({name: key for name, key in asked.items() if key})
        return f"{super().get_url()}?{query}" if query else super().get_url()

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        if self.plain:
            return Select.build_attrs(self, base_attrs, extra_attrs)  # type: ignore[arg-type]  # it is one
        names = {field.name for field in self.field.remote_field.model._meta.concrete_fields}
        within = "actor" if self.field.name == "role" else "story" if "story" in names else ""
        return super().build_attrs(base_attrs, extra_attrs) | ({"data-desk-within": within} if within else {})

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        known = [key for key in value if is_key(key)]
        groups = super().optgroups(name, known, attrs)
        if self.plain:
            _name, options, _index = groups[0]
            field = self.choices.field
            for row in self.rows(field.queryset).exclude(pk__in=known)[:MOST]:
                options.append(self.as_option(name, row.pk, field.label_from_instance(row), len(options)))
        return groups

    def as_option(self, name: str, key: Any, label: str, place: int) -> dict[str, Any]:
        option: dict[str, Any] = self.create_option(name, key, label, False, place)  # type: ignore[attr-defined]  # mixed in
        return option

    def rows(self, every: Any) -> Any:
        names = {field.name for field in every.model._meta.concrete_fields}
        if self.story_id and "story" in names:
            every = every.filter(story=self.story_id)
        if self.actor_id and "actor" in names:
            every = every.filter(actor=self.actor_id)
        return every.order_by(*every.model._meta.ordering or ("pk",))


class ChoiceOfOne(Choice, widgets.AutocompleteSelect):
    pass


class ChoiceOfMany(Choice, widgets.AutocompleteSelectMultiple):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [key if is_key(key) else "?" for key in super().value_from_datadict(data, files, name)]
