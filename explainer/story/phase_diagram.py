"""The path of a phased framework, made from its gates: a trunk, and the ways on from where it parts.

It must not invent a way: what no gate says is not drawn as settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .indexes import StoryIndex
from .resolved import Phase


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
    exits = {phase.number: [gate for gate in phase.gates if _leads_on(gate)] for phase in index.phases}
    first = next((gate for gate in index.gates if gate.from_phase is None), None)
    trunk = [
        Step(pgettext("path", "Now"), _now(index), True, "now"),
        _phase(index.phases[0], bool(first and first.settled)),
    ]
    ways: list[Way] = []
    here = index.phases[0]
    while onward := _only_way(exits[here.number], index):
        here = index.phase[onward.to_phase]
        trunk.append(_phase(here, onward.settled))
    gates = exits[here.number]
    parting = next((gate for gate in gates if gate.through), None)
    if parting:
        trunk.append(Step(parting.through, parting.through_note, True, "talks"))
    for gate in gates:
        ways.append(_way(gate, index, exits))
        ways.extend(_later(gate, index, exits))
    if not index.gates:
        trunk.extend(_phase(phase, False) for phase in index.phases[1:])
    return Path(trunk, ways, parting.through if parting else _numbered(here))


def _now(index: StoryIndex) -> str:
    return " ".join(_stop(row.text) for row in index.story.state[:2])


def _stop(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _phase(phase: Phase, settled: bool) -> Step:
    return Step(_numbered(phase), _stop(phase.name), settled, "phase", phase)


def _numbered(phase: Phase) -> str:
    return _("Phase %(number)s") % {"number": phase.number}


def _leads_on(gate: Any) -> bool:
    """A gate back to an earlier phase is a mistake that a preview can meet; following it would never end."""
    return gate.to_phase is None or gate.to_phase > gate.from_phase


def _only_way(gates: list[Any], index: StoryIndex) -> Any | None:
    if len(gates) == 1 and gates[0].kind == "proceed" and not gates[0].through and gates[0].to_phase in index.phase:
        return gates[0]
    return None


def _way(gate: Any, index: StoryIndex, exits: dict[int, list[Any]]) -> Way:
    way = Way(gate.label, gate.settled, back=gate.kind == "extend")
    if gate.kind != "proceed":
        way.steps.append(Step(gate.outcome, gate.outcome_note, gate.settled, "end"))
        return way
    number, settled = gate.to_phase, gate.settled
    while number in index.phase:
        way.steps.append(_phase(index.phase[number], settled))
        onward = next((row for row in exits[number] if row.kind == "proceed"), None)
        number, settled = (onward.to_phase, onward.settled) if onward else (None, False)
    return way


def _later(gate: Any, index: StoryIndex, exits: dict[int, list[Any]]) -> list[Way]:
    """Extensions and collapses from the phases further along that way."""
    ways: list[Way] = []
    number = gate.to_phase
    while number in index.phase:
        for row in exits[number]:
            if row.kind != "proceed":
                way = _way(row, index, exits)
                label = _("In phase %(number)s: %(way)s") % {"number": number, "way": way.label}
                ways.append(Way(label, way.settled, way.steps, back=False))
        onward = next((row for row in exits[number] if row.kind == "proceed"), None)
        number = onward.to_phase if onward else None
    return ways
