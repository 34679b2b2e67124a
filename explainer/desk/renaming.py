"""Renaming: the slug that an edition has goes to the row's former slugs, and what goes by slugs at the desk follows.

It must not save the row, nor judge the new slug; ``models.base.Renamable`` does.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, Substr

from ..edition.document import thaw
from ..edition.former import SECTIONS
from ..models import Edition, TranslatedText
from ..models.base import Renamable

# Where else translated texts of a kind stand: its links have no slug of their own.
_BESIDE = {"statement": ("links",), "event": ("event-links",)}


def note(row: Renamable, was: str) -> None:
    """Of a ``row`` about to be saved with a new slug: keep the one that it ``was`` known by, if readers may have it."""
    if was and was != row.slug and was not in row.formerly and is_published(row, was):
        row.former_slugs = ", ".join([*row.formerly, was])


def is_published(row: Any, slug: str) -> bool:
    """Whether any edition of its story (of any, if it has none) has a row with this slug."""
    editions = Edition.objects.having(slug)
    return (editions.at_address(row.story.slug) if hasattr(row, "story_id") else editions).exists()


def is_anothers(row: Renamable, slug: str, story: Any = None) -> bool:
    """Whether readers know something else by this slug, that the desk has no more: it would seem to have changed into
    ``row``, with its corrections and its history. Of ``story``, of any for a row that has none."""
    if row.is_of_a_row(slug, story):
        return False  # which is said by itself
    section, editions = SECTIONS[str(row._meta.model_name)], Edition.objects.in_streams("")
    if editions.that_led_to(f"{section}/{slug}", story):
        return True
    documents = map(thaw, editions.documents_with(slug, story))
    return any(each.slug == slug for document in documents for each in getattr(document, section))


def follow(row: Any, was: str) -> None:
    """Once ``row`` is saved: what translations say of it goes with it."""
    kind = row._meta.model_name
    for section in (SECTIONS[kind], *_BESIDE.get(kind, ())):
        old, new = f"{section}/{was}", f"{section}/{row.slug}"
        texts = TranslatedText.objects.at(old, getattr(row, "story", None))
        texts.update(place=Concat(Value(new), Substr("place", len(old) + 1)))
