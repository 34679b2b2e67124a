"""What the last look at the links of sources found: of the desk alone, and no part of a source.

It must not look itself; ``desk.links.looking`` does.
"""

from __future__ import annotations

from django.db import models

from .base import LineField


class LinkLookQuerySet(models.QuerySet["LinkLook"]):
    def of(self, *sources: models.Model) -> LinkLookQuerySet:
        return self.filter(source__in=[source.pk for source in sources])


class LinkLook(models.Model):
    """The last look at a source's address and at its kept copy."""

    class State(models.TextChoices):
        ANSWERS = "answers", "answers"
        MOVED = "moved", "answers, at another address"
        DEAD = "dead", "dead"
        NOT_ASKED = "not-asked", "the site asks not to be looked at"
        UNKNOWN = "unknown", "could not look"
        NONE = "none", "there is none"

    source = models.OneToOneField("explainer.Source", models.CASCADE, related_name="+")
    looked_at = models.DateTimeField()
    address = models.URLField(max_length=500, blank=True, help_text="The address that was looked at.")
    state = models.CharField(max_length=20, choices=State)
    said = LineField(blank=True, help_text="What the site answered.")
    copy = models.URLField(max_length=500, blank=True, help_text="The kept copy that was looked at.")
    copy_state = models.CharField(max_length=20, choices=State)
    copy_said = LineField(blank=True)
    proposed = models.URLField(max_length=500, blank=True, help_text="A kept copy that an archive has: a proposal.")

    objects = LinkLookQuerySet.as_manager()

    class Meta:
        verbose_name = "last look at a link"
        verbose_name_plural = "last looks at links"

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.looked_at:%Y-%m-%d}"
