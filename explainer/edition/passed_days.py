"""Which days of a story have passed without its saying what came of them: something was expected, and no more is told.

It must not know the clock: by which day is for who asks, an edition's own or an editor's. A vague date has passed only
when its last day has.
"""

from __future__ import annotations

from ..language.dates import When, readable, surely_after
from .document import Document
from .framework_parts import Phase
from .parts import Event, StateRow

NOT_BEGUN = ("", "not-begun", "not-known")  # states of a phase of which nothing says that it began


def has_passed(day: str, upto: When | None) -> bool:
    when = readable(day)
    return bool(when and upto and surely_after(upto, when))


def was_expected(event: Event, upto: When | None) -> bool:
    """Whether it is still called expected, on a day that has passed."""
    return event.status == "expected" and has_passed(event.when, upto)


def was_to_begin(phase: Phase, upto: When | None) -> bool:
    """Whether the day before which it could not begin has passed, and nothing says that it began."""
    return phase.state in NOT_BEGUN and not phase.begun_on and has_passed(phase.not_before, upto)


def rows_that_expected(story: Document, upto: When | None) -> list[StateRow]:
    """The rows of the state of play that told of a day to come, which has passed. A row does not say whether it tells
    of what was or of what will be: it is the latter where its day is after all the sources that are given for it, or is
    that of an event that is expected."""
    published = {source.slug: readable(source.published) for source in story.sources}
    awaited = {event.when for event in story.events if event.status == "expected"}
    found = []
    for row in story.state:
        when, reports = readable(row.when), [published.get(slug) for slug in row.sources]
        to_come = when and reports and all(report and surely_after(when, report) for report in reports)
        if (to_come or row.when in awaited) and has_passed(row.when, upto):
            found.append(row)
    return found
