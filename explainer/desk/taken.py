"""What is taken back now, as documents are told of it, and the words that no text may say again because of it.

It must not take anything back; ``taking_back`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from ..edition import document as shape
from ..edition.recurring_words import Words
from ..edition.taking_back import Taken, holds
from ..models import Takedown


def taken_from(document: shape.Document, active: Iterable[Takedown] | None = None) -> list[Taken]:
    """What two people have taken back from every edition of this story, in that order. One query, none with ``active``:
    everything that is taken back now."""
    rows = Takedown.objects.active() if active is None else active
    return [taken(row) for row in rows if concerns(row, document)]


def concerns(row: Takedown, document: shape.Document) -> bool:
    """Whether what was taken back stands, or stood, in this story."""
    if row.kind == Takedown.Kind.ACTOR:
        return document.slug in row.stories or holds(document, row.kind, row.slug)
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
    )


def all_words(gone: Iterable[Taken], *, names: Iterable[str] = (), said: Iterable[str] = ()) -> Words:
    """Those of everything in ``gone``, and these."""
    rows = list(gone)
    called = (name for row in rows for name in row.names)
    spoken = (text for row in rows for text in row.said)
    return Words((*called, *names), (*spoken, *said))


def says_what_was_taken_back(text: str, document: shape.Document) -> bool:
    """Of a note to readers of this story. One query."""
    return all_words(taken_from(document)).hidden(text) != text
