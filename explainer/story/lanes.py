"""The timeline in lanes, one for each side or each issue: what stands in several stands in each, once.

It must not place one entry beside another of a lane beside it: a lane has an order of its own, and no scale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .indexes import StoryIndex
from .resolved import NO_SIDE, Event, EventOrStatement, Issue, Side
from .shown import Shown
from .timelines import TimelineEntry, timeline

BY = ("side", "issue")


@dataclass(slots=True)
class Lane(Shown):
    """``of``: the side or issue; None for what belongs to none. ``ours``: its name is not the story's."""

    slug: str
    name: str
    of: Side | Issue | None
    ours: bool
    entries: list[TimelineEntry] = field(default_factory=list)

    @property
    def side(self) -> Side | None:
        return self.of if isinstance(self.of, Side) else None


def offered(index: StoryIndex) -> list[str]:
    """By what a story can be put in lanes."""
    return [by for by in BY if (index.side if by == "side" else index.issues)]


def lanes(index: StoryIndex, items: Iterable[EventOrStatement], by: str, *, newest_first: bool) -> list[Lane]:
    """Those with something on the line, in the story's order; what belongs to none comes last.

    A statement is in the lane of who said it, not of whom it is about; an event in that of each side with a part in it.
    """
    rows: dict[str, list[EventOrStatement]] = {}
    for item in items:
        if item.dated:
            for key in _keys(item, by) or [""]:
                rows.setdefault(key, []).append(item)
    found, seen = [_lane(index, by, key) for key in _order(index, by) if key in rows], set[EventOrStatement]()
    for lane in found:
        months = timeline(rows[lane.slug], newest_first=newest_first).months
        lane.entries = [entry for month in months for entry in month.entries]
        for entry in lane.entries:
            entry.again = entry.row in seen
        seen.update(rows[lane.slug])
    return found


def _keys(item: EventOrStatement, by: str) -> list[str]:
    if by == "issue":
        return list(item.value.issues)
    people = item.actors if isinstance(item, Event) else [item.speaker]
    return list(dict.fromkeys(actor.side.slug for actor in people))


def _order(index: StoryIndex, by: str) -> list[str]:
    return [*index.side, ""] if by == "side" else [*index.issue, ""]


def _lane(index: StoryIndex, by: str, key: str) -> Lane:
    if not key:
        return Lane("", _("No side") if by == "side" else _("No issue"), None, True)
    if by == "issue":
        return Lane(key, index.issue[key].short_name, index.issue[key], False)
    return Lane(key, str(index.side[key].name), index.side[key], key == NO_SIDE)
