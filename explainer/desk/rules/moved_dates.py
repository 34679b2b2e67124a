"""Questions about dates that were moved, and about days that have come: whether what an event says of them makes sense.

It must not take a vague date for an exact one: only what cannot be so is asked about. It stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...edition import document as shape
from ...language.dates import readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule


def a_moved_date_is_another(draft: Draft) -> Iterator[Problem]:
    for event, dates in _moved(draft.document):
        for was, now in pairwise(dates):
            if was.when == now.when:
                at = _at(event)
                yield Problem(
                    f"{at} is said to have been moved from {was.when} to the same date. Which was the other?", at
                )


def a_date_is_set_in_its_time(draft: Draft) -> Iterator[Problem]:
    """Not after the day itself, not before the date that it replaced was set, and not after the story's own date."""
    as_of = readable(draft.document.as_of)
    for event, dates in _dates(draft.document):
        at = _at(event)
        for date in dates:
            when, set_on = readable(date.when), readable(date.set_on)
            if when and set_on and surely_after(set_on, when):
                yield Problem(
                    f"{at}: its date {date.when} was set on {date.set_on}, when that had passed. Which is wrong?",
                    at,
                )
            if as_of and set_on and surely_after(set_on, as_of):
                yield Problem(
                    f"{at}: a date of it was set on {date.set_on}, after the story's own date ({as_of}). Is it so?", at
                )
        for was, now in pairwise(date for date in dates if date.set_on):
            first, then = readable(was.set_on), readable(now.set_on)
            if first and then and surely_after(first, then):
                yield Problem(
                    f"{at}: the date that was set on {was.set_on} stands before the one that was set on {now.set_on}. "
                    "Are they in order, the oldest first?",
                    at,
                )


def a_move_was_reported(draft: Draft) -> Iterator[Problem]:
    """“What was known by” shows a date from the day on which a source came out that can know it."""
    published = {source.slug: readable(source.published) for source in draft.document.sources}
    for event, dates in _moved(draft.document):
        for date in dates:
            set_on, reports = readable(date.set_on), [published.get(slug) for slug in date.sources]
            if set_on and reports and all(report and surely_after(set_on, report) for report in reports):
                at = _at(event)
                yield Problem(
                    f"{at}: a date of it was set on {date.set_on}, and every source that is given for it is older. "
                    "Which reports it?",
                    at,
                )


def a_day_that_came_is_told(draft: Draft) -> Iterator[Problem]:
    as_of = readable(draft.document.as_of)
    for event in draft.document.events:
        when = readable(event.when)
        if event.status == "expected" and when and as_of and surely_after(as_of, when):
            at = _at(event)
            yield Problem(
                f"{at} is expected on {event.when}, which has passed by the story's own date ({as_of}). Did it happen, "
                "was it put back or cancelled, or is that not known?",
                at,
            )


Dates = list[shape.EarlierDate | shape.Event]  # each with when it was set; the last is the one that stands


def _dates(story: shape.Document) -> Iterator[tuple[shape.Event, Dates]]:
    return ((event, [*event.dates, event]) for event in story.events)


def _moved(story: shape.Document) -> Iterator[tuple[shape.Event, Dates]]:
    return ((event, dates) for event, dates in _dates(story) if event.dates)


def _at(event: shape.Event) -> str:
    return shape.place("events", event)


QUESTIONS: tuple[Rule, ...] = (
    a_moved_date_is_another,
    a_date_is_set_in_its_time,
    a_move_was_reported,
    a_day_that_came_is_told,
)
