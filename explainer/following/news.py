"""When what an edition has becomes news of its own, and so an entry of a feed.

It must not know how an entry reads, nor take back one that was told: from then on all that changes of it is told.
"""

from __future__ import annotations

from datetime import date

from ..language.dates import readable
from .substance import Key, Trace

RESOLVED = ("agreed", "settled")  # statuses of an issue that are news wherever readers meet it


def is_news(key: Key, was: Trace | None, now: Trace, *, since: date | None) -> bool:
    """Whether ``now`` is news of its own, where readers last read ``was`` of it (None: nothing).

    What is said, what happens, where somebody stands and a phase that has begun always are. An issue is once it is
    agreed or settled, and when its status, its standing or what the sides agree on has changed; a question once it is
    answered or closed; a role when it begins or ends while the story is told. ``since``: the as-of day of the story's
    first edition, None in that one.
    """
    match key[0]:
        case "issue":
            return now.news[0] in RESOLVED or (was is not None and was.news != now.news)
        case "question":
            return bool(now.news[0])
        case "role":
            return since is not None and any(_told_anew(was, now, place, since) for place in (0, 1))
    return True


def _told_anew(was: Trace | None, now: Trace, place: int, since: date) -> bool:
    """Whether a role began (0) or ended (1), on a day that may be one since the story began, and that is said for the
    first time. That a role known before began on a day is no news: it was held."""
    when = readable(now.news[place])
    if when is None or when.latest < since:
        return False
    return was is None or (place == 1 and not was.news[1])
