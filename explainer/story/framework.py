"""The framework with its references as objects: phases, what each asks of whom, the gates between them, and the texts
on the table that set them out.

It must not know how they are found; ``indexes`` joins them. They are imported from ``resolved``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import TEXT_ANSWERS, TEXT_KINDS, TEXT_STATES
from ..language.scales import PHASE_STATES, STATUSES
from .figures import Figure
from .giving import Dots, Hand, dots, hands
from .record import Actor, Evidence, Issue, Statement
from .shown import Resolved, Shown, Source
from .where_it_stands import HAS_BEGUN, OVER, UNDER_WAY, Day, Proof, days, state_words

BEHIND, CURRENT, AHEAD = "behind", "current", "ahead"  # where a phase is, seen from now


class Gate(Evidence[shape.Gate]):
    """``from_phase`` and ``to_phase`` are numbers of phases, as in the document; ``leaves`` and ``enters`` are they."""

    leaves: Phase | None = None
    enters: Phase | None = None

    @property
    def leads_back(self) -> bool:
        return bool(self.leaves and self.enters and self.enters.number < self.leaves.number)

    @property
    def may_come(self) -> bool:
        """Whether it is only possible: not set out beforehand, and not on to a phase that has begun already."""
        there = self.enters
        past = there is not None and not self.leads_back and there.value.state in HAS_BEGUN
        return not self.value.settled and not past


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
    def dots(self) -> Dots | None:
        """Its amount as a drawing."""
        return dots(self.value.drawn, self.value.drawn_of)

    @property
    def status_words(self) -> str:
        return str(STATUSES.get(self.value.status, self.value.status))

    @property
    def proof(self) -> Proof | None:
        """What its status rests on, where that is told apart from what it rests on itself."""
        found = Proof(self.status_statements, self.status_sources)
        return found if found.statements or found.sources else None


class Column:
    """Provisions of a phase owed by the same actors; by nobody named where ``who`` is empty."""

    def __init__(self, who: list[Actor]) -> None:
        self.who = who
        self.provisions: list[Provision] = []


class Phase(Resolved[shape.Phase]):
    number: int
    name: str
    of_text: Text | None
    sources: list[Source]
    state_sources: list[Source]
    passed = False  # whether the day has passed before which it could not begin, and nothing says that it began

    def __init__(self, value: shape.Phase) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.issues: list[Issue] = []
        self.gates: list[Gate] = []
        self.figures: list[Figure] = []
        self.provisions: list[Provision] = []  # of the text that it tells
        self.elsewhere: list[Text] = []  # the other texts that say something of it
        self.entries: list[Gate] = []  # gates that lead here from now
        self.ways_in: list[Gate] = []  # gates that lead here from another phase
        self.before: Phase | None = None
        self.after: Phase | None = None

    @property
    def partings(self) -> list[Gate]:
        """The ways on from it that lead to no phase ahead: it goes on, it ends, it fails, or back."""
        return [gate for gate in self.gates if gate.leads_back or (gate.enters is None and gate.value.outcome)]

    @property
    def place(self) -> str:
        state = self.value.state
        return CURRENT if state in UNDER_WAY else BEHIND if state in OVER else AHEAD

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
        """Who is to do what: a column per side, then those that several owe, then those whose bearer is not stated."""
        columns: dict[tuple[str, ...], Column] = {}
        for provision in sorted(self.provisions, key=_bearers):
            key = tuple(actor.slug for actor in provision.owed_by)
            columns.setdefault(key, Column(provision.owed_by)).provisions.append(provision)
        return list(columns.values())

    @cached_property
    def hands(self) -> list[Hand]:
        """What each side is to give and to get, as a picture."""
        return hands(self.provisions)

    @property
    def status_words(self) -> str:
        """How far it is, when that is the same for everything in it and nothing more is said of it; else empty, and
        each provision says it."""
        if any(provision.value.status_on or provision.proof for provision in self.provisions):
            return ""
        found = {provision.status_words for provision in self.provisions}
        return found.pop() if len(found) == 1 else ""

    @property
    def all_gates(self) -> list[Gate]:
        return [*self.entries, *self.gates]

    @property
    def entered_anyhow(self) -> bool:
        """Whether it follows otherwise than from the phase before it alone, so that it must be said from where."""
        return [gate.leaves for gate in self.ways_in] not in ([], [self.before])

    @property
    def parts(self) -> bool:
        """Whether one comes from here otherwise than to the phase after it alone, so that it must be said where."""
        return [gate.enters for gate in self.gates if gate.enters] not in ([], [self.after])

    @property
    def proof(self) -> Proof:
        """What its state rests on."""
        return Proof([], self.state_sources)

    @property
    def state_name(self) -> str:
        return str(PHASE_STATES.get(self.value.state, self.value.state))

    @property
    def days(self) -> list[Day]:
        return days(self.value, passed=self.passed)

    @property
    def state_words(self) -> str:
        """Where it stands, with its day; empty where nothing is said of it."""
        return state_words(self.value)

    @property
    def dates_told(self) -> bool:
        """Whether a provision of it says by when: then one that does not is a gap."""
        return any(provision.value.due for provision in self.provisions)


def _bearers(provision: Provision) -> tuple[bool, bool, tuple[int, ...]]:
    owed_by = provision.owed_by
    return (not owed_by, len(owed_by) > 1, tuple(actor.order for actor in owed_by))


class TextAnswer(Evidence[shape.TextAnswer]):
    """What one actor has answered to a text."""

    actor: Actor

    @property
    def according_to(self) -> list[Actor]:
        """Who says so, where nobody on the side of whoever answered does."""
        speakers = list(dict.fromkeys(statement.speaker for statement in self.statements))
        return [] if any(each.side is self.actor.side for each in speakers) else speakers

    @property
    def answer_words(self) -> str:
        return str(TEXT_ANSWERS.get(self.value.answer, self.value.answer))

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)


@dataclass(frozen=True, slots=True)
class Reply(Shown):
    """``answer``: None where none is on record. ``of_its_people``: whether somebody of that side has given one."""

    actor: Actor
    answer: TextAnswer | None
    of_its_people: bool = False


class Text(Resolved[shape.Text]):
    """A text on the table. ``statements``: those that are about it; ``provisions``: what it asks, in order."""

    slug: str
    name: str
    put_forward_by: list[Actor]
    put_forward_to: list[Actor]
    handed_on_by: list[Actor]
    handed_on_to: list[Actor]
    replaces: Text | None
    sources: list[Source]
    answers: list[TextAnswer]
    lost = False  # whether somebody or something that it referred to was taken back

    def __init__(self, value: shape.Text) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.provisions: list[Provision] = []
        self.phases: list[Phase] = []
        self.replaced_by: list[Text] = []

    @property
    def kind_words(self) -> str:
        return str(TEXT_KINDS.get(self.value.kind, TEXT_KINDS["other"]))

    @property
    def state_words(self) -> str:
        return str(TEXT_STATES.get(self.value.state, self.value.state))

    @property
    def in_part(self) -> bool:
        """Whether more of it is known to be unknown: what is not on record may well be in it."""
        return bool(self.value.not_known) or not (self.value.known or self.provisions)

    @cached_property
    def replies(self) -> list[Reply]:
        """What was answered, by whom; then those to whom it was put and who have given none."""
        given = {answer.actor for answer in self.answers}
        sides = {answer.actor.side for answer in self.answers}
        silent = [actor for actor in self.put_forward_to if actor not in given]
        return [
            *(Reply(answer.actor, answer) for answer in self.answers),
            *(Reply(actor, None, of_its_people=actor.side in sides) for actor in silent),
        ]

    @cached_property
    def by_phase(self) -> list[tuple[Phase | None, list[Provision]]]:
        """What it asks, phase by phase; at None that of which our source names no phase."""
        found: dict[Phase | None, list[Provision]] = {}
        for provision in sorted(self.provisions, key=lambda each: each.value.no_phase):
            found.setdefault(None if provision.value.no_phase else provision.phase, []).append(provision)
        return list(found.items())

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def state_on(self) -> When | None:
        return readable(self.value.state_on)
