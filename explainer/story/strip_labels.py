"""Which key events of a strip are named on it, and between what: each on a row of its own, with a line to its mark.

It must not know how long a label is on a page: one that does not fit in its room is cut there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .resolved import Event
from .strips import MARK, WIDTH, Mark, Strip


class Label(NamedTuple):
    """``low`` and ``high``: the room that it has, which ends or begins at its mark."""

    mark: Mark
    event: Event
    low: int
    high: int

    @property
    def before(self) -> bool:
        """Whether it ends at its mark, and does not begin there."""
        return self.high == self.mark.middle


def labelled(strip: Strip, keys: Sequence[Event], most: int) -> list[Label]:
    """The rows from above, of at most so many of ``keys``: the first on the strip, then the weightiest. Those that
    stand apart are taken before others, which would be one line with them.

    Those of the later half end at their marks, the last of them above; those of the earlier half begin at theirs,
    below, the first of them above: so no line crosses a label."""
    marks = {row: mark for mark in strip.marks for row in mark.rows}
    placed = [(marks[event], event) for event in keys if event in marks]
    chosen = sorted(placed, key=lambda pair: pair[0].start)[: min(1, most)]
    for apart in (MARK // 2, 1):
        for mark, event in placed:
            if len(chosen) < most and all(abs(mark.middle - other.middle) >= apart for other, _event in chosen):
                chosen.append((mark, event))
    chosen.sort(key=lambda pair: pair[0].middle)
    late = [pair for pair in chosen if pair[0].middle >= WIDTH // 2]
    early = [pair for pair in chosen if pair[0].middle < WIDTH // 2]
    most_right = late[0][0].middle - MARK if late else WIDTH
    rows = [Label(mark, event, 0, mark.middle) for mark, event in reversed(late)]
    return rows + [Label(mark, event, mark.middle, most_right) for mark, event in early]
