"""Desk rows → published values, one function for each kind of row, and the orders in which lists are shown.

It must not ask the database: a row comes with what belongs to it already fetched (``compose``). Every order is made
here and not by the database, whose collation would otherwise show in the digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..edition import document as shape
from ..language.dates import readable
from ..models import (
    Comparison,
    Event,
    Figure,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Source,
    Statement,
    StatementLink,
    StateRow,
    Term,
)

Chain = Mapping[int, tuple[str, int]]


# ---- orders -------------------------------------------------------------------------------------


def by_order(rows: Iterable[Any]) -> list[Any]:
    """As the editor ordered them, then by slug."""
    return sorted(rows, key=lambda row: (row.order, row.slug))


def by_place(parts: Iterable[Any]) -> list[Any]:
    """The numbered parts of one statement."""
    return sorted(parts, key=lambda part: part.order)


def by_name(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda row: (row.name.casefold(), row.slug))


def by_issue(positions: Iterable[Position]) -> list[Position]:
    return sorted(positions, key=lambda row: (row.issue.order, row.issue.slug, row.actor.slug))


def by_issue_and_date(comparisons: Iterable[Comparison]) -> list[Comparison]:
    return sorted(
        comparisons, key=lambda row: (row.issue.order, row.issue.slug, _said_or_happened(row.later), row.slug)
    )


def by_part(involvements: Iterable[Involvement]) -> list[Involvement]:
    return sorted(involvements, key=lambda row: (row.order, row.actor.slug))


def by_date(rows: Iterable[Any]) -> list[Any]:
    """Dated first, in order; the source's own order within a date; the slug last, so that the order is total."""
    return sorted(rows, key=_said_or_happened)


def by_publication(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda row: (_date_key(row.published), row.slug))


def _said_or_happened(row: Any) -> tuple[Any, ...]:
    when = readable(row.when)
    if when is None:
        return (1, (), 0, (), row.slug)
    return (0, when.sort_key[:-1], row.order_in_day, when.sort_key, row.slug)


def _date_key(edtf: str) -> tuple[Any, ...]:
    when = readable(edtf)
    return (0, when.sort_key) if when else (1, ())


# ---- fields -------------------------------------------------------------------------------------


def lines(row: Any, names: str) -> dict[str, Any]:
    """The fields of ``row`` that are published as they are."""
    return {name: getattr(row, name) for name in names.split()}


def _slugs(rows: Any) -> list[str]:
    return sorted(row.slug for row in rows.all())


def _numbers(phases: Any) -> list[int]:
    return sorted(phase.number for phase in phases.all())


def _slug(row: Any) -> str | None:
    return row.slug if row else None


def _number(phase: Phase | None) -> int | None:
    return phase.number if phase else None


def _decimal(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


def _evidence(row: Any) -> dict[str, list[str]]:
    return {"statements": _slugs(row.statements), "sources": _slugs(row.sources)}


# ---- people and sources -------------------------------------------------------------------------


def source(row: Source) -> shape.Source:
    return shape.Source(
        **lines(row, "slug kind title publisher byline contributors address archived published language note"),
        accessed=row.accessed.isoformat() if row.accessed else "",
    )


def actor(row: Involvement, chain: Chain) -> shape.Actor:
    """``chain`` says of every affiliated actor, by id, whom it is affiliated to: slug and id."""
    who = row.actor
    roles = sorted(who.roles.all(), key=lambda role: (_date_key(role.held_from), role.slug))
    return shape.Actor(
        **lines(who, "slug name short_name kind descriptor description unnamed_because"),
        **lines(row, "part mark order"),
        affiliation=chain[who.pk][0] if who.pk in chain else None,
        side=_head(who.pk, chain) or who.slug,
        described_in=_slug(who.described_in),
        roles=[shape.Role(**lines(role, "slug title held_from held_to")) for role in roles],
    )


def _head(pk: int, chain: Chain) -> str:
    """The slug at the head of the chain of affiliations; where that runs in a circle, the last before it closes."""
    slug, here, seen = "", pk, {pk}
    while here in chain and chain[here][1] not in seen:
        slug, here = chain[here]
        seen.add(here)
    return slug


# ---- the story ----------------------------------------------------------------------------------


def state_row(row: StateRow) -> shape.StateRow:
    return shape.StateRow(**lines(row, "slug label text when on_every_page"), sources=_slugs(row.sources))


def key_point(row: KeyPoint) -> shape.KeyPoint:
    return shape.KeyPoint(**lines(row, "slug sentence meaning"), **_evidence(row))


def phase(row: Phase) -> shape.Phase:
    return shape.Phase(
        **lines(row, "number name short_name gist duration duration_days summary"),
        provisions=[provision(each) for each in by_order(row.provisions.all())],
        sources=_slugs(row.sources),
    )


def provision(row: Provision) -> shape.Provision:
    return shape.Provision(
        **lines(row, "slug what condition status"),
        owed_by=_slugs(row.owed_by),
        owed_to=_slugs(row.owed_to),
        **_evidence(row),
    )


def gate(row: Gate) -> shape.Gate:
    return shape.Gate(
        **lines(row, "slug kind settled through through_note label condition outcome outcome_note"),
        from_phase=_number(row.from_phase),
        to_phase=_number(row.to_phase),
        **_evidence(row),
    )


def issue(row: Issue) -> shape.Issue:
    return shape.Issue(
        **lines(row, "slug name short_name question explanation standing status"),
        phases=_numbers(row.phases),
        sources=_slugs(row.sources),
    )


def event(row: Event) -> shape.Event:
    return shape.Event(
        **lines(row, "slug title body when when_reported when_note order_in_day status condition"),
        phase=_number(row.phase),
        issues=_slugs(row.issues),
        actors=_slugs(row.actors),
        sources=_slugs(row.sources),
    )


def figure(row: Figure) -> shape.Figure:
    return shape.Figure(
        **lines(row, "slug label qualifier unit out_of_qualifier note"),
        **{name: _decimal(getattr(row, name)) for name in ("low", "high", "out_of")},
        phase=_number(row.phase),
        **_evidence(row),
    )


def open_question(row: OpenQuestion) -> shape.OpenQuestion:
    return shape.OpenQuestion(**lines(row, "slug question why"), issue=_slug(row.issue), sources=_slugs(row.sources))


def term(row: Term) -> shape.Term:
    aliases = [alias.strip() for alias in row.aliases.split(",") if alias.strip()]
    return shape.Term(**lines(row, "slug name definition"), aliases=aliases, sources=_slugs(row.sources))


# ---- words --------------------------------------------------------------------------------------


def statement(row: Statement, excerpts: Mapping[str, str]) -> shape.Statement:
    """``excerpts`` are the saved words of sources, by slug: they say whether the quotation is checked."""
    passages = by_place(row.passages.all())
    texts = [excerpts[source.slug] for source in row.sources.all() if source.slug in excerpts]
    found = [any(passage.text in text for text in texts) for passage in passages]
    return shape.Statement(
        **lines(row, "slug attributed_as wording act topic lead_in tail context note alterations second_hand"),
        **lines(row, "form setting language quoted_in translator when when_reported when_note order_in_day"),
        speaker=row.speaker.slug,
        role=_slug(row.role),
        medium=_slug(row.medium),
        addressee=_slug(row.addressee),
        checked=bool(found) and all(found),
        passages=[shape.Passage(**lines(passage, "text cut_before")) for passage in passages],
        relays=[
            shape.Relay(actor=_slug(relay.actor), label=relay.label, seen_by_us=relay.seen_by_us)
            for relay in by_place(row.relays.all())
        ],
        issues=_slugs(row.issues),
        phases=_numbers(row.phases),
        about=_slugs(row.about),
        sources=_slugs(row.sources),
    )


def link(row: StatementLink) -> shape.Link:
    return shape.Link(
        **lines(row, "relation to_report note"),
        statement=row.statement.slug,
        to_statement=_slug(row.to_statement),
        to_event=_slug(row.to_event),
        source=row.source.slug,
    )


def position(row: Position) -> shape.Position:
    return shape.Position(**lines(row, "slug sentence"), issue=row.issue.slug, actor=row.actor.slug, **_evidence(row))


def comparison(row: Comparison) -> shape.Comparison:
    """As nobody has approved it yet."""
    return shape.Comparison(
        **lines(row, "slug relation"),
        issue=row.issue.slug,
        earlier=row.earlier.slug,
        later=row.later.slug,
        approved_on="",
    )
