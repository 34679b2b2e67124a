"""What every model of the desk is made of: fields, managers and the story that a row belongs to.

It must not know any model by name.
"""

from __future__ import annotations

from typing import Any

from django.conf import global_settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.fields.related import lazy_related_operation
from markdownx.models import MarkdownxField

from explainer.language.dates import DateProblem, parse
from explainer.language.text import tidy

# First segments of an address that can never be a story (docs/addresses.md).
RESERVED_SLUGS = frozenset(
    [
        "about",
        "admin",
        "api",
        "assets",
        "cards",
        "changes",
        "corrections",
        "embed",
        "embeds",
        "export",
        "favicon",
        "feed",
        "feeds",
        "healthz",
        "help",
        "media",
        "oembed",
        "preview",
        "robots",
        "schema",
        "search",
        "sitemap",
        "static",
        "stories",
        "well-known",
    ]
)
# Every language code that Django knows, “pt-br” and “zh-hans” among them: pages in a language stand below its code.
LANGUAGES = frozenset(code.lower() for code, _name in global_settings.LANGUAGES)
LANGUAGE_CODE = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Write a language as BCP 47 does: “en”, “ar”, “he”, “pt-BR”."
)


def story_slug_is_free(slug: str) -> None:
    """Refuse the first path segments that the site itself needs, language codes among them."""
    if slug in RESERVED_SLUGS or slug.lower() in LANGUAGES or len(slug) < 4:
        raise ValidationError(f"“{slug}” is an address of the site itself; choose another of four letters or more.")


def date_is_readable(text: str) -> None:
    try:
        parse(text)
    except DateProblem as problem:
        raise ValidationError(str(problem)) from None


class Tidy:
    """Whatever way a text comes in (form, fixture, shell), it is stored without control characters."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return tidy(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return tidy(value) if isinstance(value, str) else value


class LineField(Tidy, models.CharField):
    """One line of our own words, without markup."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        super().__init__(*args, **kwargs)


class WordsField(Tidy, models.TextField):
    """Words copied to the letter, without markup."""


class ProseField(Tidy, MarkdownxField):
    """Paragraphs of our own words, in Markdown."""


class WhenField(Tidy, models.CharField):
    """A date that admits doubt, in the EDTF subset of ``explainer.language.dates``; blank where nothing is known."""

    default_validators = [date_is_readable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "help_text",
            "2024-05-31, 2024-06, about: 2024-12~, one day within: [2024-06-21..2024-06-30], "
            "by: [..2024-08-23], lasted: 2024-06-01/2024-06-10.",
        )
        super().__init__(*args, **kwargs)


class CitedField(models.ManyToManyField):
    """Many-to-many whose far end cannot be deleted while it is cited.

    Django's automatic join table cascades: deleting a source would silently strip it from every statement. RESTRICT
    rather than PROTECT, so that a whole story can go with all that cites within it.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        if cls._meta.abstract:
            return

        def protect(model: Any, related: Any, through: Any) -> None:
            through._meta.get_field(self.m2m_reverse_field_name()).remote_field.on_delete = models.RESTRICT
            near = self.m2m_field_name()
            through.__str__ = lambda row: str(getattr(row, near))

        lazy_related_operation(protect, cls, self.remote_field.model, self.remote_field.through)


class SlugManager(models.Manager):
    def get_by_natural_key(self, slug: str) -> models.Model:
        return self.get(slug=slug)


class InStoryManager(models.Manager):
    def get_by_natural_key(self, story: str, slug: str) -> models.Model:
        return self.get(story__slug=story, slug=slug)

    def of(self, story: models.Model) -> models.QuerySet:
        return self.filter(story=story)


class InStory(models.Model):
    """A row with an address of its own inside a story."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="%(class)ss")
    slug = models.SlugField(max_length=80, help_text="Part of a lasting address: it stays once published.")

    objects = InStoryManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["story", "slug"], name="%(class)s_slug_is_unique_in_its_story"),
        ]

    def natural_key(self) -> tuple[str, ...]:
        return (self.story.slug, self.slug)

    natural_key.dependencies = ["explainer.story"]

    def must_share_story(self, **rows: models.Model | None) -> None:
        """Raise when one of ``rows`` belongs to another story; the keyword is the field's name."""
        problems = {
            field: f"“{row}” belongs to another story."
            for field, row in rows.items()
            if row is not None and row.story_id != self.story_id
        }
        if problems:
            raise ValidationError(problems)
