"""Published values whose references are objects: what templates speak of.

Here are open questions; the framework is in ``framework``, people, their words and where they stand in ``record``,
codes in words in ``labels``. It must not know how they are found; ``indexes`` joins them.
"""

from __future__ import annotations

from ..edition import document as shape
from ..language.labels import (
    ACT_NAMES,
    ENDED,
    ISSUE_STATUSES,
    WORDING_NAMES,
)
from .caveats import Caveat
from .earlier_dates import EarlierDate
from .figures import Background, Figure, KeyPoint
from .framework import AHEAD, BEHIND, CURRENT, Column, Gate, Phase, Provision, Reply, Text, TextAnswer
from .record import (
    NO_SIDE,
    Actor,
    Agreement,
    Event,
    EventLink,
    Evidence,
    Issue,
    Link,
    Position,
    Side,
    Statement,
)
from .shown import Resolved, Shown, Source

__all__ = [
    "ACT_NAMES",
    "AHEAD",
    "BEHIND",
    "CURRENT",
    "NO_SIDE",
    "WORDING_NAMES",
    "Actor",
    "Agreement",
    "Background",
    "Caveat",
    "Column",
    "EarlierDate",
    "Event",
    "EventLink",
    "EventOrStatement",
    "Evidence",
    "Figure",
    "Gate",
    "Issue",
    "KeyPoint",
    "Link",
    "OpenQuestion",
    "Phase",
    "Position",
    "Provision",
    "Reply",
    "Resolved",
    "Shown",
    "Side",
    "Source",
    "Statement",
    "Text",
    "TextAnswer",
]

EventOrStatement = Event | Statement  # what stands on the timeline, and what facets find


class OpenQuestion(Resolved[shape.OpenQuestion]):
    """``statements`` and ``sources`` are the evidence of its answer."""

    slug: str
    question: str
    issue: Issue | None
    statements: list[Statement]
    sources: list[Source]
    lost = False  # whether something behind its answer was taken back

    @property
    def status_words(self) -> str:
        return str(ISSUE_STATUSES.get(self.value.status, ""))

    @property
    def ended_words(self) -> str:
        return str(ENDED.get(self.value.ended, ""))

    @property
    def rests_on(self) -> tuple[str | bool, ...]:
        """As that of evidence (``record``)."""
        return (*self.value.answer_statements, "", *self.value.answer_sources, self.lost)
