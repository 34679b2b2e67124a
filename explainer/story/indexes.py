"""A document with its references resolved: what pages ask of a story, found once and kept for all languages.

It must not know the database, the clock or an address, and it keeps no words of ours but lazy ones: they are said in
the language of whoever reads.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

from ..edition import document as shape
from ..edition.chronology import chronology
from ..edition.former import moved
from ..edition.naming import has_no_side
from ..edition.passed_days import was_expected, was_to_begin
from ..language.dates import When, parse
from ..language.labels import AGAINST
from .joining_texts import join as join_texts
from .overviews import Overviews
from .quotation import Around
from .resolved import (
    NO_SIDE,
    Actor,
    Agreement,
    Background,
    Caveat,
    EarlierDate,
    Event,
    EventLink,
    Evidence,
    Figure,
    Gate,
    Issue,
    KeyPoint,
    Link,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Side,
    Source,
    Statement,
    Text,
)
from .roles import shared_offices
from .tombstones import Tombstones

E = TypeVar("E", bound=Evidence[Any])


class StoryIndex(Overviews):
    """Everything that the pages of one document need. ``story`` is the document itself. ``upto``: the day by which days
    have passed, where that is not its own."""

    told: Text | None  # the text that the phases tell

    def __init__(self, story: shape.Document, upto: When | None = None) -> None:
        self.story, self.upto = story, upto or parse(story.as_of)
        self.former = moved(story)
        self.tombstones = Tombstones(story.tombstones)
        self.sources = [Source(value) for value in story.sources]
        self._source = {source.slug: source for source in self.sources}
        self._people()
        self.issues = [Issue(value) for value in story.issues]
        self.issue = {issue.slug: issue for issue in self.issues}
        self.phases = [Phase(value) for value in story.phases]
        self.phase = {phase.number: phase for phase in self.phases}
        self.texts = [Text(value) for value in story.texts]
        self.text = {text.slug: text for text in self.texts}
        self._said()
        self._happened()
        self._framework()
        self._stands()
        self._used()
        if self.tombstones.touched:
            self.tombstones.mark(self)

    def _people(self) -> None:
        self.actors = [Actor(value) for value in self.story.actors]
        self.actor = {actor.slug: actor for actor in self.actors}
        shared = shared_offices(self.story.actors)
        groups = {group.slug: group for group in self.story.groups}
        self.side: dict[str, Side] = {}
        for actor in self.actors:
            value = actor.value
            actor.tenures.as_of, actor.tenures.shared = self.as_of, shared
            actor.affiliation = self.actor.get(value.affiliation or "")
            actor.group = groups.get(value.group or "")
            report = self._source.get(value.described_in or "")
            actor.reported_by = report.value.publisher if report else gettext_lazy("our source")
            head = self.actor.get(value.side, actor)
            loose = has_no_side(head.value)
            key = NO_SIDE if loose else head.slug
            if key not in self.side:
                self.side[key] = (
                    Side(NO_SIDE, gettext_lazy("Unnamed, no side given"), "??", "unnamed", None)
                    if loose
                    else Side(head.slug, head.name, head.mark, head.part, head)
                )
            actor.side = self.side[key]

    def _said(self) -> None:
        ranks = chronology(self.story.statements, self.story.events, self.story.links, self.story.event_links)
        self.statements = [Statement(value, ranks[True, value.slug]) for value in self.story.statements]
        self.statements.sort(key=attrgetter("rank"))
        self.events = [Event(value, ranks[False, value.slug]) for value in self.story.events]
        self.events.sort(key=attrgetter("rank"))
        self.statement = {statement.slug: statement for statement in self.statements}
        for statement in self.statements:
            value = statement.value
            statement.speaker = self.actor[value.speaker]
            statement.speaker.tenures.note(value.role, statement.when)
            statement.medium = self.actor.get(value.medium or "")
            statement.addressee = self.actor.get(value.addressee or "")
            statement.issues = [self.issue[slug] for slug in value.issues]
            statement.about = [self.actor[slug] for slug in value.about]
            statement.sources = self.cited(value.sources)
            statement.around = {
                each.passage: Around(each.preceding, each.following, self._source[each.source]) for each in value.around
            }
            statement.verifications = [
                {"check": each, "source": self._source[each.source], "against_words": AGAINST[each.against]}
                for each in value.verifications
            ]
            statement.relays = [{"actor": self.actor.get(relay.actor or ""), "relay": relay} for relay in value.relays]
            statement.speaker.heard = True
            statement.speaker.side.statements.append(statement)
            for issue in statement.issues:
                issue.statements.append(statement)
            for number in value.phases:
                self.phase[number].statements.append(statement)
            for slug in value.texts:
                self.text[slug].statements.append(statement)
        for statement in self.statements:
            statement.caveats = [self.borne_out(Caveat(value)) for value in statement.value.caveats]

    def _happened(self) -> None:
        self.event = {event.slug: event for event in self.events}
        for event in self.events:
            event.passed = was_expected(event.value, self.upto)
            event.actors = [self.actor[slug] for slug in event.value.actors]
            event.sources = self.cited(event.value.sources)
            event.set_by = self.actor.get(event.value.set_by or "")
            event.dates = [EarlierDate(value) for value in event.value.dates]
            for date in event.dates:
                date.set_by = self.actor.get(date.value.set_by or "")
                date.sources = self.cited(date.value.sources)
        for value in self.story.links:
            link = Link(value)
            link.statement = self.statement[value.statement]
            link.to_statement = self.statement.get(value.to_statement or "")
            link.to_event = self.event.get(value.to_event or "")
            link.source = self._source.get(value.source or "")
            link.statement.links.append(link)
            if link.to_statement:
                link.to_statement.links_in.append(link)
            if link.to_event:
                link.to_event.said_of.append(link)
        for joined in self.story.event_links:
            self._join(EventLink(joined))

    def _join(self, link: EventLink) -> None:
        value = link.value
        link.event = self.event[value.event]
        link.to_event = self.event.get(value.to_event or "")
        link.to_statement = self.statement.get(value.to_statement or "")
        link.said_in = self.statement.get(value.said_in or "")
        link.source = self._source.get(value.source or "")
        link.event.links.append(link)
        if link.to_event:
            link.to_event.links_in.append(link)
        if link.to_statement:
            link.to_statement.events_in.append(link)

    def _framework(self) -> None:
        self.gates = [self.borne_out(Gate(value)) for value in self.story.gates]
        self.key_points = [self.borne_out(KeyPoint(value)) for value in self.story.key_points]
        self.backgrounds = [self.borne_out(Background(value)) for value in self.story.backgrounds]
        self.figures = [self.borne_out(Figure(value)) for value in self.story.figures]
        self.positions = [self.borne_out(Position(value)) for value in self.story.positions]
        for position in self.positions:
            position.issue = self.issue[position.value.issue]
            position.actor = self.actor[position.value.actor]
            position.issue.positions[position.actor.slug] = position
        place = {actor: place for place, actor in enumerate(self.actors)}
        for issue in self.issues:
            held = issue.positions.values()
            for position in sorted(held, key=lambda each: (each.actor.side.head is not each.actor, place[each.actor])):
                issue.held.setdefault(position.actor.side.slug, []).append(position)
            for number in issue.value.phases:
                self.phase[number].issues.append(issue)
        for above, below in zip(self.phases, self.phases[1:], strict=False):
            above.after, below.before = below, above
        self.provisions: list[Provision] = []  # in the order of the phases, whichever text they are of
        self.unphased: list[Provision] = []  # those of the text that is told of which our source names no phase
        for phase in self.phases:
            number = phase.number
            phase.passed = was_to_begin(phase.value, self.upto)
            phase.entries = [
                gate for gate in self.gates if gate.value.from_phase is None and gate.value.to_phase == number
            ]
            phase.gates = [gate for gate in self.gates if gate.value.from_phase == number]
            phase.figures = [figure for figure in self.figures if figure.value.phase == number]
            phase.sources = self.cited(phase.value.sources)
            phase.state_sources = self.cited(phase.value.state_sources)
            for owed in phase.value.provisions:
                self.provisions.append(self._provision(owed, phase))
        for gate in self.gates:
            gate.leaves = self.phase.get(gate.value.from_phase or 0)
            gate.enters = self.phase.get(gate.value.to_phase or 0)
            if gate.leaves and gate.enters:
                gate.enters.ways_in.append(gate)
        join_texts(self)

    def _provision(self, owed: shape.Provision, phase: Phase) -> Provision:
        provision = self.borne_out(Provision(owed))
        provision.phase = phase
        provision.owed_by = [self.actor[slug] for slug in owed.owed_by]
        provision.owed_to = [self.actor[slug] for slug in owed.owed_to]
        provision.status_statements = [self.statement[slug] for slug in owed.status_statements]
        provision.status_sources = self.cited(owed.status_sources)
        return provision

    def _stands(self) -> None:
        for issue in self.issues:
            issue.agreements = [self.borne_out(Agreement(value)) for value in issue.value.agreed_by]
            for agreement in issue.agreements:
                agreement.actor = self.actor[agreement.value.actor]
            issue.agreements.sort(key=lambda each: (each.actor.order, each.actor.slug))
        self.questions = [OpenQuestion(value) for value in self.story.open_questions]
        for question in self.questions:
            question.issue = self.issue.get(question.value.issue or "")
            question.statements = [self.statement[slug] for slug in question.value.answer_statements]
            question.sources = self.cited(question.value.answer_sources)

    def borne_out(self, evidence: E) -> E:
        evidence.statements = [self.statement[slug] for slug in evidence.value.statements]
        evidence.sources = self.cited(evidence.value.sources)
        return evidence

    def _used(self) -> None:
        for statement in self.statements:
            for source in statement.sources:
                source.statements += 1
        for event in self.events:
            for source in event.sources:
                source.events += 1

    def called_now(self, kind: str, slug: str) -> str:
        """The slug that a row has which had this one before: of an actor, statement, issue, event or text."""
        return self.former[kind].get(slug, slug)

    def cited(self, slugs: list[str]) -> list[Source]:
        return [self._source[slug] for slug in slugs]
