"""Questions about days that have come: what was expected by then, and whether the story is kept up to date at all.

It must not take a vague date for an exact one. What is asked of the story's own day is pure; only what is asked of
today is given that day, so that nothing here reads a clock. It stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from ...edition import document as shape
from ...edition.passed_days import has_passed, rows_that_expected, was_expected, was_to_begin
from ...language.dates import When, parse, readable, surely_after, words
from ...story.coverage import LONG_AFTER
from ...story.where_it_stands import UNPROVEN
from ..compose import Draft
from .problems import Problem

Question = Callable[[Draft, date], Iterator[Problem]]


def a_day_that_has_come_is_told(draft: Draft, today: date) -> Iterator[Problem]:
    """Of events that were expected after the story's own day; of those before it ``moved_dates`` asks."""
    story = draft.document
    now = parse(today.isoformat())
    as_of = readable(story.as_of)
    for event in story.events:
        if was_expected(event, now) and not was_expected(event, as_of):
            yield Problem(
                f"events/{event.slug} is expected on {event.when}, and today that has passed. Did it happen, was it "
                "put back or cancelled, or is that not known?",
                f"events/{event.slug}",
            )


def a_row_tells_what_came_of_its_day(draft: Draft, today: date) -> Iterator[Problem]:
    story = draft.document
    for row in rows_that_expected(story, parse(today.isoformat())):
        at = f"state/{row.slug}"
        yield Problem(
            f"{at} tells of {row.when} as of a day to come, which has passed{_by(row.when, story)}. What came of it?",
            at,
        )


def a_phase_that_could_begin_is_told_of(draft: Draft, today: date) -> Iterator[Problem]:
    """Not where its state is of that day or a later one: then it is told that it had not begun."""
    story = draft.document
    for phase in story.phases:
        first, told = readable(phase.not_before), readable(phase.state_on)
        known = first and told and not surely_after(first, told)
        if was_to_begin(phase, parse(today.isoformat())) and not known:
            at = f"phases/{phase.number}"
            yield Problem(
                f"{at} could not begin before {phase.not_before}, which has passed{_by(phase.not_before, story)}. Has "
                "it begun? Say so, or of which day it is that it has not.",
                at,
            )


def what_was_due_is_told(draft: Draft, today: date) -> Iterator[Problem]:
    """Of the text that the phases tell: what another asked may have come to nothing."""
    story, now = draft.document, parse(today.isoformat())
    for phase in story.phases:
        for owed in phase.provisions:
            due, told = readable(owed.due), readable(owed.status_on)
            known = due and told and not surely_after(due, told)
            told_here = owed.of_text in (None, phase.of_text)
            if told_here and owed.status in UNPROVEN and has_passed(owed.due, now) and not known:
                at = f"phases/{phase.number}/{owed.slug}"
                yield Problem(f"{at} was due {owed.due}, which has passed{_by(owed.due, story)}. Was it done?", at)


def what_is_kept_up_to_date_is_of_late(draft: Draft, today: date) -> Iterator[Problem]:
    story = draft.document
    as_of = readable(story.as_of)
    if story.coverage in ("", "live") and as_of and (today - as_of.latest).days > LONG_AFTER:
        yield Problem(
            f"The story is called live, and is told up to {story.as_of}, more than {LONG_AFTER} days ago. Readers are "
            "told where it stops. Is it paused or closed, or is its date to be moved on?",
            f"stories/{story.slug}",
        )


def the_story_is_not_told_ahead(draft: Draft, today: date) -> Iterator[Problem]:
    story = draft.document
    as_of = readable(story.as_of)
    if as_of and as_of.earliest > today:
        yield Problem(
            f"The story is told up to {story.as_of}, which is to come. Is the day right?", f"stories/{story.slug}"
        )


def the_next_update_is_to_come(draft: Draft, today: date) -> Iterator[Problem]:
    story = draft.document
    if has_passed(story.next_update, parse(today.isoformat())):
        yield Problem(
            f"The next update was to come {words(parse(story.next_update))}, which has passed. When will it?",
            f"stories/{story.slug}",
        )


def _by(day: str, story: shape.Document) -> str:
    """Whether it had passed by the story's own date already."""
    as_of: When | None = readable(story.as_of)
    return f" by the story's own date ({story.as_of})" if has_passed(day, as_of) else ""


QUESTIONS: tuple[Question, ...] = (
    a_day_that_has_come_is_told,
    a_row_tells_what_came_of_its_day,
    a_phase_that_could_begin_is_told_of,
    what_was_due_is_told,
    what_is_kept_up_to_date_is_of_late,
    the_next_update_is_to_come,
    the_story_is_not_told_ahead,
)
