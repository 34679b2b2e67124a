"""What an overview says is new: issues that were settled and questions that were answered, as long as they are news to
whoever reads, and how much came.

It must not compare anything, nor look at a clock: it has what changed, and the day as of which the story is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..edition.coming_back import classed
from ..edition.diffs import Change
from ..language.dates import When, readable
from ..language.labels import events_counted, joined, statements_counted
from .indexes import StoryIndex
from .shown import Shown
from .since_then import Bounded, bounded

RECENT = 31  # days before the as-of day in which what ended is news to whoever does not say what they have read


@dataclass(frozen=True, slots=True)
class Ended(Shown):
    """An issue or a question (``of``) on which nothing is open any more: “Settled”, when, and what is said of it."""

    of: str
    slug: str
    name: str
    lead: str
    on: When | None
    text: str


@dataclass(frozen=True, slots=True)
class News(Shown):
    """``came``: “3 statements, 1 event”, empty where none did."""

    ended: Bounded[Ended]
    came: str


def news(index: StoryIndex, changes: Sequence[Change], *, asked: bool) -> News:
    """``changes``: those of the edition, or where one is ``asked`` for, those since then: only what ended in between
    is news then. Without, whatever ended in the edition or in the RECENT days before the as-of day of the story."""
    classes = classed(changes, index.story)
    over = (*classes["settled"], *classes["answered"])
    at = {change.at for change in over if change.verb == "added" or change.of in ("status", "ended")}
    rows = [row for row in ended(index) if (row.of, row.slug) in at or (not asked and _is_recent(row.on, index.as_of))]
    added = [change.at[0] for change in classes["added"]]
    counts = ((statements_counted, added.count("statements")), (events_counted, added.count("events")))
    return News(bounded(rows), joined(counted(number) for counted, number in counts if number))


def ended(index: StoryIndex) -> list[Ended]:
    """Everything that ended, the latest first; what has no date after it."""
    rows = [
        Ended(
            "issues", row.slug, row.value.question, row.status_words, readable(row.value.status_on), row.value.standing
        )
        for row in index.ended_issues
    ]
    rows += [
        Ended("open_questions", row.slug, row.question, row.ended_words, readable(row.value.ended_on), row.value.answer)
        for row in index.ended_questions
    ]
    return sorted(rows, key=lambda row: _day(row.on) if row.on else date.min, reverse=True)


def _is_recent(on: When | None, as_of: When) -> bool:
    return on is not None and (as_of.latest - _day(on)).days <= RECENT


def _day(on: When) -> date:
    return on.latest if on.open_start else on.earliest
