"""What became of a statement, with the evidence for it.

It must not judge the evidence.
"""

from __future__ import annotations

from functools import cached_property

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import CAVEATS
from .record import Evidence


class Caveat(Evidence[shape.Caveat]):
    """What became of a statement, said beside its words wherever they stand."""

    @property
    def label(self) -> str:
        return str(CAVEATS[self.value.kind])

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)
