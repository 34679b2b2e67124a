"""The editions of a story, or of a translation, that came out: each with its own address, withdrawn ones among them.

It must not open a document.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from ..models.editions import Edition
from .readings import Reading

MOST = 50  # editions on a page


@dataclass(frozen=True)
class Listed:
    """Newest first. ``before``: the number that they come before, as asked for; 0 at the newest. ``older`` asks for the
    next ones; 0 at the end."""

    rows: list[Edition]
    before: int = 0
    older: int = 0


def edition_list(reading: Reading, before: str = "") -> Listed:
    """At most MOST editions up to what is read, or before the one with the number ``before``. One query."""
    number = reading.edition.number
    place = int(before) if before.isdecimal() and before.isascii() and len(before) <= 6 else 0
    place = place if 1 < place <= number and str(place) == before else 0
    public = Edition.objects.of_story(reading.story.slug, reading.edition.stream).public_at(timezone.now())
    rows = list(public.without_document().up_to(place - 1 if place else number).reverse()[: MOST + 1])
    return Listed(rows[:MOST], place, rows[MOST - 1].number if len(rows) > MOST else 0)
