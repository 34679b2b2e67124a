"""Of a story's rows at the desk, which readers have as they are, which otherwise, and which not at all.

It must not say what differs: ``edition.diffs`` does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..edition.document import Unreadable, thaw
from ..edition.reads_alike import reads_alike
from ..models import Edition, Story
from .compose import compose

PUBLISHED, CHANGED, NEW, NOT_PUBLIC = "as published", "changed", "new", "not public"
SECTIONS = ("statements", "events", "positions")
States = dict[str, dict[str, str]]  # section → slug → state


def states_of(story: Story, now: datetime) -> States:
    """Composes the story, so ask once for a page. What two people took back has no state."""
    draft = compose(story.slug).document
    newest = Edition.objects.of(story).public_at(now).first()
    try:
        then = thaw(newest.document) if newest and not newest.withdrawn_at else None
    except Unreadable:
        then = None
    return {section: _states(section, draft, then, withdrawn=bool(newest) and then is None) for section in SECTIONS}


def _states(section: str, draft: Any, then: Any, *, withdrawn: bool) -> dict[str, str]:
    before = {row.slug: row for row in getattr(then, section, ())}

    def state(row: Any) -> str:
        if withdrawn:
            return NOT_PUBLIC
        if row.slug not in before:
            return NEW
        return PUBLISHED if reads_alike(before[row.slug], row) else CHANGED

    return {row.slug: state(row) for row in getattr(draft, section)}
