"""A document with its references resolved: what pages ask of a story, found once and kept for all languages.

It must not know the database, the clock or an address, and it keeps no words of ours but lazy ones: they are said in
the language of whoever reads.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from ..edition import document as shape
from ..language.dates import When, parse
from ..language.labels import number_words
from .resolved import (
    NO_SIDE,
    PART_NAMES,
    Actor,
    Event,
    Evidence,
    Figure,
    Issue,
    Link,
    Phase,
    Position,
    Provision,
    Side,
    Source,
    Statement,
)


class StoryIndex:
    """Everything that the pages of one document need. ``story`` is the document itself."""

    def __init__(self, story: shape.Document) -> None:
        self.story = story
        self.sources = [Source(row) for row in story.sources]
        self._source = {row.slug: row for row in self.sources}
        self._people()
        self.issues = [Issue(row) for row in story.issues]
        self.issue = {row.slug: row for row in self.issues}
        self.phases = [Phase(row) for row in story.phases]
        self.phase = {row.number: row for row in self.phases}
        self._said()
        self._happened()
        self._framework()
        self._used()

    def _people(self) -> None:
        self.actors = [Actor(row) for row in self.story.actors]
        self.actor = {row.slug: row for row in self.actors}
        self.side: dict[str, Side] = {}
        for actor in self.actors:
            value = actor.value
            actor.affiliation = self.actor.get(value.affiliation or "")
            report = self._source.get(value.described_in or "")
            actor.reported_by = report.publisher if report else gettext_lazy("our source")
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
        self.statements = [Statement(row) for row in self.story.statements]
        self.statement = {row.slug: row for row in self.statements}
        for row in self.statements:
            value = row.value
            row.speaker = self.actor[value.speaker]
            row.medium = self.actor.get(value.medium or "")
            row.addressee = self.actor.get(value.addressee or "")
            row.issues = [self.issue[slug] for slug in value.issues]
            row.about = [self.actor[slug] for slug in value.about]
            row.sources = self._sources(value.sources)
            row.relays = [{"actor": self.actor.get(relay.actor or ""), "relay": relay} for relay in value.relays]
            row.speaker.side.statements.append(row)
            for issue in row.issues:
                issue.statements.append(row)
            for number in value.phases:
                self.phase[number].statements.append(row)

    def _happened(self) -> None:
        self.events = [Event(row) for row in self.story.events]
        self.event = {row.slug: row for row in self.events}
        for row in self.events:
            row.actors = [self.actor[slug] for slug in row.value.actors]
            row.sources = self._sources(row.value.sources)
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
        self.gates = [self._evidence(Evidence, row) for row in self.story.gates]
        self.key_points = [self._evidence(Evidence, row) for row in self.story.key_points]
        self.figures = [self._evidence(Figure, row) for row in self.story.figures]
        self.positions = [self._evidence(Position, row) for row in self.story.positions]
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
            phase.entries = [gate for gate in self.gates if gate.from_phase is None and gate.to_phase == phase.number]
            phase.gates = [gate for gate in self.gates if gate.from_phase == phase.number]
            phase.figures = [figure for figure in self.figures if figure.phase == phase.number]
            for row in phase.value.provisions:
                provision = self._evidence(Provision, row)
                provision.owed_by = [self.actor[slug] for slug in row.owed_by]
                provision.owed_to = [self.actor[slug] for slug in row.owed_to]
                phase.provisions.append(provision)

    def _evidence(self, kind: type[Evidence], value: Any) -> Any:
        row = kind(value)
        row.statements = [self.statement[slug] for slug in value.statements]
        row.sources = self._sources(value.sources)
        return row

    def _used(self) -> None:
        for rows, what in ((self.statements, "statements"), (self.events, "events")):
            for row in rows:
                for source in row.sources:
                    setattr(source, what, getattr(source, what) + 1)

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
        return [issue for issue in self.issues if issue.status != "settled"]

    @cached_property
    def loose_questions(self) -> list[shape.OpenQuestion]:
        """Open questions that belong to no issue; the others stand on their issue's page."""
        return [row for row in self.story.open_questions if row.issue is None]

    @cached_property
    def relayed(self) -> list[tuple[str, list[Statement]]]:
        """What our sources relay and we have not seen, with the statements that came that way."""
        found: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for link in statement.relays:
                if not link["relay"].seen_by_us:
                    words = ": ".join(filter(None, (link["actor"] and link["actor"].name, link["relay"].label)))
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
    def cast(self) -> list[tuple[str, list[Actor]]]:
        """Who's who, by part."""
        groups = [(PART_NAMES[part], [row for row in self.actors if row.part == part]) for part in PART_NAMES]
        return [(name, people) for name, people in groups if people]

    @cached_property
    def principal_cast(self) -> list[tuple[str, list[Actor]]]:
        """Who's who without unnamed sources and media."""
        return [(name, people) for name, people in self.cast if people[0].part not in ("unnamed", "medium")]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many statements: all, by wording, unnamed."""
        counts = Counter(row.value.wording for row in self.statements)
        counts["all"] = len(self.statements)
        counts["quoted"] = counts["direct"] + counts["partial"]
        counts["unnamed"] = sum(1 for row in self.statements if row.speaker.faint)
        return counts

    def exchange(self, statement: Statement) -> list[Statement]:
        """The statements that links join to it, directly or by way of others, in order; it alone where none does."""
        found, ahead = {statement}, [statement]
        while ahead:
            row = ahead.pop()
            joined = [link.to_statement for link in row.links] + [link.statement for link in row.links_in]
            for other in joined:
                if other is not None and other not in found:
                    found.add(other)
                    ahead.append(other)
        return [row for row in self.statements if row in found]

    def exchange_of(self, slug: str) -> Statement | None:
        """The first statement of the exchange that a statement belongs to; None where nothing is joined to it."""
        exchange = self.exchange(self.statement[slug]) if slug in self.statement else []
        return exchange[0] if len(exchange) > 1 else None

    def others_on(self, statement: Statement, most: int = 6) -> list[Statement]:
        """Other statements on the same issues, in order, without those that a link joins to it."""
        linked = {link.to_statement for link in statement.links} | {link.statement for link in statement.links_in}
        others = [
            row
            for row in self.statements
            if row is not statement and row not in linked and set(row.value.issues) & set(statement.value.issues)
        ]
        return others[:most]
