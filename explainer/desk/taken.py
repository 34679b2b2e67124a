"""What is taken back now, as documents are told of it, and the words that no text may say again because of it.

It must not take anything back; ``taking_back`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from ..edition import document as shape
from ..edition.recurring_words import Words
from ..edition.taking_back import Taken, holds
from ..models import Actor, Event, Statement, Takedown
from ..models.base import Renamable


def taken_from(document: shape.Document, active: Iterable[Takedown] | None = None) -> list[Taken]:
    """What two people have taken back from every edition of this story, in that order. One query, none with ``active``:
    everything that is taken back now."""
    rows = Takedown.objects.active() if active is None else active
    return [taken(row) for row in rows if concerns(row, document)]


def concerns(row: Takedown, document: shape.Document) -> bool:
    """Whether what was taken back stands, or stood, in this story."""
    if row.kind == Takedown.Kind.ACTOR:
        slugs = (row.slug, *row.words.get("slugs", ()))
        return document.slug in row.stories or any(holds(document, row.kind, slug) for slug in slugs)
    return row.story == document.slug


def taken(row: Takedown) -> Taken:
    """What a document is told of it."""
    return Taken(
        kind=row.kind,
        slug=row.slug,
        at=row.taken_at.astimezone(UTC).isoformat(timespec="microseconds") if row.taken_at else "",
        basis=row.basis,
        reason=row.reason,
        language=row.language,
        names=tuple(row.words.get("names", ())),
        said=tuple(row.words.get("said", ())),
        formerly=tuple(row.words.get("slugs", ())),
    )


def slugs_of(kind: str, story: str, slug: str) -> list[str]:
    """Those by which editions may know it: that of now, and what it was called before. One query."""
    models: dict[str, type[Renamable]] = {"statement": Statement, "event": Event, "actor": Actor}
    rows: Any = models[kind]._default_manager
    try:
        row = rows.get_by_natural_key(*([story] if story else []), slug)
    except ObjectDoesNotExist:
        return [slug]
    return list(dict.fromkeys([slug, *row.formerly]))


def all_words(gone: Iterable[Taken], *, names: Iterable[str] = (), said: Iterable[str] = ()) -> Words:
    """Those of everything in ``gone``, and these."""
    rows = list(gone)
    called = (name for row in rows for name in row.names)
    spoken = (text for row in rows for text in row.said)
    return Words((*called, *names), (*spoken, *said))


def says_what_was_taken_back(text: str, document: shape.Document) -> bool:
    """Of a note to readers of this story. One query."""
    return all_words(taken_from(document)).hidden(text) != text
