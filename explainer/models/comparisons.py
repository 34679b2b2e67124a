"""The desk's “then and now”: two statements of one speaker on one issue, and the two people who approved the pair.

It must not judge: how the later stands to the earlier comes from a closed list that describes text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .base import InStory, LineField

if TYPE_CHECKING:
    from .stories import Story


class Comparison(InStory):
    """An earlier and a later statement. It is published once two people have approved it as it stands."""

    class Relation(models.TextChoices):
        REPEATS = "repeats", "repeats"
        ADDS_TO = "adds-to", "adds to"
        NARROWS = "narrows", "narrows"
        WIDENS = "widens", "widens"
        DIFFERS_FROM = "differs-from", "differs from"
        REVERSES = "reverses", "says the opposite of"

    issue = models.ForeignKey("explainer.Issue", models.RESTRICT, related_name="comparisons")
    earlier = models.ForeignKey("explainer.Statement", models.RESTRICT, related_name="comparisons_as_earlier")
    relation = models.CharField(
        max_length=20, choices=Relation, help_text="What the later statement does to the earlier one, as text."
    )
    later = models.ForeignKey("explainer.Statement", models.RESTRICT, related_name="comparisons_as_later")

    class Meta(InStory.Meta):
        constraints = [
            *InStory.Meta.constraints,
            models.UniqueConstraint(
                fields=["story", "issue", "earlier", "later"], name="two_statements_are_compared_once_on_an_issue"
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")),
                name="statement_is_not_compared_with_itself",
                violation_error_message="A statement cannot be compared with itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.speaker} on {self.issue.short_name}: {self.earlier.topic}, {self.later.topic}"

    def clean(self) -> None:
        given = {name: getattr(self, name) for name in ("issue", "earlier", "later") if getattr(self, f"{name}_id")}
        self.must_share_story(**given)
        if len(given) < 3:
            return
        if self.earlier.speaker_id != self.later.speaker_id:
            raise ValidationError({"later": "Both statements must be by the same speaker."})
        for name in ("earlier", "later"):
            if not given[name].issues.contains(self.issue):
                raise ValidationError({name: f"“{given[name]}” is not about this issue."})


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def of(self, story: Story) -> ApprovalQuerySet:
        """Those of a story's comparisons, the first of each before the second."""
        return self.filter(comparison__story=story).order_by("comparison__slug", "place")

    def of_comparison(self, comparison: Comparison) -> ApprovalQuerySet:
        return self.filter(comparison=comparison).order_by("place")


class Approval(models.Model):
    """That somebody approved a comparison, and what it was then. It counts only while the two are still that.

    Written by ``explainer.desk.approving`` alone; no form or file makes one.
    """

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="approvals")
    place = models.PositiveSmallIntegerField(help_text="1 for the first, 2 for the second.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="approvals")
    name = LineField(max_length=160, help_text="Kept when the account is gone.")
    at = models.DateTimeField()
    seen = models.CharField(max_length=64, help_text="SHA-256 of what was approved, in hexadecimal.")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="approval_is_the_first_or_the_second"),
            models.UniqueConstraint(fields=["comparison", "place"], name="approval_has_its_own_place"),
            models.UniqueConstraint(fields=["comparison", "by"], name="nobody_approves_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%d %B %Y %H:%M %Z}"
