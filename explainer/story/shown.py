"""What templates ask much of: a published value that answers for its fields; and a source, which refers to nothing.

It must not know how references are found; ``indexes`` joins them. What refers to others is in ``record``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.utils.translation import gettext as _

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import SOURCE_KINDS, direction, events_counted, language_name, statements_counted
from ..language.text import safe_url


class Shown:
    """What templates ask much of. They try ``it["name"]`` before ``it.name``: where that fails, an exception is
    raised and caught for each word on a page."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


S = TypeVar("S", bound=shape.Struct)


class Resolved(Shown, Generic[S]):
    """A published value whose references are objects; what it does not have itself it takes from the value.

    That is for templates. Python asks for what a class declares, and for all else of ``value``.
    """

    later = False  # whether our words for it rest on what was not out by the day that is asked for, and are left out

    def __init__(self, value: S) -> None:
        self.value = value

    if not TYPE_CHECKING:  # else whatever is misspelt would pass as Any

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__") or name == "value":
                raise AttributeError(name)
            return getattr(self.value, name)


class Source(Resolved[shape.Source]):
    slug: str
    statements = events = 0  # how many rest on it

    @cached_property
    def published(self) -> When | None:
        return readable(self.value.published)

    @cached_property
    def accessed(self) -> When | None:
        return readable(self.value.accessed)

    @property
    def kind_words(self) -> str:
        return str(SOURCE_KINDS.get(self.value.kind, SOURCE_KINDS["other"]))

    @property
    def language_words(self) -> str:
        return language_name(self.value.language)

    @property
    def direction(self) -> str:
        return direction(self.value.language)

    @property
    def link(self) -> str:
        return safe_url(self.value.address)

    @property
    def copy(self) -> str:
        return safe_url(self.value.archived)

    @property
    def uses_words(self) -> str:
        """“3 statements and 1 event”."""
        return _("%(statements)s and %(events)s") % {
            "statements": statements_counted(self.statements),
            "events": events_counted(self.events),
        }
