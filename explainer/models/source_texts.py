"""The text of a source, kept at the desk alone, and the words of it on which a row rests.

It must not be published, exported or searched: no other module of the models refers to it, and no edition has a field
for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from explainer.language.source_texts import LONGEST, kept, print_of

from .base import WordsField
from .people import Actor
from .sources import Source
from .statements import Position, Statement
from .stories import Involvement, Story

LATEST = 12  # sources that are offered beside the text of another
MOST = 1_000  # rows of a kind that are shown at one text


class TextField(WordsField):
    """As it is kept, whichever way it comes in."""

    def cleaned(self, text: str) -> str:
        return kept(text)


class SourceTextManager(models.Manager["SourceText"]):
    def of(self, source: Source) -> SourceText | None:
        return self.filter(source=source).select_related("kept_by").first()

    def locked(self, source: Source) -> SourceText | None:
        """The same, for whoever writes: of two at once, one comes after the other."""
        return self.select_for_update().filter(source=source).first()

    def of_sources(self, sources: Iterable[Source]) -> list[SourceText]:
        return list(self.filter(source__in=sources).select_related("source").order_by("source__slug"))

    def of_slugs(self, slugs: Iterable[str]) -> list[SourceText]:
        return list(self.filter(source__slug__in=slugs).select_related("source").order_by("source__slug"))


class SourceText(models.Model):
    """What a source says, whole, as somebody pasted it. It goes when it is deleted: no version of it is kept."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="kept_text")
    text = TextField(help_text="The words of the source, pasted once. Nobody but the desk sees them.")
    cut = WordsField(blank=True, editable=False, help_text="The excerpt as it was last cut from the text.")
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceTextManager()

    class Meta:
        verbose_name = "text of a source"
        verbose_name_plural = "texts of sources"
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="text_of_a_source_has_words")]

    def __str__(self) -> str:
        return f"The text of {self.source}"

    def clean(self) -> None:
        if len(self.text) > LONGEST:
            sentence = f"Too long: {len(self.text):,} characters, and at most {LONGEST:,} are kept. Paste a part of it."
            raise ValidationError({"text": sentence})

    @property
    def print(self) -> str:
        return print_of(self.text)


class SourceMarkManager(models.Manager["SourceMark"]):
    def of(self, source: Source) -> models.QuerySet[SourceMark]:
        rows = self.filter(source=source).select_related("statement__speaker", "event", "position__actor")
        return rows.order_by("start", "pk")

    def of_story(self, story: str) -> models.QuerySet[SourceMark]:
        """Those of the rows of a story, by its slug."""
        of = Q(statement__story__slug=story) | Q(event__story__slug=story) | Q(position__story__slug=story)
        rows = self.filter(of).select_related("source", "statement", "event", "position")
        return rows.order_by("source__slug", "start", "pk")

    def same(self, source: Source, words: str, speaker: Actor, wording: str, story: Story) -> SourceMark | None:
        """Of a statement that somebody has made already of the same words."""
        found = self.filter(source=source, words=words, statement__speaker=speaker, statement__wording=wording)
        return found.filter(statement__story=story).select_related("statement").first()

    def has(self, source: Source, words: str, **row: models.Model) -> bool:
        return self.filter(source=source, words=words, **row).exists()


class SourceMark(models.Model):
    """The words of a source's text on which a row rests: where they stand, and what they are, should that change."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="marks")
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="source_marks")
    event = models.ForeignKey("explainer.Event", models.CASCADE, null=True, blank=True, related_name="source_marks")
    position = models.ForeignKey(Position, models.CASCADE, null=True, blank=True, related_name="source_marks")
    start = models.PositiveIntegerField(help_text="Characters of the text before them.")
    words = WordsField(help_text="The words, to the letter.")

    objects = SourceMarkManager()

    class Meta:
        verbose_name = "mark in the text of a source"
        verbose_name_plural = "marks in the texts of sources"
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, event__isnull=True, position__isnull=True)
                | Q(statement__isnull=True, event__isnull=False, position__isnull=True)
                | Q(statement__isnull=True, event__isnull=True, position__isnull=False),
                name="mark_is_of_one_row",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="mark_has_words"),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def row(self) -> Any:
        return self.statement or self.event or self.position


def statements_of(source: Source) -> models.QuerySet[Statement]:
    """The statements that cite a source, with their words."""
    rows = source.statements.select_related("speaker", "story").prefetch_related("passages", "source_marks")
    return rows.order_by("pk")[:MOST]


def last_marked(source: Source, story: Story) -> Statement | None:
    """The statement that was last made from the text of a source."""
    rows = Statement.objects.filter(story=story, source_marks__source=source)
    return rows.select_related("speaker").prefetch_related("issues").order_by("-source_marks__pk").first()


def story_last_told(source: Source) -> Story | None:
    """The story of which something was last said in a source; the only story, if there is but one."""
    last = Statement.objects.filter(sources=source).select_related("story").order_by("-pk").first()
    stories = [last.story] if last else list(Story.objects.order_by("pk")[:2])
    return stories[0] if len(stories) == 1 else None


def cast_of(story: Story) -> list[Actor]:
    """Who has a part in a story, with the names that they had."""
    rows = Actor.objects.filter(involvements__story=story).prefetch_related("former_names")
    return list(rows.order_by("name", "slug")[:MOST])


def parts_in(story: Story) -> list[Involvement]:
    rows = Involvement.objects.filter(story=story).select_related("actor__affiliation")
    return list(rows.order_by("order", "actor__slug"))


def source_named(slug: str) -> Source | None:
    return Source.objects.filter(slug=slug).first()


def others_with_text(source: Source) -> list[Source]:
    """The sources whose texts were pasted last, but for this one."""
    return list(Source.objects.filter(kept_text__isnull=False).exclude(pk=source.pk).order_by("-pk")[:LATEST])


def row_named(model: type[models.Model], story: str, slug: str) -> Any:
    return model._default_manager.filter(story__slug=story, slug=slug).first()


def named(name: str) -> list[Actor]:
    """Whoever at the desk has exactly this name, whatever the story; at most a few."""
    return list(Actor.objects.filter(name__iexact=name).order_by("slug")[:5])
