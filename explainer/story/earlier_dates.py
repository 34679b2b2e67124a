"""The dates that an event had before its own.

It must not know the event.
"""

from __future__ import annotations

from functools import cached_property

from ..edition import document as shape
from ..language.dates import When, readable
from .people import Named
from .shown import Resolved, Source


class EarlierDate(Resolved[shape.EarlierDate]):
    """A date that an event had before it was put back, or brought forward."""

    set_by: Named | None
    sources: list[Source]

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def set_on(self) -> When | None:
        return readable(self.value.set_on)
