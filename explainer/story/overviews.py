"""What pages ask of a whole story: what is open, who has a column, who's who, how many of what.

It must not know how references are found; ``indexes`` joins them.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from ..edition import document as shape
from ..edition.coming_back import ENDED
from ..edition.naming import NAMINGS
from ..edition.passed_days import rows_that_expected
from ..language.dates import When, parse, readable
from ..language.labels import ways_counted
from ..language.phase_words import PhaseWords
from .between import Between, between
from .cast import Group, cast
from .exchanges import Exchanges
from .maps import Map
from .resolved import Actor, Issue, OpenQuestion, Phase, Side, Statement, Text
from .where_it_stands import Scale, here, scales

FIRST_ISSUES = 4  # that stand open on the overview; the others are a tap away


class Overviews(Exchanges):
    """Of everything in a story, each found once and kept."""

    story: shape.Document
    upto: When
    actors: list[Actor]
    side: dict[str, Side]
    phases: list[Phase]
    issues: list[Issue]
    issue: dict[str, Issue]
    texts: list[Text]
    questions: list[OpenQuestion]

    @cached_property
    def as_of(self) -> When:
        return parse(self.story.as_of)

    @cached_property
    def days_out(self) -> list[str]:
        """The days by which sources were out: what can be asked of what was known when; the first is the oldest."""
        days = {
            when.latest for source in self.story.sources if (when := readable(source.published)) and not when.open_end
        }
        return [day.isoformat() for day in sorted(days)]

    @cached_property
    def were_expected(self) -> frozenset[str]:
        """The rows of the state of play that told of a day that has passed."""
        return frozenset(row.slug for row in rows_that_expected(self.story, self.upto))

    @cached_property
    def words(self) -> PhaseWords:
        return PhaseWords(self.story.phase_word, self.story.phases_word, self.story.language)

    @property
    def last_phase(self) -> Phase:
        return self.phases[-1]

    @cached_property
    def states_told(self) -> bool:
        """Whether anything is said of where a phase stands: then one of which nothing is said is a gap."""
        return any(
            value.state or value.begun_on or value.ended_on or value.not_before
            for value in (phase.value for phase in self.phases)
        )

    @cached_property
    def here(self) -> list[Phase]:
        """The phases at which the story stands, as far as anything is said of it."""
        return here(self.phases)

    @property
    def scales(self) -> list[tuple[str, Scale]]:
        """What the words for how far something is mean, of what the story has."""
        return scales(phases=self.states_told, provisions=any(phase.provisions for phase in self.phases))

    @cached_property
    def unresolved(self) -> list[Issue]:
        return [issue for issue in self.issues if issue.value.status not in ENDED]

    @property
    def first_unresolved(self) -> list[Issue]:
        return self.unresolved[:FIRST_ISSUES]

    @property
    def more_unresolved(self) -> list[Issue]:
        return self.unresolved[FIRST_ISSUES:]

    @cached_property
    def ended_issues(self) -> list[Issue]:
        """Issues on which nothing is open any more."""
        return [issue for issue in self.issues if issue.value.status in ENDED]

    @cached_property
    def agreed(self) -> list[Issue]:
        """Issues on which sides agree on something, whatever else is open."""
        return [issue for issue in self.issues if issue.value.agreed]

    @cached_property
    def open_questions(self) -> list[OpenQuestion]:
        return [question for question in self.questions if not question.value.ended]

    @cached_property
    def ended_questions(self) -> list[OpenQuestion]:
        return [question for question in self.questions if question.value.ended]

    @cached_property
    def loose_questions(self) -> list[OpenQuestion]:
        """Open questions that belong to no issue; the others stand on their issue's page."""
        return [question for question in self.open_questions if question.issue is None]

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
        """Every side that could be heard: those with a part in the matter, and whoever else has a statement."""
        heard = ("party", "mediator", "affected")
        return [side for side in self.side.values() if side.part in heard or side.statements]

    @cached_property
    def outside(self) -> list[Side]:
        """Sides without a column of which somebody holds a position, in the story's order."""
        holding = {slug for issue in self.issues for slug in issue.held}
        return [side for side in self.side.values() if side.slug in holding and side not in self.columns]

    @cached_property
    def cast(self) -> list[Group]:
        """Who's who."""
        return cast(self.story.groups, self.actors)

    @cached_property
    def principal_cast(self) -> list[Group]:
        """Who's who without unnamed sources and media."""
        return [group for group in self.cast if group.part not in ("unnamed", "medium")]

    @cached_property
    def between(self) -> Between | None:
        """The sides and who goes between them, as a picture."""
        return between(self.columns, self.cast, self.texts)

    @cached_property
    def maps(self) -> list[Map]:
        """Those that show something."""
        return [each for value in self.story.maps if (each := Map(value, self.issue)).drawing]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many statements: all, by wording, by whether their speaker is named."""
        counts: Counter[str] = Counter(statement.wording for statement in self.statements)
        counts["all"] = len(self.statements)
        counts["quoted"] = counts["direct"] + counts["partial"]
        counts.update(statement.naming for statement in self.statements)
        return counts

    @property
    def named_words(self) -> str:
        """“12 named, 3 from a source not named”, of all statements."""
        return ways_counted({naming: self.counts[naming] for naming in NAMINGS})
