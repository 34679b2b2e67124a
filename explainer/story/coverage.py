"""Whether a story goes on: where it stops, and why, so that nothing of then reads as of now.

It must not know the clock: a page follows from an edition, and from when that was published.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from ..edition import document as shape
from ..language.dates import When, parse, readable, surely_after, words

LONG_AFTER = 60  # days from the story's own date to its publication, after which it is not of now
Stopped = Literal["", "paused", "closed", "behind"]


def stopped(story: shape.Document, published: date) -> Stopped:
    """Why it stops at its own date: paused or closed, or told up to a day long before it was published."""
    if story.coverage == "paused":
        return "paused"
    if story.coverage == "closed":
        return "closed"
    return "behind" if (published - parse(story.as_of).latest).days > LONG_AFTER else ""


def next_update(story: shape.Document, published: date) -> When | None:
    """When the next is expected; None where none is, or where that had passed when it was published."""
    when = readable(story.next_update)
    return None if when is None or surely_after(parse(published.isoformat()), when) else when


def told_up_to(as_of: When) -> str:
    """“As of 23 August 2024”: no reader's now is the story's."""
    return _("As of %(date)s") % {"date": words(as_of)}
