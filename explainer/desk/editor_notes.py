"""Write, answer, assign and close notes between editors. Whoever they are assigned to is told.

They are the desk's alone: it must not hand one to anything that publishes, writes files or answers readers.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from ..language.text import cut, plain, tidy
from ..models import EditorNote, NoteAnswer, Story
from ..models.editor_notes import WORDS_LENGTH
from .notices import tell
from .traces import name_of


class NotNoted(Exception):
    """Why nothing was written, in one sentence."""


def write(
    *,
    place: str,
    words: str,
    by: Any,
    story: Story | None,
    kind: str = "",
    row: int | None = None,
    field: str = "",
    page: str = "",
    to: Any = None,
) -> EditorNote:
    note = EditorNote.objects.create(
        story=story, kind=kind, row=row, field=field, page=page, place=cut(tidy(place), 290), words=_words(words),
        written_at=timezone.now(), written_by=by, writer_name=name_of(by), assigned_to=to,
    )  # fmt: skip
    tell([to], f"{name_of(by)} assigned a note to you, on {note.place}: {_begin(note.words)}", address_of(note), by=by)
    return note


def answer(note: EditorNote, *, words: str, by: Any) -> NoteAnswer:
    """Whoever wrote the note, or has it, is told."""
    given = NoteAnswer.objects.create(
        note=note, words=_words(words), answered_at=timezone.now(), answered_by=by, answerer_name=name_of(by)
    )
    said = f"{name_of(by)} answered a note on {note.place}: {_begin(given.words)}"
    tell([note.written_by, note.assigned_to], said, address_of(note), by=by)
    return given


def assign(note: EditorNote, *, to: Any, by: Any) -> None:
    note.assigned_to = to
    note.save(update_fields=["assigned_to"])
    tell([to], f"{name_of(by)} assigned a note to you, on {note.place}: {_begin(note.words)}", address_of(note), by=by)


def close(note: EditorNote, *, by: Any) -> None:
    _close(note, timezone.now(), name_of(by))
    tell([note.written_by], f"{name_of(by)} closed your note on {note.place}.", address_of(note), by=by)


def open_again(note: EditorNote) -> None:
    _close(note, None, "")


def address_of(note: EditorNote) -> str:
    return reverse("editor_note", args=(note.pk,))


def _close(note: EditorNote, at: Any, name: str) -> None:
    note.closed_at, note.closer_name = at, name
    note.save(update_fields=["closed_at", "closer_name"])


def _begin(words: str) -> str:
    return cut(plain(words), 200)


def _words(text: str) -> str:
    text = tidy(text)
    if not text:
        raise NotNoted("Write what is to be said.")
    if len(text) > WORDS_LENGTH:
        raise NotNoted(f"This has {len(text)} characters; a note can have {WORDS_LENGTH}.")
    return text
