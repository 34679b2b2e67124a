"""When the story that an edition is of first came out, and when what is read in it did: for machines.

It must not say when anything happened that the story tells of.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ..kept import Kept
from ..models.editions import Edition


class CameOut(NamedTuple):
    first: datetime
    last: datetime


def came_out(edition: Edition) -> CameOut:
    """Of its own stream; ``last`` moves when something is taken back from it. One query, once for each edition."""
    first, last = edition.published_at, max(edition.published_at, edition.redacted_at or edition.published_at)
    if edition.number > 1:
        key = (edition.key, edition.published_at)
        if not (found := _firsts.get(key)):
            found = Edition.objects.first_moment(edition.slug, edition.stream)
            _firsts.put(key, found, weight=1)
        first = found
    return CameOut(first, last)


_firsts: Kept[tuple[str, datetime], datetime] = Kept(lambda: 20_000)
