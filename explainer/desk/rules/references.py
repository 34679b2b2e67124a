"""Rules of wholeness: references lead somewhere, everything has a source, the framework holds together.

It must not judge words or dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...edition import document as shape
from ...edition.fields import Noun, fields_of
from ...edition.own_words import our_lines
from ...language.text import safe_url
from ...story.where_it_stands import UNCLAIMED
from ..compose import Draft
from .problems import Problem, Rule


def every_reference_leads_somewhere(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    known: dict[Noun, set[Any]] = {
        "actor": {row.slug for row in story.actors},
        "statement": {row.slug for row in story.statements},
        "issue": {row.slug for row in story.issues},
        "source": {row.slug for row in story.sources},
        "event": {row.slug for row in story.events},
        "phase": {row.number for row in story.phases},
        "text": {row.slug for row in story.texts},
        "group": {row.slug for row in story.groups},
        "term": {row.slug for row in story.terms},
        "provision": {provision.slug for row in story.phases for provision in row.provisions},
    }
    for at, noun, name in _references(story):
        if name not in known[noun]:
            hint = " Give that actor a part in this story." if noun == "actor" else ""
            yield Problem(f"{at} refers to the {noun} “{name}”, which is not in this story.{hint}", at)


def _references(story: shape.Document) -> Iterator[tuple[str, Noun, str | int]]:
    for at, row in shape.rows(story):
        for name, field in fields_of(type(row)).items():
            value = getattr(row, name)
            for key in value if isinstance(value, list) else [value]:
                if field.to and field.to != "role" and key not in (None, ""):  # a role is its actor's: another rule's
                    yield at, field.to, key


_BACKED = (shape.KeyPoint, shape.Background, shape.Provision, shape.Gate, shape.Figure)
_SOURCED = (shape.Statement, shape.Event, shape.Term, shape.OpenQuestion, shape.Text, shape.EarlierDate)


def everything_has_a_source(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    for at, row in shape.rows(story):
        if isinstance(row, _SOURCED) and not row.sources:
            yield Problem(f"{at} has no source; add the report that it comes from.", at)
        elif isinstance(row, shape.Position) and not (row.statements or row.sources):
            yield Problem(f"{at} has no evidence; add the statements that bear it out, or the report.", at)
        elif isinstance(row, _BACKED) and not (row.statements or row.sources or _only_a_gap(row)):
            yield Problem(f"{at} has neither a statement nor a source behind it; add one.", at)
        elif isinstance(row, shape.Phase) and row.state not in UNCLAIMED and not row.state_sources:
            yield Problem(f"{at} is called “{row.state}”, and no source says so; add the report of its state.", at)


def _only_a_gap(row: shape.Struct) -> bool:
    return isinstance(row, shape.Background) and not row.text


def phases_are_consecutive(draft: Draft) -> Iterator[Problem]:
    numbers = [phase.number for phase in draft.document.phases]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Problem(f"Phases are numbered {numbers}; they must run 1, 2, 3 without gaps.", "phases")


def gates_lead_to_another_phase(draft: Draft) -> Iterator[Problem]:
    """On, past others, or back: a framework may have any shape. What extends a phase or ends it leads to none."""
    for gate in draft.document.gates:
        at = f"gates/{gate.slug}"
        if gate.kind == "proceed" and gate.to_phase in (None, gate.from_phase):
            yield Problem(f"{at} goes on to no phase but its own; say to which it leads.", at)
        if gate.kind != "proceed" and (gate.to_phase is not None or gate.from_phase is None):
            yield Problem(f"{at} is no way to another phase: it starts from a phase and leads to none.", at)


def addresses_are_web_addresses(draft: Draft) -> Iterator[Problem]:
    for source in draft.document.sources:
        for address in (source.address, source.archived):
            if address and not safe_url(address):
                yield Problem(f"“{address}” is not an http or https address.", f"sources/{source.slug}")


def sides_have_marks_of_their_own(draft: Draft) -> Iterator[Problem]:
    heads: dict[str, str] = {}
    for actor in draft.document.actors:
        if actor.side == actor.slug and actor.mark != "??" and actor.part in ("party", "mediator"):
            if actor.mark in heads:
                yield Problem(
                    f"{actor.name} and {heads[actor.mark]} have the same letters, {actor.mark}.",
                    f"actors/{actor.slug}",
                )
            heads[actor.mark] = actor.name


def evidence_is_on_the_issue(draft: Draft) -> Iterator[Problem]:
    issues = {statement.slug: statement.issues for statement in draft.document.statements}
    for position in draft.document.positions:
        for slug in position.statements:
            if position.issue not in issues.get(slug, [position.issue]):
                at = f"positions/{position.slug}"
                yield Problem(f"{at} rests on statements/{slug}, which is not about the issue “{position.issue}”.", at)


def something_is_told(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    if not story.statements and not story.events:
        yield Problem(
            "The story is empty: nothing is said in it and nothing happens. Add a statement or an event.",
            f"stories/{story.slug}",
        )


def nothing_needed_is_empty(draft: Draft) -> Iterator[Problem]:
    for at, field, text in our_lines(draft.document):
        if not text.strip():
            yield Problem(f"{at} has no {field}.", at)


RULES: tuple[Rule, ...] = (
    something_is_told,
    every_reference_leads_somewhere,
    nothing_needed_is_empty,
    everything_has_a_source,
    evidence_is_on_the_issue,
    phases_are_consecutive,
    gates_lead_to_another_phase,
    addresses_are_web_addresses,
    sides_have_marks_of_their_own,
)
