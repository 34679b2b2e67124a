"""An event as it was known by a day: expected until a source that could tell had said what became of it.

It must not take a date from a report that came out before the date was set.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..edition import document as shape
from ..language.dates import readable, surely_after
from .known_rows import Known

TOLD = ("happened", "not-known")  # what only somebody who looks back can say


def event_known(known: Known, event: shape.Event, then: shape.Event | None) -> shape.Event | None:
    """``event`` as it was known; ``then``: as the edition of that day has it. None where no source had told of it."""
    reports = set(_reports(event))
    if reports and reports <= known.sources and _can_tell(known, event):
        return event
    if then is not None and (reports := set(_reports(then))) and reports <= known.sources and _can_tell(known, then):
        taken = known.fitted(then, event)
        if taken.sources or taken.dates:
            return taken
    return _without_our_words(known, event) if known.out(_reports(event)) else None


def is_told(known: Known, event: shape.Event) -> bool:
    """Whether all that is said of it now could be said then."""
    return _can_tell(known, event)


def _reports(event: shape.Event) -> Iterator[str]:
    """The sources of an event and of the dates that it had."""
    yield from event.sources
    for was in event.dates:
        yield from was.sources


def _can_tell(known: Known, event: shape.Event) -> bool:
    """Whether a source that was out can tell of the date that stands, and of what became of the event."""
    return _date_stands(known, event) and (event.status not in TOLD or _happened(known, event))


def _happened(known: Known, event: shape.Event) -> bool:
    """Whether a source that was out came out no earlier than its day: then that is over by the day asked for, too."""
    return known.borne_out(known.out(event.sources), event.when)


def _date_stands(known: Known, event: shape.Event) -> bool:
    return any(_reports_date(known, slug, event) for slug in known.out(event.sources))


def _reports_date(known: Known, slug: str, event: shape.Event) -> bool:
    """Whether a source can report the date that stands: it came out no earlier than that was set, or, where it is not
    known when that was, it is not one that reports an earlier date, if there are others."""
    set_on, published = readable(event.set_on), known.published(slug)
    if set_on and published:
        return not surely_after(set_on, published)
    before = {each for was in event.dates for each in was.sources}
    return slug not in before or before.issuperset(event.sources)


def _without_our_words(known: Known, event: shape.Event) -> shape.Event:
    """Who, on what, and when as far as what was out can tell: else on the last date that it had before."""
    bare = known.withheld(event)
    dates = [was for was in map(known.cut, event.dates) if was.sources]
    if _is_certain(known, event):
        return known.marked(msgspec.structs.replace(bare, status=event.status, dates=dates))
    last = dates.pop() if dates else None
    stood: dict[str, Any] = {
        "status": "expected",
        "when": last.when if last else "",
        "when_reported": last.when_reported if last else "",
        "set_on": last.set_on if last else "",
        "set_by": last.set_by if last else None,
        "sources": bare.sources or (last.sources if last else []),
    }
    return known.marked(msgspec.structs.replace(bare, dates=dates, **stood))


def _is_certain(known: Known, event: shape.Event) -> bool:
    """Whether its date and its status stand on what was out, though not all that we say of it does. That it is expected
    then, or cancelled, may be from later, unless it is known since when."""
    if not _date_stands(known, event):
        return False
    return _happened(known, event) if event.status in TOLD else bool(event.set_on)
