"""When editions come out and came out, asked of the database.

It must not know an edition's model.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models

from .first_reads import FirstReads

_Row = TypeVar("_Row", bound=models.Model)


class Moments(FirstReads[_Row]):
    """One query each."""

    def next_moment(self) -> datetime | None:
        """The earliest moment at which one of them comes out."""
        least: datetime | None = self.aggregate(least=models.Min("published_at"))["least"]
        return least

    def came_out(self, after: datetime, upto: datetime) -> list[str]:
        """The stories of which one came out by its schedule between two moments."""
        found = self.filter(published_at__gt=after, published_at__lte=upto).order_by()
        return list(found.values_list("slug", flat=True).distinct())

    def last_moment(self, slug: str, upto: datetime) -> datetime | None:
        """When the newest public edition of a story came out; without a slug, that of any."""
        found = self.filter(published_at__lte=upto, **({"slug": slug} if slug else {}))
        most: datetime | None = found.aggregate(most=models.Max("published_at"))["most"]
        return most
