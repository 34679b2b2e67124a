"""Published values whose references are objects: what templates speak of.

Here is the framework; people, their words and where they stand are in ``record``, codes in words in ``labels``. It must
not know how they are found; ``indexes`` joins them.
"""

from __future__ import annotations

from functools import cached_property

from django.utils.translation import pgettext

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import (
    ACT_NAMES,
    ENDED,
    ISSUE_STATUSES,
    PHASE_STATES,
    STATUSES,
    WORDING_NAMES,
    thousands,
)
from ..language.phase_words import PhaseWords
from .caveats import Caveat
from .record import (
    NO_SIDE,
    Actor,
    Agreement,
    EarlierDate,
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
    "NO_SIDE",
    "WORDING_NAMES",
    "Actor",
    "Agreement",
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
    "Resolved",
    "Shown",
    "Side",
    "Source",
    "Statement",
    "Text",
    "TextAnswer",
]

EventOrStatement = Event | Statement  # what stands on the timeline, and what facets find


class KeyPoint(Evidence[shape.KeyPoint]):
    pass


class Gate(Evidence[shape.Gate]):
    """``from_phase`` and ``to_phase`` are numbers of phases, as in the document."""


class Figure(Evidence[shape.Figure]):
    @property
    def span(self) -> str:
        """“30”, “30 to 40”, “up to 40”; thousands apart."""
        low, high = (thousands(text) for text in (self.value.low, self.value.high))
        if low and high and low != high:
            return pgettext("figure", "%(low)s to %(high)s") % {"low": low, "high": high}
        return low or pgettext("figure", "up to %(high)s") % {"high": high}

    @property
    def whole(self) -> str:
        return thousands(self.value.out_of)


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


class TextAnswer(Evidence[shape.TextAnswer]):
    """What one actor has answered to a text."""

    actor: Actor

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)


class Text(Resolved[shape.Text]):
    """A text on the table. ``statements``: those that are about it; ``provisions``: what it asks, in order."""

    slug: str
    name: str
    put_forward_by: list[Actor]
    put_forward_to: list[Actor]
    replaces: Text | None
    sources: list[Source]
    answers: list[TextAnswer]

    def __init__(self, value: shape.Text) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.provisions: list[Provision] = []
        self.phases: list[Phase] = []
        self.replaced_by: list[Text] = []

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def state_on(self) -> When | None:
        return readable(self.value.state_on)


class Provision(Evidence[shape.Provision]):
    """``of_text``: the one that it is of; ``same_as``: the provision of an earlier text on the same point."""

    owed_by: list[Actor]
    owed_to: list[Actor]
    phase: Phase
    of_text: Text | None
    same_as: Provision | None
    status_statements: list[Statement]
    status_sources: list[Source]

    @cached_property
    def due(self) -> When | None:
        return readable(self.value.due)

    @cached_property
    def status_on(self) -> When | None:
        return readable(self.value.status_on)

    @property
    def status_words(self) -> str:
        return str(STATUSES[self.value.status])


class Column:
    """Provisions of a phase owed by the same actors; by nobody named where ``who`` is empty."""

    def __init__(self, who: list[Actor]) -> None:
        self.who = who
        self.provisions: list[Provision] = []


BEHIND, CURRENT, AHEAD = "behind", "current", "ahead"  # where a phase is, seen from now
_PLACES = {"begun": CURRENT, "in-force": CURRENT, "suspended": CURRENT, "done": BEHIND, "abandoned": BEHIND}


class Phase(Resolved[shape.Phase]):
    """``words``: what a phase is called in its story."""

    number: int
    name: str
    of_text: Text | None
    state_sources: list[Source]

    def __init__(self, value: shape.Phase, words: PhaseWords) -> None:
        super().__init__(value)
        self.words = words
        self.statements: list[Statement] = []
        self.issues: list[Issue] = []
        self.gates: list[Gate] = []
        self.figures: list[Figure] = []
        self.provisions: list[Provision] = []
        self.entries: list[Gate] = []  # gates that lead here from now
        self.before: Phase | None = None
        self.after: Phase | None = None

    @property
    def called(self) -> str:
        """“Stage 3”."""
        return self.words.say("nth", number=self.number)

    @property
    def place(self) -> str:
        return _PLACES.get(self.value.state, AHEAD)

    @property
    def state_words(self) -> str:
        return str(PHASE_STATES.get(self.value.state, ""))

    @cached_property
    def state_on(self) -> When | None:
        return readable(self.value.state_on)

    @cached_property
    def not_before(self) -> When | None:
        return readable(self.value.not_before)

    @cached_property
    def begun_on(self) -> When | None:
        return readable(self.value.begun_on)

    @cached_property
    def ended_on(self) -> When | None:
        return readable(self.value.ended_on)

    @cached_property
    def columns(self) -> list[Column]:
        """Who must do what: a column per side, then those that several owe, then those whose bearer is not stated."""
        columns: dict[tuple[str, ...], Column] = {}
        for provision in sorted(self.provisions, key=_bearers):
            key = tuple(actor.slug for actor in provision.owed_by)
            columns.setdefault(key, Column(provision.owed_by)).provisions.append(provision)
        return list(columns.values())

    @property
    def status_words(self) -> str:
        """How far it is, when that is the same for everything in it; else empty, and each provision says it."""
        found = {provision.status_words for provision in self.provisions}
        return found.pop() if len(found) == 1 else ""


def _bearers(provision: Provision) -> tuple[bool, bool, tuple[int, ...]]:
    owed_by = provision.owed_by
    return (not owed_by, len(owed_by) > 1, tuple(actor.order for actor in owed_by))
