"""What names the state that files are of: what is the same by it need not be asked for again.

It must not open a document. What pages are made from stands in rows of editions, in the code, the settings and, of what
is dated by itself, in the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils import timezone

from ...models.editions import Edition
from ...models.packages import Package
from ...serving.headers import policy
from ...serving.publication_counter import SITE, state_of

FORM = 1  # of what an export writes of an answer: goes up when that changes without ``settings.RELEASE``
# Settings that pages say. Some are in ``settings.RELEASE``, too, which is of when the process began.
SAID = ("SITE_URL", "SITE_NAME", "PUBLISHER", "POLICIES", "LICENCE", "CRAWLERS_REFUSED", "SECURITY_CONTACT")


@dataclass(frozen=True)
class State:
    """``of``: the whole part's. ``editions``: number → what its files that are no pages are made from."""

    of: str
    editions: dict[str, str] = field(default_factory=dict)


def of_story(slug: str) -> State:
    now = timezone.now()
    rows = list(Edition.objects.states_at(slug, now))
    packed = list(Package.objects.keys_at(slug))
    around = _digest(_everywhere(), sorted({stream for stream, *_rest in rows}))
    taken = [row[2:] for row in rows if row[3] or row[4]]  # what was taken from one shows in others
    by_number = defaultdict(list)
    newest = {row[0]: row[1] for row in rows}  # pictures say of an edition whether it is an older one
    for row in (*rows, *packed):
        by_number[str(row[1])].append((newest.get(row[0]) == row[1], *row))
    editions = {number: _digest(around, taken, same) for number, same in by_number.items()}
    return State(_digest(around, rows, packed, state_of(slug, now.timestamp())), editions)


def of_the_site(stories: Iterable[State]) -> State:
    """Of what tells of any of them. ``security.txt`` says another day each day."""
    now = timezone.now()
    return State(_digest(_everywhere(), [story.of for story in stories], state_of(SITE, now.timestamp()), now.date()))


def _everywhere() -> str:
    said = [repr(getattr(settings, name, None)) for name in SAID]
    return _digest(FORM, settings.RELEASE, said, policy(), settings.SECURE_HSTS_SECONDS)


def _digest(*said: Any) -> str:
    return sha256(repr(said).encode()).hexdigest()
