"""What an overview begins with: four sentences for whoever knows nothing, and headings that say what stands below.

It must not hold a sentence about a story: each is made of what an edition has, and left out where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext, npgettext

from ..language.labels import BACKGROUNDS, joined, number_words
from ..language.languages import interface
from .indexes import StoryIndex
from .resolved import Background, Event, Issue, Side, Statement, Text
from .shown import Shown


@dataclass(frozen=True, slots=True)
class Start(Shown):
    """The plan; the ``sides`` and those who go between; what the sides of an issue agree on; what came last."""

    plan: Text | None
    sides: list[Side]
    between: list[Side]
    agreed: Issue | None
    now: Event | None

    @property
    def more_sides(self) -> int:
        """How many are not named there: a line names four."""
        return max(0, len(self.sides) - 4)


def start(index: StoryIndex, latest: list[Event]) -> Start:
    plans = [text for text in index.texts if text.value.kind == "plan"]
    return Start(
        # What the phases tell, whatever it is called: of another text that they are of it is not known.
        plan=index.told or (plans[0] if plans else None),
        sides=_of_part(index, "party"),
        between=_of_part(index, "mediator"),
        agreed=index.agreed[0] if index.agreed else None,
        now=latest[0] if latest else None,
    )


def _of_part(index: StoryIndex, part: str) -> list[Side]:
    return [side for side in index.columns if side.part == part]


def backgrounds(index: StoryIndex) -> list[tuple[str, list[Background]]]:
    """Each kind with what is told of it, which may be nothing; nothing at all where none is told."""
    if not index.backgrounds:
        return []
    return [
        (str(name), [row for row in index.backgrounds if row.value.kind == kind]) for kind, name in BACKGROUNDS.items()
    ]


def words(index: StoryIndex) -> list[Statement]:
    """Two statements that a link sets beside each other, the later last, if both are in their own words alone; where
    there are none, the latest that are."""
    if (link := index.opposed) and link.to_statement:
        return [link.to_statement, link.statement]
    return [said for said in index.statements if said.wording == "direct" and said.dated][-2:]


class Headings(Shown):
    """Of sections that count what they hold, in the language of the moment."""

    def __init__(self, index: StoryIndex) -> None:
        self._index = index

    @cached_property
    def unresolved(self) -> str:
        count = len(self._index.unresolved)
        return _counted(
            npgettext("heading", "%(number)s thing not settled", "%(number)s things not settled", count), count
        )

    @cached_property
    def cast(self) -> str:
        """“Two sides, three mediators”; of a story without either, what the section is."""
        sides, between = len(_of_part(self._index, "party")), len(_of_part(self._index, "mediator"))
        said = []
        if sides:
            said.append(_counted(npgettext("heading", "%(number)s side", "%(number)s sides", sides), sides))
        if between:
            named = _counted(npgettext("heading", "%(number)s mediator", "%(number)s mediators", between), between)
            said.append(named[0].lower() + named[1:] if said else named)
        return joined(said) or gettext("Who’s who")

    @cached_property
    def sources(self) -> str:
        count = len(self._index.sources)
        return _counted(npgettext("heading", "%(number)s source", "%(number)s sources", count), count)


def _counted(pattern: str, count: int) -> str:
    """In words in English, with a capital; elsewhere a number word would have to agree with what it counts."""
    return capfirst(pattern % {"number": number_words(count) if interface() == "en" else str(count)})
