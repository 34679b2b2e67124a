"""Two texts on the table beside each other, provision by provision.

It must not take what is not known of a text for what it does not say, nor judge which of two says more.
"""

from __future__ import annotations

from dataclasses import dataclass

from .indexes import StoryIndex
from .resolved import Phase, Provision, Shown, Text


@dataclass(frozen=True, slots=True)
class Said(Shown):
    """What one of the two says on a point. ``other`` is the text beside it."""

    text: Text
    other: Text
    provisions: list[Provision]

    @property
    def is_gap(self) -> bool:
        """Nothing is on record, and more of it is unknown: no absence."""
        return not self.provisions and self.text.in_part


@dataclass(frozen=True, slots=True)
class Point(Shown):
    """What the two say on the same point; ``phase``: where the first has it, None where our source names none."""

    phase: Phase | None
    cells: tuple[Said, Said]

    @property
    def in_both(self) -> bool:
        return all(cell.provisions for cell in self.cells)


def beside(index: StoryIndex, text: Text) -> list[tuple[Text, str]]:
    """The other texts, each with what is asked for the two."""
    order = [each.slug for each in index.texts]
    return [
        (other, ",".join(sorted((text.slug, other.slug), key=order.index)))
        for other in index.texts
        if other is not text
    ]


def side_by_side(index: StoryIndex, pair: tuple[Text, Text]) -> list[tuple[Phase | None, list[Point]]]:
    """Phase by phase the points of either text, each once: those of the first in its order, then those only in the
    other."""
    one, other = pair
    points: dict[str, tuple[list[Provision], list[Provision]]] = {}
    for place, text in enumerate(pair):
        for provision in text.provisions:
            points.setdefault(_point(provision), ([], []))[place].append(provision)
    rows = (
        Point(_phase((first or second)[0]), (Said(one, other, first), Said(other, one, second)))
        for first, second in points.values()
    )
    found: dict[Phase | None, list[Point]] = {phase: [] for phase in (*index.phases, None)}
    for row in rows:
        found[row.phase].append(row)
    return [(phase, rows) for phase, rows in found.items() if rows]


def _phase(provision: Provision) -> Phase | None:
    return None if provision.value.no_phase else provision.phase


def _point(provision: Provision) -> str:
    """What provisions on the same point have in common: the first of those that each names one before it."""
    seen = {provision.value.slug}
    while provision.same_as is not None:
        provision = provision.same_as
        if provision.value.slug in seen:
            return min(seen)
        seen.add(provision.value.slug)
    return provision.value.slug
