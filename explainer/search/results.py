"""What is shown of what was found: one result, and the results of one kind.

It must not look for anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..language.dates import When, readable
from ..language.labels import ACT_NAMES, CAVEATS, EVENT_STATUSES, NAMINGS, SECOND_HAND, WORDING_NAMES, direction
from ..language.languages import speaks
from ..language.queries import Query, Term
from ..story.quotation import closing
from . import lookup
from .findable import DATED, IndexEntry
from .more_labels import label_of

NAMES = {
    "statements": _("Statements"),
    "events": _("Events"),
    "positions": _("Positions"),
    "issues": _("Issues"),
    "phases": _("Phases"),
    "questions": _("Open questions"),
    "overview": _("Overview"),
    "texts": _("Texts on the table"),
    "terms": _("Words explained"),
    "actors": _("People and sides"),
    "sources": _("Sources"),
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


@dataclass(frozen=True)
class Hit:
    """One result. ``query`` finds in it what was looked for."""

    row: lookup.IndexRow
    entry: IndexEntry
    query: Query
    elsewhere: bool = False  # at the addresses of another language

    @cached_property
    def address(self) -> str:
        kwargs: dict[str, str | int] = {"story": self.row.story}
        page = self.entry.page
        if self.entry.slug:
            kwargs |= {"phase": int(self.entry.slug)} if page == "phase" else {"slug": self.entry.slug}
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
    """The hits of one kind. ``count`` ends past ``lookup.MOST_COUNTED``; ``older``: where to go on."""

    kind: str
    count: int
    hits: list[Hit]
    older: int | None = None

    @property
    def name(self) -> str:
        return str(NAMES[self.kind])

    @property
    def counted(self) -> str:
        return counted(self.count)

    @property
    def dated(self) -> bool:
        return self.kind in DATED


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


def counted(count: int) -> str:
    return f"{lookup.MOST_COUNTED:,}+" if count > lookup.MOST_COUNTED else f"{count:,}"
