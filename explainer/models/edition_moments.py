"""When editions come out and came out, and what they knew, asked of the database.

It must not know an edition's model.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F, OuterRef, Q, Subquery

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

    def scheduled_and_out(self, after: datetime, upto: datetime) -> Self:
        """Those that were recorded before they came out, and did so between two moments; the oldest first."""
        planned = Q(published_at__gt=F("recorded_at") + timedelta(seconds=1), withdrawn_at=None)
        return self.filter(planned, published_at__gt=after, published_at__lte=upto).order_by("published_at", "pk")

    def that_led_to(self, address: str, story: Any) -> bool:
        """Whether one of them, of ``story`` or of any, knows that address of before, as “statements/x”."""
        return self._of(story).filter(retired__has_key=address).exists()

    def documents_with(self, slug: str, story: Any) -> Iterator[str]:
        """The documents, of ``story`` or of any, in which some row has that slug."""
        return (
            self._of(story).filter(document__contains=f'"slug":"{slug}"').values_list("document", flat=True).iterator()
        )

    def _of(self, story: Any) -> Self:
        return self.filter(**({"story": story} if story else {}))

    def last_moment(self, slug: str, upto: datetime) -> datetime | None:
        """When the newest public edition of a story came out; without a slug, that of any."""
        found = self.filter(published_at__lte=upto, **({"slug": slug} if slug else {}))
        most: datetime | None = found.aggregate(most=models.Max("published_at"))["most"]
        return most

    def opened(self, upto: datetime) -> datetime:
        """When the first edition of any story came out; where none has, when this database was made."""
        found = self.filter(published_at__lte=upto).aggregate(least=models.Min("published_at"))["least"]
        made = MigrationRecorder(connections[self.db]).migration_qs.aggregate(least=models.Min("applied"))
        least: datetime = found or made["least"]
        return least

    def last_told(self, upto: datetime) -> datetime | None:
        """When readers were last told that something was put right, or withdrawn."""
        found = self.filter(told_at__lte=upto)
        most: datetime | None = found.aggregate(most=models.Max("told_at"))["most"]
        return most

    def of_originals(self, moment: datetime, *, withdrawn: bool = False) -> models.QuerySet[_Row]:
        """The public editions of originals, newest first; those that were ``withdrawn`` alone, the last first.
        ``since_id``: the edition before it that can be read."""
        before = self.model._default_manager.filter(
            slug=OuterRef("slug"), stream="", number__lt=OuterRef("number"), withdrawn_at=None
        ).order_by("-number")
        found = self.filter(stream="", published_at__lte=moment, **({"withdrawn_at__lte": moment} if withdrawn else {}))
        told: models.QuerySet[_Row] = found.annotate(since_id=Subquery(before.values("pk")[:1])).defer("document")
        return told.order_by("-withdrawn_at" if withdrawn else "-published_at", "slug", "-number")

    def unpacked(self) -> models.QuerySet[_Row]:
        """Those that can be read, or will be, and have no package; the newest first."""
        return self.filter(package=None, withdrawn_at=None).order_by("-pk")

    def first_moment(self, slug: str, stream: str) -> datetime:
        """When the first edition of a story, or of a translation, came out."""
        found: datetime = self.filter(slug=slug, stream=stream, number=1).values_list("published_at", flat=True).get()
        return found

    def states_at(self, slug: str, upto: datetime) -> models.QuerySet[_Row, tuple[Any, ...]]:
        """(stream, number, revision, withdrawn, redacted, …) of each public one of a story, with all that its pages say
        beside its document, which the digest and the revision stand for."""
        told = "language", "kind", "note", "puts_right", "corrects", "published_at", "schema", "digest", "retired"
        other = "withdrawn_because", "read_by", "read_on", "translates", "republishes"
        rows = self.filter(slug=slug, published_at__lte=upto).order_by("stream", "number")
        return rows.values_list("stream", "number", "revision", "withdrawn_at", "redacted_at", *told, *other)
