"""Desk rows → published values, and the orders in which lists are shown.

It must not ask the database: a row comes with what belongs to it already fetched (``compose``). Every order is made
here and not by the database, whose collation would otherwise show in the digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Manager, QuerySet
from msgspec import structs

from ..edition import document as shape
from ..edition.chronology import Key
from ..edition.fields import Field, fields_of
from ..language.dates import readable
from ..language.letters import letters, says
from ..models import (
    Comparison,
    Event,
    Involvement,
    Issue,
    Map,
    Phase,
    Position,
    Source,
    Statement,
    Term,
    Text,
    Verification,
)
from .quotations import Lapsed, around, seen

Chain = Mapping[int, tuple[str, int]]
S = TypeVar("S", bound=shape.Struct)


# ---- orders -------------------------------------------------------------------------------------


def by_order(rows: Iterable[Any]) -> list[Any]:
    """As the editor ordered them, then by slug."""
    return sorted(rows, key=lambda row: (row.order, row.slug))


def by_place(parts: Iterable[Any]) -> list[Any]:
    """The numbered parts of one row."""
    return sorted(parts, key=lambda part: part.order)


def by_name(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: (term.name.casefold(), term.slug))


def by_issue(positions: Iterable[Position]) -> list[Position]:
    return sorted(positions, key=lambda position: (position.issue.order, position.issue.slug, position.actor.slug))


def by_issue_and_date(comparisons: Iterable[Comparison], places: Mapping[Key, int]) -> list[Comparison]:
    """``places``: of statements, in the one order (``edition.chronology``)."""
    return sorted(
        comparisons,
        key=lambda pair: (pair.issue.order, pair.issue.slug, places.get((True, pair.later.slug), -1), pair.slug),
    )


def by_part(involvements: Iterable[Involvement]) -> list[Involvement]:
    return sorted(involvements, key=lambda involvement: (involvement.order, involvement.actor.slug))


def by_publication(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda source: (_date_key(source.published), source.slug))


def _date_key(edtf: str) -> tuple[Any, ...]:
    when = readable(edtf)
    return (0, when.sort_key) if when else (1, ())


# ---- fields -------------------------------------------------------------------------------------


def published(row: Any, kind: type[S], **given: Any) -> S:
    """``row`` as published: its fields that ``kind`` has, with references as slugs and numbers. What is another's or
    worked out is ``given``."""
    fetched = vars(row).get("_prefetched_objects_cache", {})  # to make a manager for it costs more than all else
    found = {
        name: _plain(fetched[name] if name in fetched else getattr(row, name), field)
        for name, field in fields_of(kind).items()
        if name not in given
    }
    return kind(**found, **given)


def _plain(value: Any, field: Field) -> Any:
    if field.to:
        key = "number" if field.to == "phase" else "slug"
        if isinstance(value, Manager):
            value = value.all()
        if isinstance(value, list | QuerySet):
            return sorted(getattr(each, key) for each in value)
        return getattr(value, key) if value else None
    if field.holds == "keys":
        return [part for each in value.split(",") if (part := each.strip())]
    if field.holds == "date":
        return value.isoformat() if isinstance(value, date) else value or ""
    return _decimal(value) if field.holds == "decimal" else value


def _decimal(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")


# ---- people, the story and its framework --------------------------------------------------------


def actor(involvement: Involvement, chain: Chain) -> shape.Actor:
    """``chain`` says of every affiliated actor, by id, whom it is affiliated to: slug and id."""
    who = involvement.actor
    roles = sorted(who.roles.all(), key=lambda role: (_date_key(role.held_from), role.slug))
    return published(
        who,
        shape.Actor,
        part=involvement.plays,
        group=involvement.group.slug if involvement.group else None,
        mark=involvement.mark,
        order=involvement.order,
        affiliation=chain[who.pk][0] if who.pk in chain else None,
        side=_head(who.pk, chain) or who.slug,
        roles=[published(role, shape.Role) for role in roles],
        former_names=[published(name, shape.FormerName) for name in by_place(who.former_names.all())],
    )


def _head(pk: int, chain: Chain) -> str:
    """The slug at the head of the chain of affiliations; where that runs in a circle, the last before it closes."""
    slug, here, seen = "", pk, {pk}
    while here in chain and chain[here][1] not in seen:
        slug, here = chain[here]
        seen.add(here)
    return slug


def phase(row: Phase) -> shape.Phase:
    provisions = [published(each, shape.Provision) for each in by_order(row.provisions.all())]
    return published(row, shape.Phase, provisions=provisions)


def text(row: Text) -> shape.Text:
    answers = sorted(row.answers.all(), key=lambda each: (_date_key(each.when), each.actor.slug))
    return published(row, shape.Text, answers=[published(each, shape.TextAnswer) for each in answers])


def event(row: Event) -> shape.Event:
    return published(row, shape.Event, dates=[published(each, shape.EarlierDate) for each in by_place(row.dates.all())])


def term(row: Term) -> shape.Term:
    aliases = [alias.strip() for alias in row.aliases.split(",") if alias.strip()]
    return published(row, shape.Term, aliases=aliases)


def map_of(row: Map) -> shape.Map:
    return published(
        row, shape.Map, features=[published(each, shape.MapFeature) for each in by_place(row.features.all())]
    )


def issue(row: Issue) -> shape.Issue:
    agreements = sorted(row.agreements.all(), key=lambda each: each.actor.slug)
    return published(row, shape.Issue, agreed_by=[published(each, shape.Agreement) for each in agreements])


# ---- words --------------------------------------------------------------------------------------


def statement(
    spoken: Statement, sources: Mapping[str, Source], words: Mapping[str, str]
) -> tuple[shape.Statement, list[Lapsed]]:
    """The statement as published, and the checks that hold no more. ``sources``: by slug, with their excerpts, which
    say what stands around the quotation; ``words``: the excerpts as ``letters`` gives them, which say if it is
    checked."""
    own = [sources[source.slug] for source in spoken.sources.all() if source.slug in sources]
    texts = [words[source.slug] for source in own if source.slug in words]
    passages = [published(passage, shape.Passage) for passage in by_place(spoken.passages.all())]
    found = [any(says(text, letters(passage.text)) for text in texts) for passage in passages]
    shown = {source.slug: source.excerpt for source in own if source.show_around}
    value = published(
        spoken,
        shape.Statement,
        checked=bool(found) and all(found),
        passages=passages,
        relays=[published(relay, shape.Relay) for relay in by_place(spoken.relays.all())],
        caveats=[published(caveat, shape.Caveat) for caveat in by_place(spoken.caveats.all())],
        around=list(around(passages, shown)),
    )
    return checked(value, by_place(spoken.verifications.all()))


def checked(value: shape.Statement, checks: Iterable[Verification]) -> tuple[shape.Statement, list[Lapsed]]:
    """With those of its ``checks`` that were made of the words that it has now; and the others."""
    now, at = seen(value.wording, value.lead_in, value.passages, value.tail), shape.place("statements", value)
    holding, lapsed = [], []
    for check in checks:
        if check.seen == now and check.source.slug in value.sources:
            holding.append(published(check, shape.Verification))
        else:
            lapsed.append(Lapsed(at, check.by, check.checked_on.isoformat(), check.source.slug, now))
    return structs.replace(value, verifications=holding), lapsed


def seen_now(spoken: Statement) -> str:
    """The digest of the words of a statement at the desk, as a check of them keeps it. One query."""
    passages = [published(passage, shape.Passage) for passage in by_place(spoken.passages.all())]
    return seen(spoken.wording, spoken.lead_in, passages, spoken.tail)
