"""Notes between editors on a field, a part or a place of the preview, with their answers.

Of the desk alone: no edition, no file, no feed and no reader has them. It must not know what is noted of a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from .base import LineField, WordsField

WORDS_LENGTH = 4000  # characters


class EditorNoteQuerySet(models.QuerySet["EditorNote"]):
    def open(self) -> EditorNoteQuerySet:
        return self.filter(closed_at=None)

    def closed(self) -> EditorNoteQuerySet:
        return self.exclude(closed_at=None)

    def on_row(self, kind: str, row: int) -> EditorNoteQuerySet:
        """Those on a row of the desk or on one of its fields."""
        return self.filter(kind=kind, row=row)

    def on_page(self, page: str) -> EditorNoteQuerySet:
        """Those on a place of the preview: its path."""
        return self.filter(page=page)

    def at(self, kind: str, row: int, page: str) -> EditorNoteQuerySet:
        """Those on a page of the preview, or on the row that it shows."""
        return self.filter(Q(page=page) | Q(kind=kind, row=row)) if kind else self.on_page(page)

    def of_story(self, story: models.Model) -> EditorNoteQuerySet:
        return self.filter(Q(story=story))

    def assigned_to(self, user: Any) -> EditorNoteQuerySet:
        return self.filter(assigned_to=user)

    def with_answers(self) -> EditorNoteQuerySet:
        return self.select_related("story", "assigned_to").prefetch_related("answers")

    def latest_first(self) -> EditorNoteQuerySet:
        return self.order_by("-written_at", "-pk")


class EditorNote(models.Model):
    """``kind`` and ``row``: the model and the key of the row that it is on; ``field``: of that row, if one is meant.
    ``page``: the path of the preview. ``place``: where that is, in words, as it was called when it was written."""

    story = models.ForeignKey("explainer.Story", models.CASCADE, null=True, blank=True, related_name="editor_notes")
    kind = models.CharField(max_length=40, blank=True, default="")
    row = models.BigIntegerField(null=True, blank=True)
    field = models.CharField(max_length=60, blank=True, default="")
    page = models.CharField(max_length=400, blank=True, default="")
    place = LineField(max_length=300)
    words = WordsField(max_length=WORDS_LENGTH)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    writer_name = LineField(max_length=160)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closer_name = LineField(max_length=160, blank=True)

    objects = EditorNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note between editors"
        verbose_name_plural = "notes between editors"
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "row"], name="notes_on_a_row"),
            models.Index(fields=["page"], name="notes_on_a_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(row__isnull=False) & ~Q(kind="")) | ~Q(page=""), name="a_note_is_on_something"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.writer_name} on {self.place}"

    @property
    def told(self) -> Iterable[NoteAnswer]:
        """Its answers, the oldest first."""
        return sorted(self.answers.all(), key=lambda each: (each.answered_at, each.pk))


class NoteAnswer(models.Model):
    note = models.ForeignKey(EditorNote, models.CASCADE, related_name="answers")
    words = WordsField(max_length=WORDS_LENGTH)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answerer_name = LineField(max_length=160)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_answer_says_something")]

    def __str__(self) -> str:
        return f"{self.answerer_name}, {self.answered_at:%d %B %Y}"
