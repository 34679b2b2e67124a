"""What was merged at the desk, with the rows as they were before and after, so that it can be undone.

It must not outlive what it is about in any edition, export or fixture: it is of the desk alone.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .base import LineField


class MergerQuerySet(models.QuerySet["Merger"]):
    def into(self, row: models.Model) -> MergerQuerySet:
        """What was merged into a row, the latest first."""
        return self.filter(kind=row._meta.model_name, stays=row.pk).select_related("done_by").order_by("-pk")

    def open(self) -> MergerQuerySet:
        return self.filter(undone_at=None)


class Merger(models.Model):
    """One row that became another. ``before`` and ``after``: what it touched, as Django's serialiser writes rows."""

    kind = models.CharField(max_length=40, help_text="The model of both.")
    goes_name = LineField(max_length=300)
    stays = models.BigIntegerField(help_text="The key of the one that stayed.")
    before = models.JSONField()
    after = models.JSONField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = MergerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "stays"], name="merger_by_what_stayed")]

    def __str__(self) -> str:
        return f"{self.goes_name}, merged"


class ApartQuerySet(models.QuerySet["Apart"]):
    def of_kind(self, kind: str) -> ApartQuerySet:
        return self.filter(kind=kind)


class Apart(models.Model):
    """That two rows that look alike are not the same, as somebody said: they are not proposed again."""

    kind = models.CharField(max_length=40, help_text="The model of both.")
    one = models.BigIntegerField(help_text="The lower key of the two.")
    other = models.BigIntegerField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    objects = ApartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "one", "other"], name="two_rows_are_said_to_be_two_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="lower_key_comes_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.one} is not {self.other}"
