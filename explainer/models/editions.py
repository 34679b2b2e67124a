"""The frozen side: editions, what readers read, and what the fixtures last wrote to the desk.

Readers' modules may import this module of ``explainer.models`` and no other.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import LineField


class EditionQuerySet(models.QuerySet):
    def of(self, story: models.Model) -> EditionQuerySet:
        """Newest first, scheduled and withdrawn ones among them."""
        return self.filter(story=story).order_by("-number")

    def of_story(self, slug: str) -> EditionQuerySet:
        return self.filter(slug=slug)

    def public_at(self, moment: datetime) -> EditionQuerySet:
        """Those that readers can have seen by ``moment``, newest first; withdrawn ones among them."""
        return self.filter(published_at__lte=moment).order_by("-number")

    def scheduled_after(self, moment: datetime) -> EditionQuerySet:
        return self.filter(published_at__gt=moment).order_by("number")

    def without_document(self) -> EditionQuerySet:
        """The row without its document, which can be large."""
        return self.defer("document")

    def newest_of_each_story(self, moment: datetime) -> EditionQuerySet:
        newer = Edition.objects.filter(
            slug=models.OuterRef("slug"), number__gt=models.OuterRef("number"), published_at__lte=moment
        )
        return self.public_at(moment).filter(~models.Exists(newer)).order_by("-published_at", "slug")


class Edition(models.Model):
    """A story as it was published: numbered, never changed. Only a withdrawal is ever written to it."""

    class Kind(models.TextChoices):
        FIRST = "first", "first edition"
        UPDATE = "update", "update"
        CORRECTION = "correction", "correction"
        CLARIFICATION = "clarification", "clarification"
        WITHDRAWAL = "withdrawal", "withdrawal of a part"

    story = models.ForeignKey("explainer.Story", models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=80, help_text="The story's slug: the first part of the address.")
    language = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    note = LineField(max_length=1000, blank=True, help_text="To readers: what changed and why.")
    published_at = models.DateTimeField(help_text="From this moment on readers see it.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="editions"
    )
    publisher_name = LineField(max_length=160, blank=True, help_text="Kept when the account is gone.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    republishes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="republished_as")
    schema = models.PositiveSmallIntegerField(help_text="Version of the document's shape.")
    document = models.TextField(help_text="The story as JSON (explainer.document).")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document, in hexadecimal.")
    retired = models.JSONField(
        default=dict,
        blank=True,
        help_text="Addresses that earlier editions had: {“statements/x”: last edition}.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = LineField(max_length=1000, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="withdrawals"
    )
    withdrawer_name = LineField(max_length=160, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["slug", "-number"], name="edition_by_address")]
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="edition_number_is_unique_in_its_story"),
            models.UniqueConstraint(fields=["slug", "number"], name="edition_number_is_unique_at_its_address"),
            models.CheckConstraint(condition=Q(number__gte=1), name="editions_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="edition_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(kind="first")) | (Q(number__gt=1) & ~Q(kind="first")),
                name="only_edition_one_is_the_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}, edition {self.number}"


class LoadedRow(models.Model):
    """What a fixture last wrote: how ``load_story`` tells an editor's work from its own."""

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=300, help_text="The natural key, as JSON.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the row as it was loaded.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="loaded_row_is_remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
