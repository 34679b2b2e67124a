"""The balance of a story, computed and never written: who is heard, how, and who is not.

It must not judge: it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.functional import Promise

from ..language.labels import NAMINGS
from .indexes import StoryIndex
from .resolved import Actor, Issue, OpenQuestion, Side, Statement


@dataclass(frozen=True, slots=True)
class Share:
    """One side's statements: how many, in its own words, and by ``naming``.

    ``silence`` is the fewest and the most days since it last spoke (they differ where its date is vague); None
    where no statement of its own has a date.
    """

    side: Side
    total: int
    quoted: int
    paraphrased: int
    by_naming: tuple[int, ...]  # in the order of ``Balance.namings``
    silence: tuple[int, int] | None


@dataclass(frozen=True)
class Balance:
    index: StoryIndex

    @cached_property
    def shares(self) -> list[Share]:
        as_of = date.fromisoformat(self.index.story.as_of)
        return [_share(side, as_of) for side in self.index.voices]

    @property
    def namings(self) -> Mapping[str, Promise]:
        return NAMINGS

    @property
    def by_naming(self) -> tuple[int, ...]:
        return _by_naming(self.index.counts)

    @cached_property
    def by_issue(self) -> list[tuple[Issue, list[tuple[Side, int]]]]:
        """A row per issue, a count per voice, in the order of ``shares``."""
        return [
            (
                issue,
                [
                    (side, sum(1 for statement in issue.statements if statement.speaker.side is side))
                    for side in self.index.voices
                ],
            )
            for issue in self.index.issues
        ]

    @cached_property
    def speakers(self) -> list[tuple[Actor, int, tuple[int, int] | None]]:
        """Whoever has spoken, in the story's order: how many statements, and the days since, as ``Share.silence``."""
        as_of = date.fromisoformat(self.index.story.as_of)
        said: dict[Actor, list[Statement]] = {actor: [] for actor in self.index.actors}
        for statement in self.index.statements:
            said[statement.speaker].append(statement)
        return [(actor, len(own), _silence(as_of, own)) for actor, own in said.items() if own]

    @cached_property
    def empty_cells(self) -> list[tuple[Issue, list[Side]]]:
        """Issues with the sides of which our sources give nobody's position."""
        columns = self.index.columns
        empty = [(issue, [side for side in columns if side.slug not in issue.held]) for issue in self.index.issues]
        return [(issue, sides) for issue, sides in empty if sides]

    @cached_property
    def not_heard(self) -> list[Side]:
        return [share.side for share in self.shares if not share.total]

    @cached_property
    def spoken_about(self) -> list[Actor]:
        return [actor for actor in self.index.actors if actor.shown_part == "spoken-about"]

    @property
    def single_source(self) -> bool:
        return len(self.index.sources) == 1

    @property
    def open_questions(self) -> list[OpenQuestion]:
        return self.index.open_questions


def balance(index: StoryIndex) -> Balance:
    return Balance(index)


def _share(side: Side, as_of: date) -> Share:
    statements = side.statements
    return Share(
        side,
        len(statements),
        side.quoted,
        len(statements) - side.quoted,
        _by_naming(Counter(statement.naming for statement in statements)),
        _silence(as_of, statements),
    )


def _by_naming(counts: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(counts[naming] for naming in NAMINGS)


def _silence(as_of: date, statements: list[Statement]) -> tuple[int, int] | None:
    known = (when for statement in statements if (when := statement.when))
    dates = [when for when in known if not when.undated and not when.open_end]
    if not dates:
        return None
    latest, earliest = max(when.latest for when in dates), max(when.anchor for when in dates)
    return max(0, (as_of - latest).days), max(0, (as_of - earliest).days)
