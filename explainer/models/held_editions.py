"""A scheduled edition that was set aside, since something more urgent was published before its time.

It is no edition: it has no number, no reader can reach it, and its time brings it nowhere. It must not be published as
it is; ``explainer.desk.held`` says what it would be beside what readers read by then.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .base import LineField


class HeldEditionQuerySet(models.QuerySet["HeldEdition"]):
    def of(self, story: models.Model) -> HeldEditionQuerySet:
        return self.filter(models.Q(story=story)).order_by("wanted_at", "pk")

    def without_document(self) -> HeldEditionQuerySet:
        return self.select_related("behind").defer("document", "behind__document")


class HeldEdition(models.Model):
    """``base``: the edition that it was made after, none before the first; ``behind``: what was published past it."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="held_editions")
    wanted_at = models.DateTimeField(help_text="When it was to come out.")
    kind = models.CharField(max_length=20)
    note = LineField(max_length=1000, blank=True)
    puts_right = models.JSONField(default=list, blank=True)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    base = models.ForeignKey("explainer.Edition", models.CASCADE, null=True, related_name="+")
    behind = models.ForeignKey("explainer.Edition", models.CASCADE, related_name="+")
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    scheduler_name = LineField(max_length=160, blank=True)
    held_at = models.DateTimeField()

    objects = HeldEditionQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.story}, scheduled for {self.wanted_at:%d %B %Y %H:%M}, set aside"
