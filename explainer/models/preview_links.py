"""Copies of the desk that are read outside of it: of what is typed into a form, and behind a link that ends.

It must not hold the key of a link, only what tells whether a key is its own. No edition, export or fixture has a row.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from .base import LineField


class TypedCopyQuerySet(models.QuerySet["TypedCopy"]):
    def of(self, user: Any) -> TypedCopyQuerySet:
        """Newest first."""
        return self.filter(user=user).order_by("-made_at", "-pk")

    def at_form(self, form: str) -> TypedCopyQuerySet:
        return self.filter(form=form)

    def numbered(self, pk: int) -> TypedCopyQuerySet:
        return self.filter(pk=pk)

    def older_than(self, moment: datetime) -> TypedCopyQuerySet:
        return self.filter(made_at__lt=moment)


class TypedCopy(models.Model):
    """A story as it would be with what one person has typed into one form, and not saved. Nobody else may read it."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=200, help_text="The address of the form.")
    document = models.TextField()
    made_at = models.DateTimeField()

    objects = TypedCopyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "story", "form"], name="a_form_has_one_typed_copy_of_a_story"),
        ]

    def __str__(self) -> str:
        return f"{self.story}, as typed by {self.user}"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def of(self, story: models.Model) -> PreviewLinkQuerySet:
        """Newest first."""
        return self.filter(Q(story=story)).select_related("made_by", "ended_by").order_by("-made_at", "-pk")

    def numbered(self, pk: int) -> PreviewLinkQuerySet:
        return self.filter(pk=pk)

    def open_at(self, moment: datetime) -> PreviewLinkQuerySet:
        return self.filter(ended_at=None, ends_at__gt=moment)

    def open_first(self, moment: datetime) -> PreviewLinkQuerySet:
        """Those that can be read, and then the others; the newest first."""
        over = Case(When(ended_at=None, ends_at__gt=moment, then=Value(0)), default=Value(1))
        return self.order_by(over, "-made_at", "-pk")

    def with_key(self, digest: str) -> PreviewLinkQuerySet:
        return self.filter(key_digest=digest).select_related("story")

    def to_story(self, slug: str) -> PreviewLinkQuerySet:
        """Whatever the story is called now, a link stands below the slug that its copy has."""
        return self.filter(slug=slug)

    def over_at(self, moment: datetime) -> PreviewLinkQuerySet:
        """Those that show nothing any more and still hold a copy."""
        return self.filter(Q(ended_at__isnull=False) | Q(ends_at__lte=moment)).exclude(document="")


class PreviewLink(models.Model):
    """That somebody without an account may read a story as the desk had it at one moment, until another."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80, help_text="The story's, as the copy has it.")
    key_digest = models.CharField(max_length=64, unique=True, help_text="HMAC-SHA-256 of the key, in hexadecimal.")
    document = models.TextField(blank=True, help_text="The story as it was then; empty once the link is over.")
    for_whom = LineField(max_length=160, help_text="For the desk alone: “Maria Lindt, our lawyer”.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "link to a preview"
        verbose_name_plural = "links to previews"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="preview_link_ends_after_it_is_made"),
            models.CheckConstraint(condition=~Q(for_whom=""), name="preview_link_is_for_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.story}, for {self.for_whom}"

    def is_over(self, moment: datetime) -> bool:
        return self.ended_at is not None or self.ends_at <= moment
