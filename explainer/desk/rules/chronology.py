"""Rules of time: dates can be read, and nothing comes before what it follows.

It must not take a vague date for an exact one: only what is surely wrong is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.fields import names_of
from ...language.dates import DateProblem, parse, readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule


def dates_are_readable(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    for at, row in ((f"stories/{story.slug}", story), *shape.rows(story)):
        for name in names_of(type(row), "date"):
            try:
                parse(getattr(row, name) or "2000")
            except DateProblem as problem:
                yield Problem(f"{at}: {problem}", at)


def nothing_is_said_after_it_was_reported(draft: Draft) -> Iterator[Problem]:
    published = {source.slug: readable(source.published) for source in draft.document.sources}
    for statement in draft.document.statements:
        said = readable(statement.when)
        reports = [published.get(slug) for slug in statement.sources]
        if said and reports and all(report and surely_after(said, report) for report in reports):
            yield Problem(
                f"statements/{statement.slug} is dated {statement.when}, after every source that reports it.",
                f"statements/{statement.slug}",
            )


def nothing_is_said_after_the_storys_own_date(draft: Draft) -> Iterator[Problem]:
    as_of = readable(draft.document.as_of)
    for statement in draft.document.statements:
        said = readable(statement.when)
        if said and as_of and surely_after(said, as_of):
            yield Problem(
                f"statements/{statement.slug} was made on {statement.when}, after the story's own date "
                f"({draft.document.as_of}); move that on, or mend the date.",
                f"statements/{statement.slug}",
            )


def what_happened_depends_on_nothing(draft: Draft) -> Iterator[Problem]:
    for event in draft.document.events:
        if event.status in ("happened", "cancelled") and event.condition:
            came = "happened" if event.status == "happened" else "been cancelled"
            yield Problem(
                f"events/{event.slug} has {came}, and is still "
                f"said to depend on something (“{event.condition}”); take that out.",
                f"events/{event.slug}",
            )


def what_happened_is_not_in_the_future(draft: Draft) -> Iterator[Problem]:
    as_of = readable(draft.document.as_of)
    for event in draft.document.events:
        when = readable(event.when)
        if event.status == "happened" and when and as_of and surely_after(when, as_of):
            yield Problem(
                f"events/{event.slug} happened on {event.when}, after the story's own date ({draft.document.as_of}); "
                "mark it as expected or move the date.",
                f"events/{event.slug}",
            )


def roles_were_held_that_day(draft: Draft) -> Iterator[Problem]:
    roles = {actor.slug: {role.slug: role for role in actor.roles} for actor in draft.document.actors}
    for statement in draft.document.statements:
        if statement.role is None:
            continue
        at = f"statements/{statement.slug}"
        role = roles.get(statement.speaker, {}).get(statement.role)
        if role is None:
            yield Problem(f"{at}: the role “{statement.role}” is not one of the speaker's.", at)
            continue
        said, since, until = readable(statement.when), readable(role.held_from), readable(role.held_to)
        if said and ((since and surely_after(since, said)) or (until and surely_after(said, until))):
            yield Problem(f"{at}: the role “{role.title}” was not held on that day ({statement.when}).", at)


RULES: tuple[Rule, ...] = (
    dates_are_readable,
    nothing_is_said_after_it_was_reported,
    nothing_is_said_after_the_storys_own_date,
    what_happened_is_not_in_the_future,
    what_happened_depends_on_nothing,
    roles_were_held_that_day,
)
