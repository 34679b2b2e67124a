"""The desk's translations: our own words of a story in another language, text by text.

They hold no date, link, source or quotation: those are the original's, whatever the language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .base import LANGUAGE_CODE, LineField, WordsField, depends_on

if TYPE_CHECKING:
    from .stories import Story

# Without the language whose addresses have no prefix: there, readers are shown the original.
OFFERED = {code: name for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


class TranslationManager(models.Manager["Translation"]):
    def get_by_natural_key(self, story: str, language: str) -> Translation:
        return self.get(story__slug=story, language=language)

    def of(self, story: Story) -> models.QuerySet[Translation]:
        return self.filter(story=story).order_by("language")

    def into(self, story: Story, language: str) -> Translation | None:
        return self.filter(story=story, language=language).select_related("story").first()

    def telling(self, story: str, language: str) -> Translation | None:
        """The translation into a language that is not the story's own."""
        rows = self.filter(story__slug=story, language=language).exclude(story__language=language)
        return rows.select_related("story").first()


class Translation(models.Model):
    """A story in one more language of the site."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="translations")
    language = models.CharField(
        max_length=20,
        validators=[LANGUAGE_CODE],
        help_text="One of the languages that the site speaks, other than the story's own.",
    )

    read_by = LineField(
        max_length=160,
        blank=True,
        default="",
        help_text="The native editor who has read all of it, as readers are told.",
    )
    read_on = models.DateField(null=True, blank=True)

    objects = TranslationManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "language"], name="story_has_one_translation_in_a_language"),
            models.CheckConstraint(
                condition=Q(read_by="", read_on=None) | (~Q(read_by="") & Q(read_on__isnull=False)),
                name="translation_is_read_by_somebody_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story} in {self.language_words}"

    @depends_on("explainer.story")
    def natural_key(self) -> tuple[str, ...]:
        return (self.story.slug, self.language)

    def clean(self) -> None:
        if self.language not in OFFERED:
            known = ", ".join(f"“{code}” ({name})" for code, name in OFFERED.items())
            raise ValidationError({"language": f"The site has no addresses in this language; it has {known}."})
        if self.story_id and self.language == self.story.language:
            raise ValidationError({"language": "This is the language of the story itself."})
        if bool(self.read_by) != bool(self.read_on):
            raise ValidationError({"read_by": "Say who has read it and on which day, or neither."})

    @property
    def language_words(self) -> str:
        """“Arabic”."""
        return OFFERED.get(self.language, self.language)


class TranslatedTextManager(models.Manager["TranslatedText"]):
    def get_by_natural_key(self, story: str, language: str, place: str, field: str) -> TranslatedText:
        return self.get(translation__story__slug=story, translation__language=language, place=place, field=field)

    def at(self, place: str, story: Story | None = None) -> models.QuerySet[TranslatedText]:
        """Those of a row and of what is inside it; of one story, or of all."""
        texts = self.filter(models.Q(place=place) | models.Q(place__startswith=f"{place}/"))
        return texts.filter(translation__story=story) if story else texts

    def in_memory(self, language: str, of: str, most: int) -> models.QuerySet[TranslatedText]:
        """The latest ``most`` of all stories that are told in the language ``of``, with their stories."""
        rows = self.filter(translation__language=language, translation__story__language=of)
        return rows.select_related("translation__story").order_by("-pk")[:most]

    def in_language(self, language: str, pk: int) -> TranslatedText | None:
        return self.filter(translation__language=language, pk=pk).first()


class TranslatedText(models.Model):
    """One text of ours in another language, and the text that it was made from."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="texts")
    place = models.CharField(max_length=200, help_text="Where it stands: “statements/the-new-date”.")
    field = models.CharField(max_length=40, help_text="What it is there: “lead_in”.")
    made_from = WordsField(help_text="The text of the original, as it was then.")
    text = WordsField(help_text="The same in the language of the translation.")

    objects = TranslatedTextManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "place", "field"], name="text_is_translated_once"),
            models.CheckConstraint(condition=~Q(text=""), name="translated_text_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.field.replace('_', ' ')}"

    @depends_on("explainer.translation")
    def natural_key(self) -> tuple[str, ...]:
        return (*self.translation.natural_key(), self.place, self.field)
