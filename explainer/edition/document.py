"""The published shape of a story: plain typed values, the public contract of an edition.

It must not know the database, a template or an address. Dates are EDTF text (``explainer.language.dates``), prose is
Markdown, references are slugs within the document. A frozen edition stays readable for ever: when the shape
changes, ``SCHEMA`` goes up by one; ``_UPGRADES`` says how the old shape becomes the new one where defaults do not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import msgspec
from django.utils.translation import pgettext_lazy

from .fields import Struct, fields_of, holds, names_of, ours
from .framework_parts import Gate, Phase, Provision
from .parts import (
    SCHEMA,
    Agreement,
    Background,
    Comparison,
    EarlierDate,
    Event,
    EventLink,
    Figure,
    Issue,
    KeyPoint,
    Link,
    OpenQuestion,
    Position,
    Relay,
    Slug,
    Source,
    Statement,
    StateRow,
    Term,
    Wording,
)
from .people_parts import Actor, CastGroup, FormerName, Role
from .picture_parts import Map, MapFeature
from .quotations import Around, Caveat, Passage, Verification
from .texts import Text, TextAnswer
from .tombstone import Tombstone

__all__ = [
    "KINDS", "SCHEMA", "SECTIONS", "Actor", "Agreement", "Around", "Background", "CastGroup", "Caveat", "Comparison",
    "Document", "EarlierDate", "Event", "EventLink", "Figure", "FormerName", "Gate", "Issue", "KeyPoint", "Link", "Map",
    "MapFeature", "OpenQuestion", "Passage", "Phase", "Position", "Provision", "Relay", "Role", "Source", "StateRow",
    "Statement", "Struct", "Term", "Text", "TextAnswer", "Tombstone", "Unreadable", "Verification", "Wording",
    "came_after",
    "digest_of", "freeze", "json_schema", "place", "rows", "thaw", "thaw_without", "title_of", "version_of",
]  # fmt: skip


class Document(Struct):
    """A whole story. ``as_of`` is an ISO 8601 date; lists are in the order in which they are shown."""

    schema: int
    slug: Slug
    language: Annotated[str, holds("language", pgettext_lazy("field", "language"), "counted")]
    title: Annotated[str, ours(pgettext_lazy("field", "title"), "label", "title", needed=True)]
    short_title: Annotated[str, ours(pgettext_lazy("field", "short title"), "label", "more")]
    question: Annotated[str, ours(pgettext_lazy("field", "question"), "counted", "text", needed=True)]
    short_answer: Annotated[str, ours(pgettext_lazy("field", "short answer"), "counted", "more", needed=True)]
    standfirst: Annotated[str, ours(pgettext_lazy("field", "standfirst"), "counted", "more")]
    limits: Annotated[str, ours(pgettext_lazy("field", "limits"), "counted", "more")]
    as_of: Annotated[str, holds("date", pgettext_lazy("field", "as of"), "label")]
    coverage: Annotated[str, holds("code", pgettext_lazy("field", "coverage"), "counted")]
    next_update: Annotated[str, holds("date", pgettext_lazy("field", "next update"), "counted")]
    phase_word: Annotated[str, ours(pgettext_lazy("field", "word for a phase"), "label", "")]
    phases_word: Annotated[str, ours(pgettext_lazy("field", "word for phases"), "label", "")]
    state: list[StateRow]
    key_points: list[KeyPoint]
    backgrounds: list[Background]
    groups: list[CastGroup]
    actors: list[Actor]
    texts: list[Text]
    phases: list[Phase]
    gates: list[Gate]
    issues: list[Issue]
    statements: list[Statement]
    links: list[Link]
    positions: list[Position]
    comparisons: list[Comparison]
    events: list[Event]
    event_links: list[EventLink]
    figures: list[Figure]
    open_questions: list[OpenQuestion]
    terms: list[Term]
    maps: list[Map]
    sources: list[Source]
    tombstones: list[Tombstone]
    byline: Annotated[str, ours(pgettext_lazy("field", "byline"), "label", "")] = ""
    editor: Annotated[str, ours(pgettext_lazy("field", "responsible editor"), "label", "")] = ""


SECTIONS = tuple(name for name in Document.__struct_fields__ if name != "schema" and name not in fields_of(Document))
# Every kind of row, the whole among them.
KINDS: tuple[type[Struct], ...] = (
    Document, StateRow, KeyPoint, Background, CastGroup, Actor, Role, FormerName, Text, TextAnswer, Phase, Provision,
    Gate, Issue, Agreement, Statement, Passage, Relay, Caveat, Verification, Around, Link, Position, Comparison, Event,
    EarlierDate, EventLink, Figure, OpenQuestion, Term, Map, MapFeature, Source, Tombstone,
)  # fmt: skip


def rows(document: Document) -> Iterator[tuple[str, Struct]]:
    """Every row with its place, “statements/slug”: those of the sections, then the rows inside rows."""
    for section in SECTIONS:
        for row in getattr(document, section):
            yield place(section, row), row
    for actor in document.actors:
        yield from ((place("actors", actor), row) for row in (*actor.roles, *actor.former_names))
    for phase in document.phases:
        yield from ((f"phases/{phase.number}/{provision.slug}", provision) for provision in phase.provisions)
    for issue in document.issues:
        yield from ((place("issues", issue), agreement) for agreement in issue.agreed_by)
    for text in document.texts:
        yield from ((place("texts", text), answer) for answer in text.answers)
    for event in document.events:
        yield from ((place("events", event), date) for date in event.dates)
    for shown in document.maps:
        yield from ((place("maps", shown), feature) for feature in shown.features)
    for statement in document.statements:
        for part in names_of(Statement, "rows"):
            yield from ((place("statements", statement), row) for row in getattr(statement, part))


def place(section: str, row: Struct) -> str:
    if isinstance(row, Tombstone):
        return "/".join([section, *row.key])
    names = ("slug", "number", "statement", "event")  # the first that it has
    key = next((key for name in names if (key := getattr(row, name, None))), "")
    return f"{section.replace('_', '-')}/{key}"


_NOW = msgspec.json.Decoder(Document)  # learns the shape now: threads that learn it at once crash the interpreter
_BEGINS = f'{{"schema":{SCHEMA},'  # as ``freeze`` writes it


class _Titled(msgspec.Struct):
    title: str


class _Versioned(msgspec.Struct):
    schema: int


_PARTS, _ROWS = msgspec.json.Decoder(dict[str, msgspec.Raw]), msgspec.json.Decoder(list[msgspec.Raw])
_TITLED, _VERSIONED = msgspec.json.Decoder(_Titled), msgspec.json.Decoder(_Versioned)


class Unreadable(ValueError):
    """A stored document is not one; the message says why."""


# From version n to n + 1, where fields with defaults are not all: takes and returns the decoded JSON object.
_UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda raw: raw | {"comparisons": []},
    3: lambda raw: raw | {"tombstones": []},
    4: lambda raw: {"groups": [], "texts": [], "event_links": [], "phase_word": "", "phases_word": ""} | raw,
    5: lambda raw: raw | {"coverage": "live", "next_update": ""},
    6: lambda raw: {"backgrounds": [], "maps": []} | raw,
}


def came_after(version: int) -> list[str]:
    """The sections and fields of the whole that an edition of this version cannot have yet."""
    return [name for step in range(version, SCHEMA) for name in _UPGRADES.get(step, dict)({}) if name != "schema"]


def freeze(document: Document) -> str:
    """The document as JSON text, fields in the order of the structs: the same document gives the same text."""
    return msgspec.json.encode(document).decode()


def thaw(text: str | bytes) -> Document:
    """Read a frozen document of any version up to ``SCHEMA``; Unreadable when it is not one."""
    try:
        if isinstance(text, str) and text.startswith(_BEGINS):
            return _NOW.decode(text)  # without the dictionaries between: a quarter of the time
        return _upgraded(msgspec.json.decode(text))
    except _NO_DOCUMENT as problem:
        raise Unreadable(f"This is not a frozen story: {problem}") from problem


def thaw_without(text: str | bytes, *sections: str) -> tuple[Document, dict[str, int]]:
    """The same with these sections left empty, and how many rows each has: for a small part of the cost."""
    try:
        parts = _PARTS.decode(text)
        counts = {name: len(_ROWS.decode(parts[name])) for name in sections if name in parts}
        raw = {name: [] if name in counts else msgspec.json.decode(value) for name, value in parts.items()}
        return _upgraded(raw), counts
    except _NO_DOCUMENT as problem:
        raise Unreadable(f"This is not a frozen story: {problem}") from problem


def title_of(text: str | bytes) -> str:
    """The title of a frozen document of any version, without the rest of it."""
    try:
        return _TITLED.decode(text).title
    except _NO_DOCUMENT as problem:
        raise Unreadable(f"This is not a frozen story: {problem}") from problem


def version_of(text: str | bytes) -> int:
    """The version of the shape that a frozen document was written in."""
    try:
        return _VERSIONED.decode(text).schema
    except _NO_DOCUMENT as problem:
        raise Unreadable(f"This is not a frozen story: {problem}") from problem


_NO_DOCUMENT = (msgspec.DecodeError, KeyError, TypeError, RecursionError, UnicodeError)


def _upgraded(raw: dict[str, Any]) -> Document:
    version = raw["schema"]
    if type(version) is not int or not 1 <= version <= SCHEMA:
        raise Unreadable(f"This document has shape {version}; this release reads 1 to {SCHEMA}.")
    for step in range(version, SCHEMA):
        raw = _UPGRADES.get(step, dict)(raw) | {"schema": step + 1}
    return msgspec.convert(raw, Document)


def digest_of(text: str) -> str:
    """SHA-256 (FIPS 180-4) of the frozen text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The contract as JSON Schema (draft 2020-12)."""
    return msgspec.json.schema(Document)
