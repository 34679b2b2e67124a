"""That somebody asks for a story to be published as it stands, and what was answered.

Of the desk alone: no edition, no file and no reader has it. It must not say whether an approval still holds;
``explainer.desk.requests`` does, from what the desk says by then.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .base import LineField, WordsField

COMMENT_LENGTH = 2000  # characters


class PublishRequestQuerySet(models.QuerySet["PublishRequest"]):
    def open(self) -> PublishRequestQuerySet:
        """Those that wait for an answer or, approved, to be published; the latest first."""
        return self.filter(state__in=PublishRequest.OPEN).order_by("-asked_at", "-pk")

    def closed(self) -> PublishRequestQuerySet:
        return self.exclude(state__in=PublishRequest.OPEN).order_by("-decided_at", "-pk")

    def of(self, story: models.Model, language: str = "") -> PublishRequestQuerySet:
        """Of the original, or of a translation."""
        return self.filter(Q(story=story), language=language)

    def of_digest(self, digest: str) -> PublishRequestQuerySet:
        return self.filter(seen=digest)

    def with_story(self) -> PublishRequestQuerySet:
        return self.select_related("story", "asked_by", "decided_by", "edition").defer("shown", "edition__document")


class PublishRequest(models.Model):
    """``seen``: the digest of what was asked for or, once approved, of what was approved."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits for an answer"
        APPROVED = "approved", "approved"
        SENT_BACK = "sent-back", "sent back"
        PUBLISHED = "published", "published"
        TAKEN_BACK = "taken-back", "taken back by who asked"

    OPEN = (State.WAITING, State.APPROVED)

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="publish_requests")
    language = models.CharField(max_length=20, blank=True, default="", help_text="Empty: the original.")
    seen = models.CharField(max_length=64)
    shown = models.TextField(help_text="What the page showed (explainer.edition.shown).")
    comment = WordsField(max_length=COMMENT_LENGTH, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asker_name = LineField(max_length=160)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decider_name = LineField(max_length=160, blank=True)
    reasons = WordsField(max_length=COMMENT_LENGTH, blank=True)
    edition = models.ForeignKey("explainer.Edition", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PublishRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request to publish"
        verbose_name_plural = "requests to publish"
        default_permissions = ()
        indexes = [models.Index(fields=["state", "-asked_at"], name="requests_that_are_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "language"],
                condition=Q(state__in=("waiting", "approved")),
                name="a_story_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="a_request_is_approved_by_another_person",
            ),
            models.CheckConstraint(condition=~Q(state="sent-back") | ~Q(reasons=""), name="sent_back_with_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.story}{f' in {self.language}' if self.language else ''}, asked for by {self.asker_name}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
