"""What a published story is made of: one plain typed value for each kind of row.

It must not know the whole: ``document`` puts the parts together, and is where they are imported from.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Wording = Literal["direct", "partial", "paraphrase"]


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Immutable; unknown fields are an error, so that a misread edition never passes for a right one.

    A tree without cycles: the collector need not go through the thousands of rows of each edition that is kept."""


class Source(Struct):
    slug: str
    kind: str
    title: str
    publisher: str
    byline: str
    contributors: str
    address: str
    archived: str
    published: str
    accessed: str
    language: str
    note: str


class Role(Struct):
    slug: str
    title: str
    held_from: str
    held_to: str


class Actor(Struct):
    """``side`` is the actor at the head of the chain of affiliations (itself, if it has none)."""

    slug: str
    name: str
    short_name: str
    kind: str
    part: str
    mark: str
    order: int
    affiliation: str | None
    side: str
    descriptor: str
    description: str
    described_in: str | None
    unnamed_because: str
    roles: list[Role]


class StateRow(Struct):
    slug: str
    label: str
    text: str
    when: str
    on_every_page: bool
    sources: list[str]


class KeyPoint(Struct):
    slug: str
    sentence: str
    meaning: str
    statements: list[str]
    sources: list[str]


class Provision(Struct):
    slug: str
    owed_by: list[str]
    owed_to: list[str]
    what: str
    condition: str
    status: str
    statements: list[str]
    sources: list[str]


class Phase(Struct):
    number: int
    name: str
    short_name: str
    gist: str
    duration: str
    duration_days: int | None
    summary: str
    provisions: list[Provision]
    sources: list[str]


class Gate(Struct):
    """``from_phase`` is None for “now”, ``to_phase`` where the gate leads to no phase."""

    slug: str
    kind: str
    from_phase: int | None
    to_phase: int | None
    settled: bool
    through: str
    through_note: str
    label: str
    condition: str
    outcome: str
    outcome_note: str
    statements: list[str]
    sources: list[str]


class Issue(Struct):
    slug: str
    name: str
    short_name: str
    question: str
    explanation: str
    standing: str
    status: str
    phases: list[int]
    sources: list[str]


class Passage(Struct):
    """Verbatim, without outer quotation marks; ``cut_before``: the source breaks the sentence here."""

    text: str
    cut_before: bool


class Relay(Struct):
    actor: str | None
    label: str
    seen_by_us: bool


class Statement(Struct):
    slug: str
    speaker: str
    role: str | None
    attributed_as: str
    wording: Wording
    act: str
    topic: str
    lead_in: str
    passages: list[Passage]
    tail: str
    context: str
    note: str
    alterations: str
    second_hand: bool
    checked: bool
    form: str
    medium: str | None
    setting: str
    addressee: str | None
    language: str
    quoted_in: str
    translator: str
    when: str
    when_reported: str
    when_note: str
    order_in_day: int
    relays: list[Relay]
    issues: list[str]
    phases: list[int]
    about: list[str]
    sources: list[str]


class Link(Struct):
    """From a statement to exactly one of: another statement, an event, a report not on record."""

    statement: str
    relation: str
    to_statement: str | None
    to_event: str | None
    to_report: str
    note: str
    source: str


class Position(Struct):
    slug: str
    issue: str
    actor: str
    sentence: str
    statements: list[str]
    sources: list[str]


class Comparison(Struct):
    """An earlier and a later statement of one speaker on one issue: “later”, ``relation``, “earlier”.

    ``approved_on``: the day (UTC, ISO 8601) on which the second of two people approved it.
    """

    slug: str
    issue: str
    earlier: str
    relation: str
    later: str
    approved_on: str


class Event(Struct):
    slug: str
    title: str
    body: str
    when: str
    when_reported: str
    when_note: str
    order_in_day: int
    status: str
    condition: str
    phase: int | None
    issues: list[str]
    actors: list[str]
    sources: list[str]


class Figure(Struct):
    """Numbers are decimal text, as an editor wrote them: “30”, “1.5”."""

    slug: str
    label: str
    low: str
    high: str
    qualifier: str
    unit: str
    out_of: str
    out_of_qualifier: str
    note: str
    phase: int | None
    statements: list[str]
    sources: list[str]


class OpenQuestion(Struct):
    slug: str
    question: str
    why: str
    issue: str | None
    sources: list[str]


class Term(Struct):
    slug: str
    name: str
    aliases: list[str]
    definition: str
    sources: list[str]
