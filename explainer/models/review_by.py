"""The day by which an editor wants a story looked at again.

It is the desk's alone: it must never be in an edition, in a story's files or on a reader's page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

from .base import LineField

if TYPE_CHECKING:
    from .stories import Story

LONGEST_NOTE = 200  # characters


class ReviewByManager(models.Manager["ReviewBy"]):
    def of(self, story: Story) -> ReviewBy | None:
        return self.filter(story=story).first()

    def among(self, stories: Iterable[Story]) -> dict[int, ReviewBy]:
        """By the story's number."""
        return {row.story_id: row for row in self.filter(story__in=list(stories))}

    def soonest(self, most: int) -> models.QuerySet[ReviewBy]:
        return self.select_related("story").order_by("day", "story__slug")[:most]


class ReviewBy(models.Model):
    story = models.OneToOneField("explainer.Story", models.CASCADE, related_name="review_by")
    day = models.DateField(help_text="From this day on the desk says that it is to be looked at again.")
    note = LineField(max_length=LONGEST_NOTE, blank=True, help_text="What to look at.")

    objects = ReviewByManager()

    class Meta:
        verbose_name = "day of review"
        verbose_name_plural = "days of review"

    def __str__(self) -> str:
        return f"{self.story}, by {self.day}"
