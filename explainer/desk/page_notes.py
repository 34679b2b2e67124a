"""What editors noted on a page of the preview, for its banner: how many, and where they are read and written.

Only what is shown to staff may ask it; a link of the preview for somebody outside never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.http import urlencode

from ..models import Actor, EditorNote, Event, Issue, Statement, Text

MOST = 10  # that are shown in the banner
_KINDS: dict[str, Any] = {"statements": Statement, "events": Event, "issues": Issue, "actors": Actor, "texts": Text}
_ROW = re.compile(r"/preview/([-a-zA-Z0-9_]+)/([a-z]+)/([-a-zA-Z0-9_]+)/")
_path: ContextVar[str] = ContextVar("path", default="")


@dataclass(frozen=True, slots=True)
class PageNotes:
    rows: list[EditorNote]
    count: int
    add: str

    @property
    def told(self) -> list[tuple[str, str]]:
        """(address, words) of each."""
        return [(reverse("editor_note", args=(row.pk,)), f"{row.writer_name}: {row.words[:120]}") for row in self.rows]


@contextmanager
def on_page(path: str) -> Iterator[None]:
    """Within it, ``notes_here`` knows which page is being answered."""
    token = _path.set(path[:400])
    try:
        yield
    finally:
        _path.reset(token)


def notes_here() -> PageNotes:
    """One query, or two where the page is of a row, whose own notes are shown too."""
    path = _path.get()
    kind, row = _row_of(path)
    rows = EditorNote.objects.at(kind, row, path).open().latest_first()[: MOST + 1]
    shown = list(rows)
    return PageNotes(shown[:MOST], len(shown), f"{reverse('editor_note_add')}?{urlencode({'page': path})}")


def _row_of(path: str) -> tuple[str, int]:
    found = _ROW.fullmatch(path)
    model = _KINDS.get(found[2]) if found else None
    if found is None or model is None:
        return "", 0
    try:
        keys = (found[3],) if model is Actor else (found[1], found[3])
        row = model._default_manager.get_by_natural_key(*keys)
    except ObjectDoesNotExist:
        return "", 0
    return str(model._meta.model_name), row.pk
