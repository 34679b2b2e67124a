"""What has statements and sources behind it: key points, positions, gates and the like; caveats and agreements.

It must not judge the evidence.
"""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import CAVEATS
from .record import Actor, Issue, Statement
from .shown import Resolved, Source

E = TypeVar(
    "E",
    bound=shape.KeyPoint
    | shape.Position
    | shape.Provision
    | shape.Gate
    | shape.Figure
    | shape.Agreement
    | shape.Caveat,
)


class Evidence(Resolved[E]):
    """A key point, position, provision, gate, figure: something with statements and sources behind it."""

    statements: list[Statement]
    sources: list[Source]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The slugs of its statements and of its sources, apart: what the words for them follow from."""
        return (*self.value.statements, "", *self.value.sources)


class Caveat(Evidence[shape.Caveat]):
    """What became of a statement, said beside its words wherever they stand."""

    @property
    def label(self) -> str:
        return str(CAVEATS[self.value.kind])

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)


class Position(Evidence[shape.Position]):
    issue: Issue
    actor: Actor

    @cached_property
    def unspoken(self) -> bool:
        """Whether nothing is on record: no statement behind it, and none on the issue by its holder or their side."""
        return not self.statements and not any(self._near(said.speaker) for said in self.issue.statements)

    def _near(self, speaker: Actor) -> bool:
        side = self.actor.side
        return speaker is self.actor or (side.head is not None and speaker.side is side)


class Agreement(Evidence[shape.Agreement]):
    """What a side has said or done to agree."""

    actor: Actor
