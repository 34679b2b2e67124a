"""``find()``: the words of current editions, grouped by what they are, newest or best first; what may have been meant.

It must not import a desk model, and never shows what is not current at the moment it is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ..language.languages import stream
from ..language.queries import Query, read_query
from . import lookup
from .findable import DATED, KINDS, SPOKEN, Heard, IndexEntry, decode, decode_heard
from .index_ids import LAST_DAY, span
from .results import NAMES, Group, Hit, counted, excerpt
from .suggesting import suggestions

EACH, ONE_KIND = 10, 50  # results of each kind on the page of all kinds; on the page of one
MOST_SPEAKERS = 60  # that can be chosen from


@dataclass(frozen=True)
class Narrowed:
    """To what a reader keeps a search: what one actor says or holds (by slug), what is put at some days, the first and
    the last among them; and whether the best comes first, whatever its day."""

    by: str = ""
    since: date | None = None
    until: date | None = None
    best: bool = False


@dataclass(frozen=True)
class Found:
    """What was found: the groups to show, the count of every kind, and queries to suggest where nothing was.

    ``speakers``: slug, name and its language of those who say or hold what was found, whoever is chosen among them."""

    query: Query
    groups: list[Group]
    counts: dict[str, int]
    suggestions: list[str] = field(default_factory=list)
    elsewhere: bool = False  # nothing in what is read at the addresses of this language, but in that of others
    speakers: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def total(self) -> str:
        """How many in all; “100+” where counting stopped."""
        capped = any(count > lookup.MOST_COUNTED for count in self.counts.values())
        whole = sum(min(count, lookup.MOST_COUNTED) for count in self.counts.values())
        return f"{whole:,}+" if capped else f"{whole:,}"

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """(kind, name, count) of the kinds that something was found in."""
        return [(kind, str(NAMES[kind]), counted(count)) for kind, count in self.counts.items() if count]

    @property
    def several_stories(self) -> bool:
        return len({hit.row.story for group in self.groups for hit in group.hits}) > 1


def find(
    query: Query,
    *,
    at: datetime,
    edition: int | None = None,
    kind: str = "",
    below: int | None = None,
    narrowed: Narrowed = Narrowed(),
) -> Found:
    """What holds all terms of ``query`` in the editions that are current ``at`` a moment.

    ``edition`` (a key) keeps to one of them, ``kind`` to one of ``KINDS``, ``below`` goes on from ``Group.older``.
    Without ``edition`` it looks at what is read at the addresses of the active language, and where that has nothing
    at all of them. At most four queries where something is found at once, none without a term; up to three more where
    nothing is.
    """
    if not query.terms:
        return Found(query, [], {})
    where = _where(at, edition, narrowed)
    asked = _Asked(query, kind, below, narrowed.best)
    rows, counts = asked.of(where)
    elsewhere = False
    if edition is None and not any(counts.values()):
        everywhere = where._replace(stream=None)
        rows, counts = asked.of(everywhere)
        elsewhere = any(counts.values())
        where = everywhere if elsewhere else where
    groups = [
        _group(name, counts[name], found, asked, elsewhere=elsewhere) for name, found in rows.items() if found
    ]  # fmt: skip
    meant = [] if any(counts.values()) else suggestions(query, where)
    heard = kind in ("", *SPOKEN) and (any(counts.values()) or where.by)
    speakers = _speakers(asked, where, groups, counts) if heard else []
    return Found(query, groups, counts, meant, elsewhere, speakers)


def found_now(
    query: Query, kinds: Sequence[str], *, at: datetime, edition: int | None, narrowed: Narrowed
) -> Iterator[tuple[str, str, IndexEntry]]:
    """(story, kind, entry) of the newest hits of some kinds, at most MOST_RANKED of each. One query; none without a
    term."""
    if query.terms:
        where = _where(at, edition, narrowed)
        for kind, rows in lookup.hits(query, where, kinds, most=lookup.MOST_RANKED).items():
            yield from ((row.story, kind, decode(row.shown)) for row in rows)


def _where(at: datetime, edition: int | None, narrowed: Narrowed) -> lookup.Where:
    since = narrowed.since.toordinal() if narrowed.since else 0
    until = narrowed.until.toordinal() if narrowed.until else LAST_DAY
    # What has no date is put at day 0: it is of no span of days.
    since = max(since, 1) if narrowed.until else since
    return lookup.Where(at, edition, stream(), narrowed.by, since, until)


@dataclass(frozen=True)
class _Asked:
    query: Query
    kind: str
    below: int | None
    best: bool

    def pages(self, kind: str) -> bool:
        """Whether results of the kind go on from page to page: they do where they are in the order of their days."""
        return bool(self.kind) and kind in DATED and not self.best

    @property
    def most(self) -> int:
        if not self.kind:
            return EACH
        return ONE_KIND if self.pages(self.kind) else lookup.MOST_RANKED

    def of(self, where: lookup.Where) -> tuple[dict[str, list[lookup.IndexRow]], dict[str, int]]:
        """The first rows of each kind that is shown, and the counts of all. One query, and one to count more than are
        shown."""
        kinds = [self.kind] if self.kind else list(KINDS)
        rows = lookup.hits(self.query, where, kinds, most=self.most + 1, below=self.below, best=self.best)
        known = {} if self.kind else {kind: len(found) for kind, found in rows.items() if len(found) <= self.most}
        uncounted = [kind for kind in KINDS if kind not in known]
        known |= lookup.count(self.query, where, uncounted) if uncounted else {}
        return rows, {kind: known[kind] for kind in KINDS}


def older_than(kind: str, text: str) -> int | None:
    """``text`` as the id that a page of this kind starts below; None when it is none."""
    if kind not in DATED or not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    low, high = span(kind)
    return int(text) if low < int(text) <= high and str(int(text)) == text else None


def _group(kind: str, count: int, rows: list[lookup.IndexRow], asked: _Asked, *, elsewhere: bool) -> Group:
    most = asked.most
    hits = [Hit(row, decode(row.shown), asked.query, elsewhere) for row in rows[:most]]
    older = rows[most - 1].id if asked.pages(kind) and len(rows) > most else None
    return Group(kind, count, hits, older)


def _speakers(
    asked: _Asked, where: lookup.Where, groups: list[Group], counts: dict[str, int]
) -> list[tuple[str, str, str]]:  # fmt: skip
    """Who says or holds what was found, those of whom most was found first. One query, where so few
    are shown that others may be missing."""
    shown: list[tuple[Heard, str]] = [
        (hit.entry, hit.language) for group in groups if group.kind in SPOKEN for hit in group.hits
    ]
    if where.by or (not asked.kind and len(shown) < sum(counts[kind] for kind in SPOKEN)):
        shown = [(decode_heard(text), language) for text, language in lookup.speakers(asked.query, where)]
    said = Counter(entry.by for entry, _language in shown if entry.by)
    names = {entry.by: (_name(entry), language) for entry, language in shown}
    return [(slug, *names[slug]) for slug, _count in said.most_common(MOST_SPEAKERS)]


def _name(entry: Heard) -> str:
    """A statement is called by its speaker, a position by its issue, under which its actor stands."""
    return entry.under or entry.title


__all__ = [
    "NAMES", "Found", "Group", "Hit", "Narrowed", "Query", "excerpt", "find", "found_now", "older_than", "read_query",
]  # fmt: skip
