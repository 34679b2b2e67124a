"""What linked data is made of: nodes with a type and an address, dates as ISO 8601 has them, and where it all stands.

A work is of an edition, and is known by its address there; whom and what it is about is the same in all, and is known
by its address in the story. It must not know a kind of row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.conf import settings

from ...language.dates import When
from ...story.indexes import StoryIndex

CONTEXT = "https://schema.org"
TYPE = "application/ld+json"
WIKIDATA = "http://www.wikidata.org/entity/"  # as Wikidata itself names its items in linked data
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    note: str
    on: datetime


@dataclass(frozen=True, slots=True)
class Whence:
    """An edition and where it stands: addresses of the story (``things``: in its original language; ``now``: in its
    own) and of the edition (``then``), each with a slash at its end.

    ``translates``: the address of the edition that it is a translation of. ``righted``: what was put right, by item."""

    index: StoryIndex
    things: str
    now: str
    then: str
    number: int
    first: datetime
    last: datetime
    published: datetime
    translates: str = ""
    righted: Mapping[tuple[str, ...], Sequence[Correction]] = field(default_factory=dict)


def node(kind: str, **values: Any) -> Node:
    """One without what is not known. ``at``: its address, by which it is known (“@id”)."""
    at = {"@id": values.pop("at")} if "at" in values else {}
    return {"@type": kind, **at, **{name: value for name, value in values.items() if value not in ("", None, [], {})}}


def ref(at: str) -> Node:
    return {"@id": at}


def same_as(wikidata: str) -> str:
    return f"{WIKIDATA}{wikidata}" if wikidata else ""


def iso(when: When | None) -> str:
    """The day, month or year that a date says or surely lies in (ISO 8601); empty where that would say more than is
    known: of what is about, uncertain or open, and of what may be in two years."""
    if when is None or when.qualifier or when.open_start or when.open_end:
        return ""
    first, last = when.earliest, when.latest
    if first == last:
        return first.isoformat()
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if first.year == last.year else ""


def moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def span(whens: Iterable[When | None]) -> str:
    """From the first to the last of what is dated (ISO 8601-1, 5.5), neither more exact than it is known."""
    dated = [when for when in whens if when]
    first = next(filter(iso, sorted(dated, key=attrgetter("earliest", "latest"))), None)
    last = next(filter(iso, sorted(dated, key=attrgetter("latest", "earliest"), reverse=True)), None)
    return f"{iso(first)}/{iso(last)}" if first else ""


def corrections(found: Iterable[Correction]) -> list[Node]:
    return [node("CorrectionComment", text=each.note, datePublished=moment(each.on)) for each in found if each.note]


def terms_at() -> str:
    """The page that says whose words are whose."""
    return f"{settings.SITE_URL}/data/#terms"
