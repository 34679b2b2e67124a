"""Rules of pictures: what a map shows is somewhere on the earth and in its frame, and is no more than a page can bear.

It must not draw more than it needs to see whether there is anything to see.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...language.coordinates import CoordinateProblem, frame_problem, parts_in, shape_of
from ...story.maps import draw
from ..compose import Draft
from .problems import Problem, Rule

MOST = 400  # positions on one map: some 4 KB of a page


def maps_can_be_drawn(draft: Draft) -> Iterator[Problem]:
    for shown in draft.document.maps:
        at = f"maps/{shown.slug}"
        frame = frame_problem(*map(float, (shown.west, shown.south, shown.east, shown.north)))
        if frame:
            yield Problem(f"The map “{shown.title}” has no frame. {frame}", at)
        broken = list(_broken(shown))
        yield from broken
        if not frame and not broken:
            yield from _seen(shown, at)


def _broken(shown: shape.Map) -> Iterator[Problem]:
    for number, feature in enumerate(shown.features, 1):
        try:
            shape_of(feature.kind, feature.positions)
            if feature.label_at:
                shape_of("place", feature.label_at)
        except CoordinateProblem as problem:
            what = f"“{feature.label}”" if feature.label else f"number {number}"
            yield Problem(f"On the map “{shown.title}”, {what}: {problem}", f"maps/{shown.slug}")


def _seen(shown: shape.Map, at: str) -> Iterator[Problem]:
    if sum(len(part) for feature in shown.features for part in parts_in(feature.positions)) > MOST:
        yield Problem(f"The map “{shown.title}” has more than {MOST} positions; simplify its outlines.", at)
    elif draw(shown) is None:
        yield Problem(f"The map “{shown.title}” shows nothing; add what is on it, or take it out.", at)


RULES: tuple[Rule, ...] = (maps_can_be_drawn,)
