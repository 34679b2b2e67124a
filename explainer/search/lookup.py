"""What the index of search has of a query: counts, hits, names. With ``search_index`` the one place for its SQL.

It must not know a page. What is not current is never found, whatever the index holds: each query joins the editions and
looks at the clock. Reading the ids of a kind downwards is reading it newest first, at a cost that the archive does not
change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, connections, router

from ..language.queries import Phrase, Query
from ..models.editions import Edition
from .findable import DATED, KINDS, NAMED, SPOKEN
from .index_ids import LAST_DAY, edition_word, span, speaker_word

MOST_COUNTED = 100  # counting stops there
MOST_RANKED = 100  # of so many hits of a kind, the newest, the best come first
MOST_HEARD = 40  # hits of a kind, the newest, whose speakers can be chosen from
MOST_PHRASES = 150  # that are looked up for all terms of a query together: each is a look into the index
MOST_FORMS = 12  # of a term, that a name is compared with
MOST_NAMES = 2_000  # are compared with a word that nothing was found for

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

    ``stream`` keeps to what is read at the addresses of one language (``EditionQuerySet.read_in``); None to nothing.
    ``by`` keeps to what one actor says or holds, by slug; ``since`` and ``until`` to what is put at some days
    (proleptic ordinals)."""

    at: datetime
    edition: int | None = None
    stream: str | None = None
    by: str = ""
    since: int = 0
    until: int = LAST_DAY

    @property
    def kinds(self) -> list[str]:
        """Those of which anything can be there: what has no date is of no day, and not all is said by somebody."""
        apart = (self.since, self.until) != (0, LAST_DAY)
        return [kind for kind in KINDS if (kind in DATED or not apart) and (kind in SPOKEN or not self.by)]


def count(query: Query, where: Where, kinds: Iterable[str]) -> dict[str, int]:
    """How many hits of each kind, counted up to MOST_COUNTED + 1. One query."""
    parts: list[str] = []
    params: list[Any] = []
    wanted = [kind for kind in kinds if kind in where.kinds]
    for kind in wanted:
        sql, given = _hits("1 AS one", query, where, span(kind, where.since, where.until))
        number = KINDS[kind]
        parts.append(f"SELECT {number} AS kind, count(*) FROM ({sql} LIMIT {MOST_COUNTED + 1}) k{number}")  # noqa: S608
        params += given
    found = dict(_ask(" UNION ALL ".join(parts), params)) if parts else {}
    return {kind: found.get(KINDS[kind], 0) for kind in kinds}


def hits(
    query: Query, where: Where, kinds: Sequence[str], *, most: int, below: int | None = None, best: bool = False
) -> dict[str, list[IndexRow]]:
    """The first ``most`` rows of each kind: newest first where they have dates, best fitting first elsewhere, or with
    ``best`` everywhere.

    ``below`` is an id of a dated kind, to go on from. One query.
    """
    parts: list[str] = []
    params: list[Any] = []
    wanted = [kind for kind in kinds if kind in where.kinds]
    score, patterns = _score(query)
    for kind in wanted:
        newest = kind in DATED and not best
        low, high = span(kind, where.since, where.until)
        high = min(high, below - 1) if below and newest else high
        sql, given = _hits(f"r.id, {_COLUMNS}", query, where, (low, high))
        ordered = f"{sql} ORDER BY {_ID[connection.vendor]} DESC LIMIT {most if newest else MOST_RANKED}"
        scored = "0" if newest else score
        ranked = f"SELECT id, {scored} AS score, slug, stream, language, shown FROM ({ordered}) n{KINDS[kind]}"  # noqa: S608
        first = f"{ranked} ORDER BY score DESC, id DESC LIMIT {most}"
        parts.append(f"SELECT * FROM ({first}) b{KINDS[kind]}")  # noqa: S608
        params += [*([] if newest else patterns), *given]
    found = map(IndexRow._make, _ask(" UNION ALL ".join(parts), params)) if parts else ()
    rows = sorted(found, key=lambda row: (-row.score, -row.id))
    spans = {kind: span(kind) for kind in kinds}
    return {kind: [row for row in rows if low <= row.id <= high] for kind, (low, high) in spans.items()}


_COLUMNS = "r.heading, r.words, e.slug, e.stream, e.language, r.shown"


def _score(query: Query) -> tuple[str, list[str]]:
    """SQL and its parameters: how well a row fits. Four for each term that its name has; two where all stand there
    together as they were typed; one for each that stands there twice."""
    parts: list[str] = []
    params: list[str] = []
    for term in query.terms:
        names = [f"% {' '.join(words)} %" for words in term.phrases[:MOST_FORMS]]
        typed = " ".join(term.words)
        parts.append(f"CASE WHEN {' OR '.join(['heading LIKE %s'] * len(names))} THEN 4 ELSE 0 END")
        parts.append("CASE WHEN words LIKE %s THEN 1 ELSE 0 END")
        params += [*names, f"% {typed} % {typed} %"]
    if len(query.terms) > 1:
        parts.append("CASE WHEN words LIKE %s THEN 2 ELSE 0 END")
        params.append(f"% {' '.join(query.words)} %")
    return " + ".join(parts), params


def speakers(query: Query, where: Where) -> list[tuple[str, str]]:
    """(entry as text, language) of the newest statements and positions that are hits, whoever says or
    holds them; at most MOST_HEARD of each. One query."""
    parts: list[str] = []
    params: list[Any] = []
    for kind in where._replace(by="").kinds:
        if kind in SPOKEN:
            sql, given = _hits(
                "r.shown, e.language", query, where._replace(by=""), span(kind, where.since, where.until)
            )
            ordered = f"{sql} ORDER BY {_ID[connection.vendor]} DESC LIMIT {MOST_HEARD}"
            parts.append(f"SELECT shown, language FROM ({ordered}) s{KINDS[kind]}")  # noqa: S608
            params += given
    return _ask(" UNION ALL ".join(parts), params)


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


def _hits(columns: str, query: Query, where: Where, ids: tuple[int, int]) -> tuple[str, list[Any]]:
    """SQL without its order and limit, and its parameters."""
    vendor, now = connection.vendor, _moment(where.at)
    here, given = _read_here(where)
    sql = f"SELECT {columns} FROM {_FROM[vendor]} WHERE {_MATCH[vendor]}{here}"  # noqa: S608
    return sql, [now, now, _expression(query, where), *ids, *given]


def _read_here(where: Where) -> tuple[str, list[Any]]:
    """SQL and its parameters; nothing where one edition is asked for."""
    if where.stream is None or where.edition is not None:
        return "", []
    if not where.stream:
        return " AND e.stream = ''", []
    return _READ_HERE, [where.stream, where.stream, _moment(where.at)]


def _expression(query: Query, where: Where) -> str:
    """All terms as FTS5 or ``tsquery`` reads them; a folded word has letters and digits only, so none needs care."""
    most = max(1, MOST_PHRASES // len(query.terms))
    wanted: list[tuple[Phrase, ...]] = [term.phrases[:most] for term in query.terms]
    if where.by:
        wanted.insert(0, ((speaker_word(where.by),),))
    if where.edition is not None:
        wanted.insert(0, ((edition_word(where.edition),),))
    if connection.vendor == "postgresql":
        return " & ".join("({})".format(" | ".join(map(_adjacent, phrases))) for phrases in wanted)
    return " AND ".join("({})".format(" OR ".join(f'"{" ".join(words)}"' for words in phrases)) for phrases in wanted)


def _adjacent(words: Phrase) -> str:
    return "({})".format(" <-> ".join(f"'{word}'" for word in words))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _ask(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connections[router.db_for_read(Edition)].cursor() as cursor:
        cursor.execute(sql, list(params))
        found: list[tuple[Any, ...]] = cursor.fetchall()  # Any to the stubs
        return found
