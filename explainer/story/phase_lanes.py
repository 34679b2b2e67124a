"""Lanes beside a path that is drawn in rows: each leads from rows to one other row, past those between them.

It must not know what stands in a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 9  # as many as the stylesheet has places for
WHOLE, UP, DOWN = "whole", "up", "down"  # which part of a row's height a lane takes, from its middle


@dataclass(frozen=True, slots=True)
class Lane:
    """A piece of a lane in one row. ``position`` counts from the path outwards, from 1."""

    position: int
    part: str
    settled: bool


@dataclass(slots=True, kw_only=True)
class Row:
    """``lane`` is the position of the lane that begins or ends here; 0 for none."""

    lanes: list[Lane] = field(default_factory=list)
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """The rows that one lane joins. ``settled`` draws it solid."""

    rows: list[Row]
    settled: bool


def lay(rows: list[Row], runs: list[Run]) -> int:
    """Put a lane for each run into the rows; how many stand side by side. Short ones stand next to the path.

    Runs beyond ``MOST`` side by side have none."""
    place = {id(row): number for number, row in enumerate(rows)}
    spans = sorted(
        ((min(at), max(at), run) for run in runs if (at := [place[id(row)] for row in run.rows])),
        key=lambda span: (span[1] - span[0], span[0]),
    )
    taken: list[list[tuple[int, int]]] = []
    for first, last, run in spans:
        free = (side for side, others in enumerate(taken) if all(last < a or b < first for a, b in others))
        side = next(free, len(taken))
        if side == MOST:
            continue
        if side == len(taken):
            taken.append([])
        taken[side].append((first, last))
        for row in run.rows:
            row.lane = side + 1
        for number in range(first, last + 1):
            part = DOWN if number == first else UP if number == last else WHOLE
            rows[number].lanes.append(Lane(side + 1, part, run.settled))
    return len(taken)
