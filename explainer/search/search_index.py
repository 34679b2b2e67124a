"""The index of search in the database: written by publishing, read by ``find``; the one place for its SQL.

It must not know a page or a reader's words. What is not current is never found, whatever the index holds: each
query joins the editions and looks at the clock. An index row is immutable, and made anew from its edition at will.

Two tables, which are no models because their shape is the database's (migration 0003). ``explainer_search`` has
a row for each entry. Its words, folded and split by us, are looked up in an FTS5 table on SQLite and in a ``tsvector``
on PostgreSQL, so that both find the same. A row's id is its kind, its day, its edition and its place in it, in
this order: reading the ids of a kind downwards is reading it newest first, at a cost that the archive does not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, connections, router, transaction

from ..edition import document as shape
from ..language.folding import Query, Term, fold
from ..models.editions import Edition
from .beside_original import as_read
from .findable import BREAK, DATED, KINDS, NAMED, encode, entries

MOST_COUNTED = 100  # counting stops there
MOST_RANKED = 100  # of so many hits of a kind, the newest, the best fitting names come first
MOST_NAMES = 2_000  # are compared with a word that nothing was found for

_SCOPE = "\ue000"  # begins the word that stands for a row's edition; folding keeps it out of readers' words
_DAY, _EDITION, _PLACE = 22, 23, 15  # bits of an id, below those of the kind

# Editions that readers read at a moment: the newest public one of each story and language, unless it was withdrawn.
_CURRENT = """
    JOIN explainer_edition e ON e.id = r.edition_id
     AND e.published_at <= %s AND e.withdrawn_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM explainer_edition newer
                      WHERE newer.slug = e.slug AND newer.stream = e.stream AND newer.number > e.number
                        AND newer.published_at <= %s)
"""
# Of these, in a language with a prefix: its own, and the originals of stories that it has none of.
_READ_HERE = """ AND (e.stream = %s OR (e.stream = '' AND NOT EXISTS (SELECT 1 FROM explainer_edition own
                      WHERE own.slug = e.slug AND own.stream = %s AND own.published_at <= %s)))"""
# CROSS JOIN is how SQLite is told to begin with the words.
_FROM = {
    "sqlite": "explainer_search_words w CROSS JOIN explainer_search r ON r.id = w.rowid" + _CURRENT,
    "postgresql": "explainer_search r" + _CURRENT,
}
_MATCH = {
    "sqlite": "w.words MATCH %s AND w.rowid BETWEEN %s AND %s",
    "postgresql": "r.vector @@ %s::tsquery AND r.id BETWEEN %s AND %s",
}
_ID = {"sqlite": "w.rowid", "postgresql": "r.id"}


class IndexRow(NamedTuple):
    """A hit: its id, how many terms its name has, its edition's slug, stream and language, its entry as text."""

    id: int
    score: int
    story: str
    stream: str
    language: str
    shown: str


class Where(NamedTuple):
    """Among which rows: those of editions that are current ``at`` a moment, of one edition if it is given.

    ``stream`` keeps to what is read at the addresses of one language (``EditionQuerySet.read_in``); None to nothing."""

    at: datetime
    edition: int | None = None
    stream: str | None = None


# ---- writing ------------------------------------------------------------------------------------


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
        count = 0
        for count, edition in enumerate(Edition.objects.to_index(at).iterator(chunk_size=1), 1):  # noqa: B007
            write(edition, shape.thaw(edition.document), at=at)
    return count


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


def _rows(edition: int, document: shape.Document) -> Iterator[tuple[int, int, str, str, str, str]]:
    places = dict.fromkeys(KINDS, 0)
    last = (1 << _PLACE) - 1
    for kind, day, entry in entries(document):
        place = min(places[kind], last)
        places[kind] += 1
        # What has no day is listed as it stands on its page: ids are read downwards.
        key = _key(kind, day, edition, place if kind in DATED else last - place)
        words = f"{_SCOPE}{edition} {BREAK} {entry.words}"
        yield key, edition, entry.title, f" {fold(entry.title)} ", words, encode(entry)


def _key(kind: str, day: int, edition: int, place: int) -> int:
    """63 bits. An edition's number in the database is taken modulo 8 million."""
    key = KINDS[kind]
    for value, bits in ((day, _DAY), (edition % (1 << _EDITION), _EDITION), (place, _PLACE)):
        key = (key << bits) | value
    return key


def span(kind: str) -> tuple[int, int]:
    """The least and the greatest id of a kind."""
    bits = _DAY + _EDITION + _PLACE
    return KINDS[kind] << bits, ((KINDS[kind] + 1) << bits) - 1


# ---- reading ------------------------------------------------------------------------------------


def count(query: Query, where: Where) -> dict[str, int]:
    """How many hits of each kind, counted up to MOST_COUNTED + 1. One query."""
    parts: list[str] = []
    params: list[Any] = []
    for kind, number in KINDS.items():
        sql, given = _hits("1 AS one", query, where, span(kind))
        parts.append(f"SELECT {number} AS kind, count(*) FROM ({sql} LIMIT {MOST_COUNTED + 1}) k{number}")  # noqa: S608
        params += given
    found = dict(_ask(" UNION ALL ".join(parts), params))
    return {kind: found.get(number, 0) for kind, number in KINDS.items()}


def hits(
    query: Query, where: Where, kinds: Sequence[str], *, most: int, below: int | None = None
) -> dict[str, list[IndexRow]]:
    """The first ``most`` rows of each kind: newest first where they have dates, best fitting name first elsewhere.

    ``below`` is an id of a dated kind, to go on from. One query.
    """
    parts: list[str] = []
    params: list[Any] = []
    columns = "r.id, r.heading, e.slug, e.stream, e.language, r.shown"
    for kind in kinds:
        low, high = span(kind)
        high = below - 1 if below and kind in DATED else high
        sql, given = _hits(columns, query, where, (low, high))
        if kind in DATED:
            score, patterns, limit = "0", [], most
        else:
            names = [[f"% {' '.join(words)} %" for words in _alternatives(term)] for term in query.terms]
            patterns = [pattern for each in names for pattern in each]
            score = " + ".join(f"CASE WHEN {_any_of(each)} THEN 1 ELSE 0 END" for each in names)
            limit = MOST_RANKED
        newest = f"{sql} ORDER BY {_ID[connection.vendor]} DESC LIMIT {limit}"
        ranked = f"SELECT id, {score} AS score, slug, stream, language, shown FROM ({newest}) n{KINDS[kind]}"  # noqa: S608
        best = f"{ranked} ORDER BY score DESC, id DESC LIMIT {most}"
        parts.append(f"SELECT * FROM ({best}) b{KINDS[kind]}")  # noqa: S608
        params += [*patterns, *given]
    found = map(IndexRow._make, _ask(" UNION ALL ".join(parts), params))
    rows = sorted(found, key=lambda row: (-row.score, -row.id))
    spans = {kind: span(kind) for kind in kinds}
    return {kind: [row for row in rows if low <= row.id <= high] for kind, (low, high) in spans.items()}


def newest(kind: str, where: Where, *, most: int) -> list[tuple[int, str]]:
    """(edition, entry as text) of the newest rows of a dated kind, whatever their words. One query."""
    here, given = _read_here(where)
    sql = f"SELECT r.edition_id, r.shown FROM explainer_search r {_CURRENT} WHERE r.id BETWEEN %s AND %s{here}"  # noqa: S608
    return _ask(f"{sql} ORDER BY r.id DESC LIMIT {most:d}", [*[_moment(where.at)] * 2, *span(kind), *given])


def names(where: Where) -> list[str]:
    """Names of actors, terms and issues that could be meant, at most MOST_NAMES. One query."""
    low, high = min(span(kind)[0] for kind in NAMED), max(span(kind)[1] for kind in NAMED)
    now = _moment(where.at)
    here, given = _read_here(where)
    scope = here if where.edition is None else f" AND r.edition_id = {where.edition:d}"
    sql = f"SELECT r.name FROM explainer_search r {_CURRENT} WHERE r.id BETWEEN %s AND %s{scope} "  # noqa: S608
    return [row[0] for row in _ask(f"{sql} ORDER BY r.id DESC LIMIT {MOST_NAMES}", [now, now, low, high, *given])]


def everything() -> Iterator[tuple[Any, ...]]:
    """All rows, for a comparison."""
    return iter(_ask("SELECT id, edition_id, name, heading, words, shown FROM explainer_search ORDER BY id", []))


def _hits(columns: str, query: Query, where: Where, ids: tuple[int, int]) -> tuple[str, list[Any]]:
    """SQL without its order and limit, and its parameters."""
    vendor, now = connection.vendor, _moment(where.at)
    here, given = _read_here(where)
    sql = f"SELECT {columns} FROM {_FROM[vendor]} WHERE {_MATCH[vendor]}{here}"  # noqa: S608
    return sql, [now, now, _expression(query, where.edition), *ids, *given]


def _read_here(where: Where) -> tuple[str, list[Any]]:
    """SQL and its parameters; nothing where one edition is asked for."""
    if where.stream is None or where.edition is not None:
        return "", []
    if not where.stream:
        return " AND e.stream = ''", []
    return _READ_HERE, [where.stream, where.stream, _moment(where.at)]


def _expression(query: Query, edition: int | None) -> str:
    """All terms as FTS5 or ``tsquery`` reads them; a folded word has letters and digits only, so none needs care."""
    wanted = [list(_alternatives(term)) for term in query.terms]
    if edition is not None:
        wanted.insert(0, [(f"{_SCOPE}{edition}",)])
    if connection.vendor == "postgresql":
        return " & ".join("({})".format(" | ".join(map(_adjacent, phrases))) for phrases in wanted)
    return " AND ".join("({})".format(" OR ".join(f'"{" ".join(words)}"' for words in phrases)) for phrases in wanted)


def _alternatives(term: Term) -> Iterator[tuple[str, ...]]:
    """The phrases, each of one word or more, any of which a term asks for."""
    yield from ((form, *term.words[1:]) for form in term.forms)


def _adjacent(words: tuple[str, ...]) -> str:
    return "({})".format(" <-> ".join(f"'{word}'" for word in words))


def _any_of(patterns: list[str]) -> str:
    return " OR ".join(["heading LIKE %s"] * len(patterns))


def _vector(words: str) -> str:
    """A ``tsvector`` as PostgreSQL reads one: each word with its place (PostgreSQL counts 16,383 places)."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(words.split()[:16_383], 1))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _ask(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connections[router.db_for_read(Edition)].cursor() as cursor:
        cursor.execute(sql, list(params))
        found: list[tuple[Any, ...]] = cursor.fetchall()  # Any to the stubs
        return found
