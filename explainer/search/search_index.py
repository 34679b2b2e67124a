"""The index of search in the database, as publishing writes it.

It must not look anything up (``lookup`` does), nor know a page. An index row is immutable, and made anew from its
edition at will.

Two tables, which are no models because their shape is the database's (migration 0003). ``explainer_search`` has
a row for each entry. Its words, folded and split by us, are looked up in an FTS5 table on SQLite and in a ``tsvector``
on PostgreSQL, so that both find the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ..edition import document as shape
from ..language.folding import fold
from ..models.editions import Edition
from .beside_original import as_read
from .entries import entries
from .findable import BREAK, DATED, KINDS, encode, otherwise
from .index_ids import LAST, edition_word, key, speaker_word


def write(edition: Edition, document: shape.Document, *, at: datetime) -> None:
    """Index an edition as read, and forget those of its story that are superseded ``at`` a moment. Four statements.

    For a scheduled edition the moment is now: the edition before it stays until it is superseded too."""
    rows = list(_rows(edition.pk, as_read(edition, document, at)))
    with transaction.atomic():
        _forget("slug = %s AND " + _SUPERSEDED, [edition.slug, _moment(at)])
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.executemany(
                    "INSERT INTO explainer_search (id, edition_id, name, heading, words, shown, vector) "
                    "VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector)",
                    [(*row, _vector(row[4])) for row in rows],
                )
                return
            cursor.executemany(
                "INSERT INTO explainer_search (id, edition_id, name, heading, words, shown) "
                "VALUES (%s, %s, %s, %s, %s, %s)",
                rows,
            )
            cursor.execute(
                "INSERT INTO explainer_search_words (rowid, words) "
                "SELECT id, words FROM explainer_search WHERE edition_id = %s",
                [edition.pk],
            )


def forget(edition: Edition) -> None:
    """Take an edition out of the index: it was withdrawn, or its schedule cancelled."""
    with transaction.atomic():
        _forget("id = %s", [edition.pk])


def rebuild(*, at: datetime) -> int:
    """Write the whole index anew, in one transaction; how many editions it holds."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("INSERT INTO explainer_search_words (explainer_search_words) VALUES ('delete-all')")
            cursor.execute("DELETE FROM explainer_search")
        editions = Edition.objects.to_index(at)
        for edition in editions.iterator(chunk_size=1):
            write(edition, shape.thaw(edition.document), at=at)
        return editions.count()


def is_whole(*, at: datetime) -> bool:
    """Whether every edition that readers read, or will, is in the index."""
    missing = """SELECT 1 FROM explainer_edition WHERE withdrawn_at IS NULL AND NOT {superseded}
         AND NOT EXISTS (SELECT 1 FROM explainer_search r WHERE r.edition_id = explainer_edition.id) LIMIT 1"""
    with connection.cursor() as cursor:
        cursor.execute(missing.format(superseded=_SUPERSEDED), [_moment(at)])
        return cursor.fetchone() is None


_SUPERSEDED = """EXISTS (SELECT 1 FROM explainer_edition newer
     WHERE newer.slug = explainer_edition.slug AND newer.stream = explainer_edition.stream
       AND newer.number > explainer_edition.number AND newer.published_at <= %s)"""

_UNLEARN = """INSERT INTO explainer_search_words (explainer_search_words, rowid, words)
    SELECT 'delete', id, words FROM explainer_search """


def _forget(which: str, params: list[Any]) -> None:
    """Take out the rows of the editions that ``which`` names. FTS5 is told the words that it forgets."""
    rows = f"WHERE edition_id IN (SELECT id FROM explainer_edition WHERE {which})"  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_UNLEARN + rows, params)
        cursor.execute(f"DELETE FROM explainer_search {rows}", params)  # noqa: S608


def everything() -> Iterator[tuple[Any, ...]]:
    """All rows, for a comparison."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, edition_id, name, heading, words, shown FROM explainer_search ORDER BY id")
        yield from cursor.fetchall()


def _rows(edition: int, document: shape.Document) -> Iterator[tuple[int, int, str, str, str, str]]:
    places = dict.fromkeys(KINDS, 0)
    found = [(kind, day, entry, entry.words) for kind, day, entry in entries(document)]
    known = {word for _kind, _day, _entry, words in found for word in words.split()}
    for kind, day, entry, words in found:
        place = min(places[kind], LAST)
        places[kind] += 1
        # What has no day is listed as it stands on its page: ids are read downwards.
        row = key(kind, day, edition, place if kind in DATED else LAST - place)
        scope = [edition_word(edition), *([speaker_word(entry.by)] if entry.by else [])]
        all_words = [*scope, words, *otherwise(entry, words, known)]
        yield row, edition, entry.title, f" {fold(entry.title)} ", f" {BREAK} ".join(all_words), encode(entry)


def _vector(words: str) -> str:
    """A ``tsvector`` as PostgreSQL reads one: each word with its place (PostgreSQL counts 16,383 places)."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words.split()[:16_383], 1))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
