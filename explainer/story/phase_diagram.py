"""The path of a phased framework, made from its gates: a trunk, and the ways on from where it parts.

It must not invent a way: what no gate says is not drawn as settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import pgettext

from ..edition import document as shape
from .indexes import StoryIndex
from .resolved import Phase

Exits = dict[int, list[shape.Gate]]  # phase → the gates that lead on from it


@dataclass(slots=True)
class Step:
    """A box. ``settled`` is the line that leads to it: set out in the framework (solid) or not (dashed)."""

    name: str
    note: str
    settled: bool
    kind: str = "phase"  # now, phase, talks, end
    phase: Phase | None = None


@dataclass(slots=True)
class Way:
    """One of the ways on: “Talks continue” → boxes. ``back``: it leads back to the talks."""

    label: str
    settled: bool
    steps: list[Step] = field(default_factory=list)
    back: bool = False


@dataclass(slots=True)
class Path:
    trunk: list[Step]
    ways: list[Way]
    parting: str  # what the ways part from: “Talks on phase 2”


def path(index: StoryIndex) -> Path | None:
    """The diagram of a story; None when it has no phases."""
    if not index.phases:
        return None
    exits = {phase.number: [gate.value for gate in phase.gates if _leads_on(gate.value)] for phase in index.phases}
    gates = index.story.gates
    first = next((gate for gate in gates if gate.from_phase is None), None)
    here = index.phases[0]
    now = Step(pgettext("path", "Now"), _now(index), True, "now")
    trunk = [now, _phase(here, index, bool(first and first.settled))]
    ways: list[Way] = []
    while onward := _only_way(exits[here.number], index):
        here, settled = onward
        trunk.append(_phase(here, index, settled))
    parting = next((gate for gate in exits[here.number] if gate.through), None)
    if parting:
        trunk.append(Step(parting.through, parting.through_note, True, "talks"))
    for gate in exits[here.number]:
        ways.append(_way(gate, index, exits))
        ways.extend(_later(gate, index, exits))
    if not gates:
        trunk.extend(_phase(phase, index, False) for phase in index.phases[1:])
    return Path(trunk, ways, parting.through if parting else index.words.say("nth", number=here.number))


def _now(index: StoryIndex) -> str:
    return " ".join(_stop(state.text) for state in index.story.state[:2])


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _phase(phase: Phase, index: StoryIndex, settled: bool) -> Step:
    return Step(index.words.say("nth", number=phase.number), _stop(phase.name), settled, "phase", phase)


def _leads_on(gate: shape.Gate) -> bool:
    """A gate back to an earlier phase is a mistake that a preview can meet; following it would never end."""
    return gate.to_phase is None or gate.from_phase is None or gate.to_phase > gate.from_phase


def _to(gate: shape.Gate, index: StoryIndex) -> Phase | None:
    return None if gate.to_phase is None else index.phase.get(gate.to_phase)


def _only_way(gates: list[shape.Gate], index: StoryIndex) -> tuple[Phase, bool] | None:
    """The phase that alone can follow, with whether that is settled."""
    if len(gates) == 1 and gates[0].kind == "proceed" and not gates[0].through:
        phase = _to(gates[0], index)
        return (phase, gates[0].settled) if phase else None
    return None


def _way(gate: shape.Gate, index: StoryIndex, exits: Exits) -> Way:
    way = Way(gate.label, gate.settled, back=gate.kind == "extend")
    if gate.kind != "proceed":
        way.steps.append(Step(gate.outcome, gate.outcome_note, gate.settled, "end"))
        return way
    for onward, phase in _phases_from(gate, index, exits):
        way.steps.append(_phase(phase, index, onward.settled))
    return way


def _later(gate: shape.Gate, index: StoryIndex, exits: Exits) -> list[Way]:
    """Extensions and collapses from the phases further along that way."""
    ways: list[Way] = []
    for _gate, phase in _phases_from(gate, index, exits):
        for other in exits[phase.number]:
            if other.kind != "proceed":
                way = _way(other, index, exits)
                label = index.words.say("within", number=phase.number, way=way.label)
                ways.append(Way(label, way.settled, way.steps, back=False))
    return ways


def _phases_from(gate: shape.Gate, index: StoryIndex, exits: Exits) -> Iterator[tuple[shape.Gate, Phase]]:
    """The phases that follow one another from ``gate`` on, each with the gate that leads to it."""
    onward: shape.Gate | None = gate
    while onward and (phase := _to(onward, index)):
        yield onward, phase
        onward = next((other for other in exits[phase.number] if other.kind == "proceed"), None)
