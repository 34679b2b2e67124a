"""Which events of a story are told in full where a timeline is first opened: those that much else hangs on.

It must not know what a page looks like. Nobody chooses them: the rule is the same for every story, and is told to
readers, so that no side is brought forward by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..edition.chronology import AWAITED
from .resolved import Event, EventOrStatement

MOST = 10  # key events; more would be a timeline again
FEWEST = 6  # entries beside them: where it is fewer, everything is told


def key_events(items: Iterable[EventOrStatement]) -> list[Event]:
    """The key events among ``items``, the weightiest first, none where nearly everything would be one.

    Weighty is what is expected or was cancelled or put back, what comes first and what came last, what is joined to
    other entries, what several sides had a part in, and what belongs to a phase; of two that weigh the same, the
    later."""
    rows = list(items)
    events = sorted((row for row in rows if isinstance(row, Event)), key=lambda event: event.rank)
    ends = _ends(events)
    weights = {event: weight(event) + (2 if event in ends else 0) for event in events}
    weighty = [event for event in events if weights[event]]
    found = sorted(weighty, key=lambda event: (-weights[event], -event.rank))[:MOST]
    return found if found and len(rows) - len(found) >= FEWEST else []


def weight(event: Event) -> int:
    """What an event weighs by itself."""
    sides = len({actor.side.slug for actor in event.actors})
    moved = event.status in AWAITED or bool(event.dates)
    bound = len(event.links) + len(event.links_in) + len(event.said_of)
    joined = min(2, bound) + min(2, max(0, sides - 1)) + (event.value.phase is not None)
    return joined + (3 if moved else 0)


def _ends(events: Collection[Event]) -> list[Event]:
    """The first on the line, and the last of what happened."""
    dated = [event for event in events if event.dated]
    happened = [event for event in dated if event.status not in AWAITED]
    return [*dated[:1], *happened[-1:]]
