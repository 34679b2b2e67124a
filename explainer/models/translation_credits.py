"""Who gave a text of a translation the words that it has, and who has read them: for the desk alone.

It must not judge whether a credit still holds; it only keeps of which words it is. No edition and no file has a row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import LineField

if TYPE_CHECKING:
    from .translations import TranslatedText, Translation


class TranslationCreditQuerySet(models.QuerySet["TranslationCredit"]):
    def of(self, translation: Translation) -> TranslationCreditQuerySet:
        return self.filter(text__translation=translation)

    def readings(self) -> TranslationCreditQuerySet:
        return self.filter(act=TranslationCredit.Act.READ)

    def translating(self, texts: Collection[int]) -> TranslationCreditQuerySet:
        """Who gave these texts their words, by their numbers."""
        return self.filter(act=TranslationCredit.Act.TRANSLATED, text__in=texts)

    def for_text(self, text: TranslatedText) -> TranslationCreditQuerySet:
        return self.filter(text=text)


class TranslationCredit(models.Model):
    """The last of each act on one text. ``name`` is what readers are told of a reading; the account may be another's,
    for not everybody who reads a translation has one."""

    class Act(models.TextChoices):
        TRANSLATED = "translated", "translated"
        READ = "read", "read"

    text = models.ForeignKey("explainer.TranslatedText", models.CASCADE, related_name="credits")
    act = models.CharField(max_length=10, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    name = LineField(max_length=160)
    at = models.DateTimeField()
    words = models.CharField(max_length=20, help_text="Of which words: their digest, with that of the original.")

    objects = TranslationCreditQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "act"], name="text_has_one_credit_for_an_act"),
            models.CheckConstraint(condition=~Q(name=""), name="credit_names_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.get_act_display()} by {self.name}"
