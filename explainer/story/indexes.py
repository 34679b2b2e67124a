"""A document with its references resolved: what pages ask of a story, found once and kept for all languages.

It must not know the database, the clock or an address, and it keeps no words of ours but lazy ones: they are said in
the language of whoever reads.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from ..edition import document as shape
from ..edition.chronology import chronology
from ..language.dates import When, parse
from ..language.labels import AGAINST, number_words
from .quotation import Around
from .resolved import (
    NO_SIDE,
    PART_NAMES,
    Actor,
    Caveat,
    Event,
    Evidence,
    Figure,
    Gate,
    Issue,
    KeyPoint,
    Link,
    Phase,
    Position,
    Provision,
    Side,
    Source,
    Statement,
)

E = TypeVar("E", bound=Evidence[Any])


class StoryIndex:
    """Everything that the pages of one document need. ``story`` is the document itself."""

    def __init__(self, story: shape.Document) -> None:
        self.story = story
        self.sources = [Source(value) for value in story.sources]
        self._source = {source.slug: source for source in self.sources}
        self._people()
        self.issues = [Issue(value) for value in story.issues]
        self.issue = {issue.slug: issue for issue in self.issues}
        self.phases = [Phase(value) for value in story.phases]
        self.phase = {phase.number: phase for phase in self.phases}
        self._said()
        self._happened()
        self._framework()
        self._used()

    def _people(self) -> None:
        self.actors = [Actor(value) for value in self.story.actors]
        self.actor = {actor.slug: actor for actor in self.actors}
        self.side: dict[str, Side] = {}
        for actor in self.actors:
            value = actor.value
            actor.affiliation = self.actor.get(value.affiliation or "")
            report = self._source.get(value.described_in or "")
            actor.reported_by = report.value.publisher if report else gettext_lazy("our source")
            head = self.actor.get(value.side, actor)
            loose = head.kind == "unnamed"
            key = NO_SIDE if loose else head.slug
            if key not in self.side:
                self.side[key] = (
                    Side(NO_SIDE, gettext_lazy("Unnamed, no side given"), "??", "unnamed", None)
                    if loose
                    else Side(head.slug, head.name, head.mark, head.part, head)
                )
            actor.side = self.side[key]

    def _said(self) -> None:
        ranks = chronology(self.story.statements, self.story.events, self.story.links)
        self.statements = [Statement(value, ranks[True, value.slug]) for value in self.story.statements]
        self.statements.sort(key=attrgetter("rank"))
        self.events = [Event(value, ranks[False, value.slug]) for value in self.story.events]
        self.events.sort(key=attrgetter("rank"))
        self.statement = {statement.slug: statement for statement in self.statements}
        for statement in self.statements:
            value = statement.value
            statement.speaker = self.actor[value.speaker]
            statement.medium = self.actor.get(value.medium or "")
            statement.addressee = self.actor.get(value.addressee or "")
            statement.issues = [self.issue[slug] for slug in value.issues]
            statement.about = [self.actor[slug] for slug in value.about]
            statement.sources = self._sources(value.sources)
            statement.around = {
                each.passage: Around(each.preceding, each.following, self._source[each.source]) for each in value.around
            }
            statement.verifications = [
                {"check": each, "source": self._source[each.source], "against_words": AGAINST[each.against]}
                for each in value.verifications
            ]
            statement.relays = [{"actor": self.actor.get(relay.actor or ""), "relay": relay} for relay in value.relays]
            statement.speaker.side.statements.append(statement)
            for issue in statement.issues:
                issue.statements.append(statement)
            for number in value.phases:
                self.phase[number].statements.append(statement)
        for statement in self.statements:
            statement.caveats = [self._borne_out(Caveat(value)) for value in statement.value.caveats]

    def _happened(self) -> None:
        self.event = {event.slug: event for event in self.events}
        for event in self.events:
            event.actors = [self.actor[slug] for slug in event.value.actors]
            event.sources = self._sources(event.value.sources)
        for value in self.story.links:
            link = Link(value)
            link.statement = self.statement[value.statement]
            link.to_statement = self.statement.get(value.to_statement or "")
            link.to_event = self.event.get(value.to_event or "")
            link.source = self._source.get(value.source)
            link.statement.links.append(link)
            if link.to_statement:
                link.to_statement.links_in.append(link)

    def _framework(self) -> None:
        self.gates = [self._borne_out(Gate(value)) for value in self.story.gates]
        self.key_points = [self._borne_out(KeyPoint(value)) for value in self.story.key_points]
        self.figures = [self._borne_out(Figure(value)) for value in self.story.figures]
        self.positions = [self._borne_out(Position(value)) for value in self.story.positions]
        for position in self.positions:
            position.issue = self.issue[position.value.issue]
            position.actor = self.actor[position.value.actor]
            position.issue.positions[position.actor.slug] = position
        for issue in self.issues:
            for number in issue.value.phases:
                self.phase[number].issues.append(issue)
        for above, below in zip(self.phases, self.phases[1:], strict=False):
            above.after, below.before = below, above
        for phase in self.phases:
            number = phase.number
            phase.entries = [
                gate for gate in self.gates if gate.value.from_phase is None and gate.value.to_phase == number
            ]
            phase.gates = [gate for gate in self.gates if gate.value.from_phase == number]
            phase.figures = [figure for figure in self.figures if figure.value.phase == number]
            for owed in phase.value.provisions:
                provision = self._borne_out(Provision(owed))
                provision.owed_by = [self.actor[slug] for slug in owed.owed_by]
                provision.owed_to = [self.actor[slug] for slug in owed.owed_to]
                phase.provisions.append(provision)

    def _borne_out(self, evidence: E) -> E:
        evidence.statements = [self.statement[slug] for slug in evidence.value.statements]
        evidence.sources = self._sources(evidence.value.sources)
        return evidence

    def _used(self) -> None:
        for statement in self.statements:
            for source in statement.sources:
                source.statements += 1
        for event in self.events:
            for source in event.sources:
                source.events += 1

    def _sources(self, slugs: list[str]) -> list[Source]:
        return [self._source[slug] for slug in slugs]

    # ---- what pages ask ----

    @cached_property
    def as_of(self) -> When:
        return parse(self.story.as_of)

    @property
    def phases_title(self) -> str:
        """“The three phases”."""
        count = len(self.phases)
        return ngettext("The one phase", "The %(number)s phases", count) % {"number": number_words(count)}

    @property
    def last_phase(self) -> Phase:
        return self.phases[-1]

    @cached_property
    def unresolved(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.value.status != "settled"]

    @cached_property
    def loose_questions(self) -> list[shape.OpenQuestion]:
        """Open questions that belong to no issue; the others stand on their issue's page."""
        return [question for question in self.story.open_questions if question.issue is None]

    @cached_property
    def relayed(self) -> list[tuple[str, list[Statement]]]:
        """What our sources relay and we have not seen, with the statements that came that way."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for relayed in statement.relays:
                actor, relay = relayed["actor"], relayed["relay"]
                if not relay.seen_by_us:
                    words = ": ".join(filter(None, (actor.name if actor else "", relay.label)))
                    found.setdefault(words, []).append(statement)
        return list(found.items())

    @cached_property
    def columns(self) -> list[Side]:
        """The sides that get a column of their own, in the story's order."""
        return [side for side in self.side.values() if side.part in ("party", "mediator")]

    @cached_property
    def voices(self) -> list[Side]:
        """Every side that could be heard: those with a part in the talks, and whoever else has a statement."""
        heard = ("party", "mediator", "affected")
        return [side for side in self.side.values() if side.part in heard or side.statements]

    @cached_property
    def matrix(self) -> list[tuple[Issue, list[tuple[Side, Position | None]]]]:
        """A row per issue, a cell per column; None is “Nothing in our source”."""
        return [(issue, [(side, issue.positions.get(side.slug)) for side in self.columns]) for issue in self.issues]

    @cached_property
    def cast(self) -> list[tuple[Promise, list[Actor]]]:
        """Who's who, by part."""
        groups = [(name, [actor for actor in self.actors if actor.part == part]) for part, name in PART_NAMES.items()]
        return [(name, people) for name, people in groups if people]

    @cached_property
    def principal_cast(self) -> list[tuple[Promise, list[Actor]]]:
        """Who's who without unnamed sources and media."""
        return [(name, people) for name, people in self.cast if people[0].part not in ("unnamed", "medium")]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many statements: all, by wording, unnamed."""
        counts: Counter[str] = Counter(statement.wording for statement in self.statements)
        counts["all"] = len(self.statements)
        counts["quoted"] = counts["direct"] + counts["partial"]
        counts["unnamed"] = sum(1 for statement in self.statements if statement.speaker.faint)
        return counts

    def exchange(self, statement: Statement) -> list[Statement]:
        """The statements that links join to it, directly or by way of others, in order; it alone where none does."""
        found, ahead = {statement}, [statement]
        while ahead:
            here = ahead.pop()
            joined = [*(link.to_statement for link in here.links), *(link.statement for link in here.links_in)]
            for other in joined:
                if other is not None and other not in found:
                    found.add(other)
                    ahead.append(other)
        return [each for each in self.statements if each in found]

    def exchange_of(self, slug: str) -> Statement | None:
        """The first statement of the exchange that a statement belongs to; None where nothing is joined to it."""
        exchange = self.exchange(self.statement[slug]) if slug in self.statement else []
        return exchange[0] if len(exchange) > 1 else None

    def others_on(self, statement: Statement, most: int = 6) -> list[Statement]:
        """Other statements on the same issues, in order, without those that a link joins to it."""
        linked = {link.to_statement for link in statement.links} | {link.statement for link in statement.links_in}
        issues = set(statement.value.issues)
        others = [
            other
            for other in self.statements
            if other is not statement and other not in linked and not issues.isdisjoint(other.value.issues)
        ]
        return others[:most]
