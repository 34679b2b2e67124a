"""What every model of the desk is made of: fields, managers and the story that a row belongs to.

It must not know any model by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.conf import global_settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.fields.related import lazy_related_operation  # type: ignore[attr-defined]  # stubs lack it

from explainer.language.date_forms import HELP
from explainer.language.dates import DateProblem, parse
from explainer.language.text import one_line, tidy

_Row = TypeVar("_Row", bound=models.Model)
_Method = TypeVar("_Method", bound=Callable[..., Any])

# Only Django's stubs say what a field holds; its own classes take nothing in brackets. None of our texts may be null.
if TYPE_CHECKING:
    from django.db.models import ManyToManyField

    _Field = models.Field[str, str]
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
    _MarkdownField = models.TextField[str, str]
else:
    from markdownx.models import MarkdownxField as _MarkdownField

    _Field, _CharField, _TextField = object, models.CharField, models.TextField

    class ManyToManyField(models.ManyToManyField):
        def __class_getitem__(cls, rows: Any) -> type:
            return cls


_To = TypeVar("_To", bound=models.Model)
_Through = TypeVar("_Through", bound=models.Model)

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
        "data",
        "embed",
        "embeds",
        "export",
        "favicon",
        "feed",
        "feeds",
        "healthz",
        "help",
        "llms",
        "manifest",
        "media",
        "oembed",
        "opensearch",
        "preview",
        "publisher",
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
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Write the code of a language: “en”, “ar”, “he”, “pt-BR”."
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


class Tidy(_Field):
    """Whatever way a text comes in (form, fixture, shell), it is stored without what nobody sees (``text.tidy``)."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.cleaned(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.cleaned(value) if isinstance(value, str) else value

    def cleaned(self, text: str) -> str:
        return tidy(text)


class LineField(Tidy, _CharField):
    """One line of our own words, without markup. Line ends become spaces."""

    def cleaned(self, text: str) -> str:
        return one_line(tidy(text))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        super().__init__(*args, **kwargs)


class WordsField(Tidy, _TextField):
    """Words copied to the letter, without markup."""


class ProseField(Tidy, _MarkdownField):
    """Paragraphs of our own words, in Markdown."""


class Helped(_Field):
    """Has help of its own, which is no business of a migration: it is what the desk says."""

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("help_text", None)
        return name, path, args, kwargs


class WhenField(Helped, Tidy, _CharField):
    """A date that admits doubt, in the EDTF subset of ``explainer.language.dates``; blank where nothing is known."""

    default_validators = [date_is_readable]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)


class CitedField(ManyToManyField[_To, _Through]):
    """Many-to-many whose far end cannot be deleted while something refers to it.

    Django's automatic join table cascades: deleting a source or an issue would silently strip it from every statement.
    RESTRICT rather than PROTECT, so that a whole story can go with all that cites within it.
    """

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False, **kwargs: Any
    ) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls._meta.abstract:
            return

        def protect(model: Any, related: Any, through: Any) -> None:
            through._meta.get_field(self.m2m_reverse_field_name()).remote_field.on_delete = models.RESTRICT
            near = self.m2m_field_name()
            through.__str__ = lambda cited: str(getattr(cited, near))

        lazy_related_operation(protect, cls, self.remote_field.model, self.remote_field.through)


class SlugManager(models.Manager[_Row]):
    def get_by_natural_key(self, slug: str) -> _Row:
        return self.get(slug=slug)


class InStoryManager(models.Manager[_Row]):
    def get_by_natural_key(self, story: str, slug: str) -> _Row:
        return self.get(story__slug=story, slug=slug)

    def of(self, story: models.Model) -> models.QuerySet[_Row]:
        return self.filter(story=story)


def depends_on(*labels: str) -> Callable[[_Method], _Method]:
    """Of a ``natural_key``: rows of these models are written before, and loaded first."""

    def noted(method: _Method) -> _Method:
        method.__dict__["dependencies"] = list(labels)  # where Django's serialisers look for it
        return method

    return noted


class OfAStory(Protocol):
    """A row that belongs to a story, with or without an address of its own."""

    @property
    def story_id(self) -> int: ...


class FormerSlugsField(LineField):
    """Slugs that a row had before, separated by commas: readers who ask for one are led to the row. Nobody writes them
    into a form: a row gets them when it is renamed, or when another is merged into it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("help_text", "Its addresses of before, separated by commas. They lead here.")
        super().__init__(*args, **kwargs)


def slugs_in(text: str) -> list[str]:
    """Those of a ``FormerSlugsField``."""
    return [slug for part in text.split(",") if (slug := part.strip())]


class Renamable(models.Model):
    """A row that stays found where it was found before: the slugs that it had lead to it, and are no other row's."""

    former_slugs = FormerSlugsField()

    class Meta:
        abstract = True

    slug: Any

    @property
    def formerly(self) -> list[str]:
        return slugs_in(self.former_slugs)

    def others(self) -> models.QuerySet[Any]:
        """The rows that could not have the same slug."""
        return type(self)._base_manager.exclude(pk=self.pk)

    def is_of_a_row(self, slug: str, story: Any) -> bool:
        """Whether it is or was the slug of a row, this one among them: of ``story``, or of any."""
        rows: models.QuerySet[Any] = type(self)._base_manager.filter(**({"story": story} if story else {}))
        led = rows.filter(former_slugs__contains=slug)
        return rows.filter(slug=slug).exists() or any(slug in each.formerly for each in (self, *led))

    def clean(self) -> None:
        super().clean()
        self.address_must_be_free()

    def address_must_be_free(self) -> None:
        """Raise where its address leads to another row, or an address that it had is another row's."""
        for other in self.others().filter(former_slugs__contains=self.slug):
            if self.slug in other.formerly:
                sentence = f"“{self.slug}” was the address of “{other}”, and leads there for good. Choose another."
                raise ValidationError({"slug": sentence})
        if taken := self.others().filter(slug__in=self.formerly).first():
            raise ValidationError(f"“{taken.slug}” is the address of “{taken}”; it cannot be a former one of another.")


class InStory(models.Model):
    """A row with an address of its own inside a story."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="%(class)ss")
    slug = models.SlugField(
        "address name", max_length=80, help_text="Part of a lasting address: it stays once published."
    )

    objects = InStoryManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["story", "slug"], name="%(class)s_slug_is_unique_in_its_story"),
        ]

    @depends_on("explainer.story")
    def natural_key(self) -> tuple[str, ...]:
        return (self.story.slug, self.slug)

    def must_share_story(self, **rows: OfAStory | None) -> None:
        """Raise when one of ``rows`` belongs to another story; the keyword is the field's name."""
        problems = {
            field: f"“{row}” belongs to another story."
            for field, row in rows.items()
            if row is not None and row.story_id != self.story_id
        }
        if problems:
            raise ValidationError(problems)


class Addressed(Renamable, InStory):
    """A row with a page of its own."""

    class Meta(InStory.Meta):
        abstract = True

    def others(self) -> models.QuerySet[Any]:
        return super().others().filter(story=self.story_id)
