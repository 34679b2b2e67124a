"""Who has which form of the desk open, and since when: so that two people at one form see each other.

It must not hold anything that somebody typed, nor stop anybody from working: it only tells.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils import timezone


class FormOpenQuerySet(models.QuerySet["FormOpen"]):
    def now(self, moment: datetime | None = None) -> FormOpenQuerySet:
        """What is open at this moment, with the people and the kinds of rows; the latest opened first."""
        there = self.filter(until__gt=moment or timezone.now())
        return there.select_related("user", "content_type").order_by("-since", "-pk")

    def over(self, moment: datetime | None = None) -> FormOpenQuerySet:
        return self.filter(until__lte=moment or timezone.now())

    def at(self, row: models.Model) -> FormOpenQuerySet:
        return self.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))

    def in_story(self, story: models.Model) -> FormOpenQuerySet:
        """The story's own form, and those of whatever belongs to it."""
        return self.filter(story_number=story.pk)

    def of_opening(self, opening: str) -> FormOpenQuerySet:
        return self.filter(opening=opening)


class FormOpen(models.Model):
    """One opening of one row's form, in a tab, by somebody. It ends at ``until``, which its script moves on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    story_number = models.BigIntegerField(null=True, blank=True, help_text="The key of the row's story, if it has one.")
    called = models.CharField(max_length=200, help_text="What the row was called when its form was opened.")
    opening = models.CharField(max_length=32, unique=True, help_text="Which opening of the form it is, at random.")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    until = models.DateTimeField(help_text="Nobody is there any more if nothing was heard until then.")

    objects: Any = FormOpenQuerySet.as_manager()

    class Meta:
        verbose_name = "open form"
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="form_open_at_a_row"),
            models.Index(fields=["until"], name="form_open_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(seen_at__gte=models.F("since")), name="form_seen_since_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.called}, open at {self.user}"

    @property
    def address(self) -> str:
        """Of the form; empty where the desk has none."""
        kind = f"{self.content_type.app_label}_{self.content_type.model}"
        try:
            return reverse(f"admin:{kind}_change", args=(self.object_id,))
        except NoReverseMatch:
            return ""
