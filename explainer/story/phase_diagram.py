"""The path of a phased framework, made from its gates: its phases in order, each with every way on from it.

It must not invent a way: what no gate says is not drawn as settled.

Down the page go the boxes. From each lead its partings: gates that have the same way through share it. The gates to the
next box come last, as the line that leads down to it. A gate to any other phase leaps there, along a lane beside the
boxes; one to no phase ends in its outcome. Rows are drawn one by one, so that words may take any room they need: a lane
is a piece in each row that it passes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..edition import document as shape
from .coverage import told_up_to
from .indexes import StoryIndex
from .phase_lanes import Row, Run, lay
from .resolved import AHEAD, BEHIND, CURRENT, Phase

SOLID, DASHED = "solid", "dashed"
Places = Mapping[int, str]  # number of a phase → BEHIND, CURRENT or AHEAD; of one that is not in it, AHEAD


@dataclass(slots=True, kw_only=True)
class Box(Row):
    """``kind``: “now”, “phase”, “through”, or “start”, which has no words: where the path began. ``title``: of one that
    is no phase, and of the phase that is current the day for which that is told."""

    kind: str
    title: str = ""
    note: str = ""
    phase: Phase | None = None
    place: str = AHEAD


@dataclass(slots=True, kw_only=True)
class Landing(Row):
    """Where leaps arrive, above the box that they lead to. ``settled`` when one of them is."""

    settled: bool = False


@dataclass(slots=True, kw_only=True)
class Way(Row):
    """A gate. ``how``: “on” to the next box, “leap” to another phase, “end” in its outcome.

    ``phase``: the one that it leads to, or extends; ``back``: that is not ahead. ``above`` and ``below`` are the line
    that it leaves: to it, and past it to what comes later."""

    gate: shape.Gate
    how: str
    phase: Phase | None = None
    back: bool = False
    above: str = ""  # SOLID, DASHED or none
    below: str = ""

    @property
    def lines(self) -> str:
        return _lines(self.above, self.below)


@dataclass(slots=True)
class Parting:
    """Gates with the same way through; where they have none, each is a parting of its own, without a box."""

    through: Box | None
    ways: list[Way]
    onward: bool  # it leads down to the next box
    above: str = ""
    below: str = ""

    @property
    def lines(self) -> str:
        return _lines(self.above, self.below)


@dataclass(slots=True)
class Stop:
    """A box and the ways on from it. ``now``: what stands between, where the story is past the box and no further.

    ``over``: the ways that led back to the box while it lasted, so above that day.
    ``above`` is the line from the stop before, ``tail`` the room below where no gate leads on to the next box."""

    box: Box
    landing: Landing | None = None
    over: list[Way] = field(default_factory=list)
    now: Box | None = None
    partings: list[Parting] = field(default_factory=list)
    above: str = ""
    tail: Row | None = None

    linked: bool = False  # by a line down that room

    @property
    def ways(self) -> list[Way]:
        return [*self.over, *(way for parting in self.partings for way in parting.ways)]

    @property
    def entered(self) -> bool:
        return bool(self.above or (self.landing and self.landing.lane))


@dataclass(slots=True)
class Path:
    stops: list[Stop]
    lanes: int  # how many there are side by side


def _lines(above: str, below: str) -> str:
    """As the stylesheet names them."""
    return f"above-{above}" + (f" below below-{below}" if below else "")


def path(index: StoryIndex, places: Places | None = None) -> Path | None:
    """The diagram of a story; None when it has no phases. ``places`` says where they are, if not the story."""
    if not index.phases:
        return None
    places = _places(index) if places is None else places
    stops = _stops(index, places, index.story.gates)
    _join(stops)
    runs = _runs(stops)
    return Path(stops, lay(_rows(stops), runs) if runs else 0)


def strip(index: StoryIndex, places: Places | None = None) -> list[Box]:
    """The boxes alone, with the day up to which it is told among them where no phase is current."""
    places = _places(index) if places is None else places
    stops = _stops(index, places, []) if index.phases else []
    return [box for stop in stops for box in (stop.box, stop.now) if box]


def _places(index: StoryIndex) -> Places:
    return {number: phase.place for number, phase in index.phase.items()}


# ---- the stops ----


def _stops(index: StoryIndex, places: Places, gates: list[shape.Gate]) -> list[Stop]:
    """Each phase, and what stands before the first; the gates at the stop that they start from."""
    now = _stands_after(index, places)
    starts: dict[int, list[shape.Gate]] = {}
    for gate in gates:
        if (gate.from_phase or 0) in (0, *index.phase) and (gate.to_phase is None or gate.to_phase in index.phase):
            starts.setdefault(_start(gate, now, places), []).append(gate)
    numbers = [*index.phase]
    stops = []
    for (number, phase), following in zip(index.phase.items(), [*numbers[1:], None], strict=True):
        box = Box(kind="phase", note=_ended(phase.value.name), phase=phase, place=places.get(number, AHEAD))
        box.title = told_up_to(index.as_of) if box.place == CURRENT else ""
        stop = Stop(box)
        leaving = starts.get(number, [])
        if number == now:
            stop.now = _now(index)
            stop.over = [_over(gate, phase) for gate in leaving if _extends(gate) and not gate.through]
            leaving = [gate for gate in leaving if not _extends(gate) or gate.through]
        stop.partings = _partings(leaving, index, number, following)
        stops.append(stop)
    if now == 0 or 0 in starts:
        box = Box(kind="start") if now != 0 else _now(index)
        stops.insert(0, Stop(box, partings=_partings(starts.get(0, []), index, 0, numbers[0])))
    return stops


def _stands_after(index: StoryIndex, places: Places) -> int | None:
    """The number of the phase after which that day has a box of its own; 0: before the first. None: it is a phase."""
    found = {number: places.get(number, AHEAD) for number in index.phase}
    if CURRENT in found.values():
        return None
    return max((number for number, place in found.items() if place == BEHIND), default=0)


def _start(gate: shape.Gate, now: int | None, places: Places) -> int:
    """From now, where that has a box of its own and the gate leads ahead; a way that lies behind began at the start."""
    if gate.from_phase is not None:
        return gate.from_phase
    ahead = gate.to_phase is None or places.get(gate.to_phase, AHEAD) == AHEAD
    return now if now and ahead else 0


def _now(index: StoryIndex) -> Box:
    rows = (_ended(f"{row.label}: {row.text}" if row.label else row.text) for row in index.story.state[:2])
    return Box(kind="now", title=told_up_to(index.as_of), note=" ".join(rows))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


# ---- the partings of a stop ----


def _partings(gates: list[shape.Gate], index: StoryIndex, here: int, following: int | None) -> list[Parting]:
    """In the order of the gates, but what leads down to the next box comes last, as the line itself does."""
    groups: dict[tuple[str, str], list[shape.Gate]] = {}
    down = None
    for gate in gates:
        key = (gate.through, gate.through_note) if gate.through else ("", "")
        groups.setdefault(key, []).append(gate)
        if down is None and gate.to_phase is not None and gate.to_phase == following:
            down = key
    found: list[Parting] = []
    for key in sorted(groups, key=lambda key: (key == down, key[0] != "")):
        ways = [_way(gate, index, here, following if key == down else None) for gate in groups[key]]
        ways.sort(key=lambda way: (way.how == "on", way.how == "on" and way.gate.settled))
        if key[0]:
            found.append(Parting(Box(kind="through", title=key[0], note=key[1]), ways, key == down))
        else:
            found.extend(Parting(None, [way], way.how == "on") for way in ways)
    _draw_lines(found)
    return found


def _way(gate: shape.Gate, index: StoryIndex, here: int, following: int | None) -> Way:
    if gate.to_phase is not None:
        how = "on" if gate.to_phase == following else "leap"
        return Way(gate=gate, how=how, phase=index.phase[gate.to_phase], back=gate.to_phase <= here)
    extended = index.phase.get(here) if _extends(gate) else None
    return Way(gate=gate, how="end", phase=extended, back=extended is not None)


def _extends(gate: shape.Gate) -> bool:
    return gate.kind == "extend" and gate.to_phase is None


def _over(gate: shape.Gate, phase: Phase) -> Way:
    return Way(gate=gate, how="end", phase=phase, back=True, above=SOLID, below=SOLID)


def _draw_lines(partings: list[Parting]) -> None:
    """A line that several leave is solid as far as the last that is settled."""
    _draw_line(partings, [any(way.gate.settled for way in parting.ways) for parting in partings])
    for parting in partings:
        if parting.through:
            _draw_line(parting.ways, [way.gate.settled for way in parting.ways])
        else:
            parting.ways[0].above, parting.ways[0].below = parting.above, parting.below


def _draw_line(items: Sequence[Parting | Way], settled: list[bool]) -> None:
    below = ""
    for item, solid in zip(reversed(items), reversed(settled), strict=True):
        item.below = below
        below = item.above = SOLID if solid or below == SOLID else DASHED


# ---- from stop to stop ----


def _join(stops: list[Stop]) -> None:
    """Lead each stop to the next: by its gates, or, where none says what comes, by a line that is not settled."""
    entered = {way.gate.to_phase for stop in stops for way in stop.ways}
    for stop, following in pairwise(stops):
        if stop.partings and stop.partings[-1].onward:
            following.above = stop.partings[-1].ways[-1].above
            continue
        stop.tail = Row()
        silent = all(way.how == "end" for way in stop.ways)
        if silent and following.box.phase and following.box.phase.value.number not in entered:
            following.above, stop.linked = DASHED, True
            _lead_on(stop.partings[-1:])


def _lead_on(last: list[Parting]) -> None:
    for parting in last:
        parting.below = DASHED
        if not parting.through:
            parting.ways[0].below = DASHED


def _runs(stops: list[Stop]) -> list[Run]:
    """The leaps to each box, with where they arrive."""
    leaps: dict[int | None, list[Way]] = {}
    for stop in stops:
        for way in stop.ways:
            if way.how == "leap":
                leaps.setdefault(way.gate.to_phase, []).append(way)
    found = []
    for stop in stops if leaps else []:
        ways = leaps.get(stop.box.phase.value.number) if stop.box.phase else None
        if ways:
            stop.landing = Landing(settled=any(way.gate.settled for way in ways))
            found.append(Run([stop.landing, *ways], stop.landing.settled))
    return found


def _rows(stops: list[Stop]) -> list[Row]:
    """From the top down, as they are drawn."""
    rows: list[Row | None] = []
    for stop in stops:
        rows += [stop.landing, stop.box, *stop.over, stop.now]
        for parting in stop.partings:
            rows += [parting.through, *parting.ways]
        rows.append(stop.tail)
    return [row for row in rows if row is not None]
