"""What stands in a story's panel beside its editions: requests, notes, what was set aside, and what can be undone yet.

It must not change anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from explainer.desk.held import held_of
from explainer.desk.publishing import UNDO
from explainer.models import Edition, EditorNote, HeldEdition, PublishRequest, Story

MOST = 5  # notes that are shown; the rest is counted


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and whether the approval that it had holds no more."""

    row: PublishRequest
    lapsed: bool


@dataclass(slots=True)
class Beside:
    asked: list[Asked] = field(default_factory=list)
    held: list[HeldEdition] = field(default_factory=list)
    notes: list[EditorNote] = field(default_factory=list)
    more_notes: int = 0
    undone_until: datetime | None = None  # until then the newest edition can be undone in one step

    @property
    def is_asked(self) -> bool:
        """Whether the original is; of translations their own pages say it."""
        return any(not each.row.language for each in self.asked)


def beside(story: Story, digest: str, newest: Edition | None, now: datetime) -> Beside:
    """Four queries."""
    rows = PublishRequest.objects.with_story().filter(story=story).open()
    asked = [Asked(row, lapsed(row, digest)) for row in rows]
    open_notes = EditorNote.objects.of_story(story).open()
    notes = list(open_notes.with_answers().latest_first()[:MOST])
    more = open_notes.count() - len(notes) if len(notes) == MOST else 0
    return Beside(asked, held_of(story), notes, more, until(newest, now))


def lapsed(row: PublishRequest, digest: str) -> bool:
    """Whether what was approved is not what the desk says any more; of a translation its own page says it."""
    return not row.language and row.state == PublishRequest.State.APPROVED and row.seen != digest


def until(newest: Edition | None, now: datetime) -> datetime | None:
    if newest is None or newest.withdrawn_at or now - newest.published_at > UNDO:
        return None
    return newest.published_at + UNDO
