"""``find()``: the words of current editions, grouped by what they are, newest first; and what may have been meant.

It must not import a desk model, and never shows what is not current at the moment it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property
from itertools import islice

from django.urls import reverse
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..language.dates import When, readable
from ..language.folding import Query, Term, read_query, words_of
from ..language.labels import ACT_NAMES, CAVEATS, EVENT_STATUSES, NAMINGS, SECOND_HAND, WORDING_NAMES, direction
from ..language.languages import speaks, stream
from ..story.quotation import closing
from . import search_index as index
from .findable import DATED, KINDS, IndexEntry, decode
from .more_labels import label_of

EACH, ONE_KIND = 10, 50  # results of each kind on the page of all kinds; on the page of one
NAMES = {
    "statements": _("Statements"),
    "events": _("Events"),
    "positions": _("Positions"),
    "issues": _("Issues"),
    "texts": _("Texts on the table"),
    "terms": _("Terms"),
    "actors": _("Actors"),
}
LABELS = {
    **WORDING_NAMES,
    **ACT_NAMES,
    **CAVEATS,
    **NAMINGS,
    "second-hand": SECOND_HAND,
    **EVENT_STATUSES,
    "expected": _("Expected, not confirmed"),
    "moved-back": pgettext_lazy("event", "Put back"),
    "moved-forward": pgettext_lazy("event", "Brought forward"),
    "moved-anew": pgettext_lazy("event", "Date changed"),
}
EXCERPT = 280  # characters of a text of ours; quotations are never cut
ALIKE = 0.75  # how alike two words must be (difflib's ratio) to suggest the one for the other
MOST_GUESSED = 3  # words of a query for which another is looked for


@dataclass(frozen=True)
class Hit:
    """One result. ``query`` finds in it what was looked for."""

    row: index.IndexRow
    entry: IndexEntry
    query: Query
    elsewhere: bool = False  # at the addresses of another language

    @cached_property
    def address(self) -> str:
        kwargs, page = {"story": self.row.story}, self.entry.page
        if self.entry.slug:
            kwargs["slug"] = self.entry.slug
        with override(speaks(self.row.stream) if self.elsewhere else get_language()):
            path = reverse(f"story:{page}", kwargs=kwargs)
        return f"{path}#{self.entry.part}" if self.entry.part else path

    @property
    def when(self) -> When | None:
        return readable(self.entry.when)

    @property
    def labels(self) -> list[str]:
        return [str(LABELS[code]) for code in self.entry.labels if code in LABELS]

    @property
    def language(self) -> str:
        return self.row.language

    @property
    def direction(self) -> str:
        return direction(self.row.language)

    @property
    def quoted_direction(self) -> str:
        return direction(self.entry.language)

    @cached_property
    def text(self) -> str:
        """Our words: those before a quotation whole, others round about what was found."""
        return self.entry.text if self.entry.quotes else excerpt(self.entry.text, self.query)

    @property
    def tail(self) -> str:
        """What follows a partial quotation."""
        if "partial" not in self.entry.labels:
            return ""
        return closing(self.entry.tail, self.entry.quotes[-1].text if self.entry.quotes else "")

    @cached_property
    def more(self) -> list[tuple[str, str]]:
        """What else is said of it, where a term was found there that nothing above it holds."""
        entry = self.entry
        seen = (entry.title, entry.under, entry.text, *entry.said, entry.tail)
        missing = replace(self.query, terms=tuple(term for term in self.query.terms if not _held(term, seen)))
        return [(label_of(code), excerpt(text, missing)) for code, text in entry.more if missing.spans(text)]


@dataclass(frozen=True)
class Group:
    """The hits of one kind. ``count`` ends past ``search_index.MOST_COUNTED``; ``older``: where to go on."""

    kind: str
    count: int
    hits: list[Hit]
    older: int | None = None

    @property
    def name(self) -> str:
        return str(NAMES[self.kind])

    @property
    def counted(self) -> str:
        return _counted(self.count)

    @property
    def dated(self) -> bool:
        return self.kind in DATED


@dataclass(frozen=True)
class Found:
    """What was found: the groups to show, the count of every kind, and queries to suggest where nothing was."""

    query: Query
    groups: list[Group]
    counts: dict[str, int]
    suggestions: list[str] = field(default_factory=list)
    elsewhere: bool = False  # nothing in what is read at the addresses of this language, but in that of others

    @property
    def total(self) -> str:
        """How many in all; “100+” where counting stopped."""
        capped = any(count > index.MOST_COUNTED for count in self.counts.values())
        whole = sum(min(count, index.MOST_COUNTED) for count in self.counts.values())
        return f"{whole:,}+" if capped else f"{whole:,}"

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """(kind, name, count) of the kinds that something was found in."""
        return [(kind, str(NAMES[kind]), _counted(count)) for kind, count in self.counts.items() if count]

    @property
    def several_stories(self) -> bool:
        return len({hit.row.story for group in self.groups for hit in group.hits}) > 1


def find(query: Query, *, at: datetime, edition: int | None = None, kind: str = "", below: int | None = None) -> Found:
    """What holds all terms of ``query`` in the editions that are current ``at`` a moment.

    ``edition`` (a key) keeps to one of them, ``kind`` to one of ``KINDS``, ``below`` goes on from ``Group.older``.
    Without ``edition`` it looks at what is read at the addresses of the active language, and where that has nothing
    at all of them. Two queries where something is found at once, none without a term; up to three more where nothing
    is.
    """
    if not query.terms:
        return Found(query, [], {})
    where = index.Where(at, edition, stream())
    counts = index.count(query, where)
    elsewhere = False
    if edition is None and not any(counts.values()):
        counts = index.count(query, index.Where(at))
        elsewhere = any(counts.values())
        where = index.Where(at) if elsewhere else where
    most = ONE_KIND if kind else EACH
    if kind and kind not in DATED:
        most = index.MOST_RANKED
    rows = index.hits(query, where, [kind] if kind else list(KINDS), most=most + 1, below=below)
    groups = [
        _group(name, counts[name], found, most, query, paged=bool(kind), elsewhere=elsewhere)
        for name, found in rows.items()
        if found
    ]
    suggestions = [] if any(counts.values()) else _suggestions(query, where)
    return Found(query, groups, counts, suggestions, elsewhere)


def older_than(kind: str, text: str) -> int | None:
    """``text`` as the id that a page of this kind starts below; None when it is none."""
    if kind not in DATED or not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    low, high = index.span(kind)
    return int(text) if low < int(text) <= high and str(int(text)) == text else None


def excerpt(text: str, query: Query) -> str:
    """At most some EXCERPT characters of ``text`` about the first term in it. A quotation in it stays whole."""
    if len(text) <= EXCERPT:
        return text
    spans = query.spans(text)
    start = max(0, (spans[0][0] if spans else 0) - EXCERPT // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    start = _outside(text, start, last=False)
    stop = min(len(text), start + EXCERPT)
    stop = len(text) if stop == len(text) else text.rfind(" ", start + 1, stop)
    stop = _outside(text, stop if stop > start else start + EXCERPT, last=True)
    return f"{'… ' if start else ''}{text[start:stop].strip()}{' …' if stop < len(text) else ''}"


def _outside(text: str, place: int, *, last: bool) -> int:
    """``place``, or the near end of the quotation “…” that it would cut."""
    opened = text.rfind("“", 0, place)
    if opened < 0 or text.find("”", opened, place) >= 0:
        return place
    closed = text.find("”", place)
    return place if closed < 0 else closed + 1 if last else opened


def _held(term: Term, texts: tuple[str, ...]) -> bool:
    return any(Query(term.said, (term,), dropped=False).spans(text) for text in texts)


def _group(
    kind: str, count: int, rows: list[index.IndexRow], most: int, query: Query, *, paged: bool, elsewhere: bool
) -> Group:
    hits = [Hit(row, decode(row.shown), query, elsewhere) for row in rows[:most]]
    older = rows[most - 1].id if paged and kind in DATED and len(rows) > most else None
    return Group(kind, count, hits, older)


def _suggestions(query: Query, where: index.Where) -> list[str]:
    """Queries that find something, in which names stand for words like them."""
    known: dict[str, str] = {}
    for name in index.names(where):
        for word in words_of(name):
            if len(word.text) > 2:
                known.setdefault(word.text, name[word.start : word.end])
    meant = dict(islice(_meant(query, known), MOST_GUESSED))
    if not meant:
        return []
    whole = replace(query, terms=tuple(_corrected(term, meant, known) for term in query.terms))
    text = " ".join(f'"{term.said}"' if term.exact or len(term.words) > 1 else term.said for term in whole.terms)
    if any(index.count(whole, where).values()):
        return [text]
    return [known[word] for word in meant.values()]


def _meant(query: Query, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(word, the word of a name that is most like it) for the words that are in no name, with an answer each."""
    unknown = [word for word in dict.fromkeys(query.words) if word not in known and len(word) > 2]
    for word in unknown[:MOST_GUESSED]:
        near = [other for other in known if abs(len(other) - len(word)) <= 2]
        for other in get_close_matches(word, near, n=1, cutoff=ALIKE):
            yield word, other


def _corrected(term: Term, meant: dict[str, str], known: dict[str, str]) -> Term:
    if not set(term.words) & set(meant):
        return term
    words = tuple(meant.get(word, word) for word in term.words)
    said = known[words[0]] if len(words) == 1 else " ".join(known.get(word, word) for word in words)
    return Term(said, words, term.exact)


def _counted(count: int) -> str:
    return f"{index.MOST_COUNTED:,}+" if count > index.MOST_COUNTED else f"{count:,}"


__all__ = ["Found", "Group", "Hit", "excerpt", "find", "older_than", "read_query"]
