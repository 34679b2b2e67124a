"""One thing taken back from every edition of it: what, why, and the two people; and the editions as they were.

Of the frozen side, as ``editions``: readers are told what, when and why, and by their modules nothing else is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from .base import LineField

REASON_LENGTH = 500  # characters


class TakedownQuerySet(models.QuerySet["Takedown"]):
    def active(self) -> TakedownQuerySet:
        """What is taken back now, in the order in which it was."""
        return self.filter(taken_at__isnull=False, returned_at=None).order_by("taken_at", "pk")

    def told(self) -> TakedownQuerySet:
        """Everything that was ever taken back, brought back or not, the latest first."""
        return self.filter(taken_at__isnull=False).order_by("-taken_at", "-pk")

    def open(self) -> TakedownQuerySet:
        """What is asked for or taken back, and not brought back."""
        return self.filter(returned_at=None).order_by("-asked_at", "-pk")

    def of_thing(self, kind: str, story: str, slug: str) -> TakedownQuerySet:
        """``story`` is empty for an actor, who may be in several."""
        return self.filter(kind=kind, story=story, slug=slug)


class Takedown(models.Model):
    """That one person asked to take something back from all editions, or to bring it back, and another confirmed it.

    Written by ``explainer.desk.taking_back`` alone.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", "statement"
        EVENT = "event", "event"
        ACTOR = "actor", "actor"

    class Basis(models.TextChoices):
        COURT_ORDER = "court-order", pgettext_lazy("taken back", "by order of a court")
        SAFETY = "safety", pgettext_lazy("taken back", "for somebody’s safety")
        ERROR = "error", pgettext_lazy("taken back", "because it was wrong")

    kind = models.CharField(max_length=10, choices=Kind)
    story = models.SlugField(
        max_length=80, blank=True, default="", help_text="Its story's address name; empty for an actor."
    )
    slug = models.SlugField("address name", max_length=80)
    basis = models.CharField(max_length=20, choices=Basis)
    reason = LineField(max_length=REASON_LENGTH, help_text="Readers are shown it where the thing stood.")
    language = models.CharField(max_length=20, help_text="Of the reason.")
    stories = models.JSONField(default=list, blank=True, help_text="The stories that had it, by address name.")
    words = models.JSONField(default=dict, blank=True, help_text="What no page may say: names, and words said.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asker_name = LineField(max_length=160)
    taken_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmer_name = LineField(max_length=160, blank=True)
    return_asked_at = models.DateTimeField(null=True, blank=True)
    return_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    return_asker_name = LineField(max_length=160, blank=True)
    return_reason = LineField(max_length=REASON_LENGTH, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    returner_name = LineField(max_length=160, blank=True)

    objects = TakedownQuerySet.as_manager()

    class Meta:
        verbose_name = "taking back"
        verbose_name_plural = "taken back"
        permissions = [("take_back", "Can take one thing back from all editions, with a second person")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "story", "slug"],
                condition=Q(returned_at__isnull=True),
                name="a_thing_is_taken_back_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="taken_back_with_a_reason"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("asked_by")), name="taken_back_by_two_people"),
            models.CheckConstraint(condition=~Q(returned_by=F("return_asked_by")), name="brought_back_by_two_people"),
            models.CheckConstraint(
                condition=Q(kind="actor", story="") | (~Q(kind="actor") & ~Q(story="")),
                name="an_actor_belongs_to_no_one_story",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(taken_at__isnull=False, return_asked_at__isnull=False),
                name="only_what_was_taken_back_is_brought_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.story + '/' if self.story else ''}{self.slug}"

    @property
    def state(self) -> str:
        """“asked”, “taken”, “return-asked” or “returned”."""
        if self.returned_at:
            return "returned"
        if self.taken_at is None:
            return "asked"
        return "return-asked" if self.return_asked_at else "taken"


class OriginalQuerySet(models.QuerySet["Original"]):
    def of(self, editions: Iterable[models.Model]) -> OriginalQuerySet:
        return self.filter(edition__in=list(editions))

    def at_address(self, *slugs: str) -> OriginalQuerySet:
        """Those of the editions of some stories, oldest first."""
        return self.filter(edition__slug__in=set(slugs)).order_by("edition_id")


class Original(models.Model):
    """An edition as it was published, while readers read it without something: kept for a court, or to be brought back.

    No page and no command reads it; ``explainer.desk.taking_back`` alone does.
    """

    edition = models.OneToOneField("explainer.Edition", models.CASCADE, related_name="original")
    schema = models.PositiveSmallIntegerField()
    document = models.TextField()
    note = LineField(max_length=1000, blank=True)
    withdrawn_because = LineField(max_length=1000, blank=True)

    objects = OriginalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.edition}, as it was published"
