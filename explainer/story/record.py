"""What is on record, with its references as objects: people and their sides, statements, events, links, positions.

It must not know how they are found; ``indexes`` joins them. Where they are imported from is ``resolved``.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TypedDict, TypeVar

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from ..edition import document as shape
from ..language.dates import When, readable
from ..language.labels import (
    ACT_NAMES,
    CAVEATS,
    FORMS,
    ISSUE_STATUSES,
    PARTS,
    SECOND_HAND,
    TRANSLATED,
    UNNAMED,
    WORDING_NAMES,
)
from .quotation import Words
from .shown import Resolved, Shown, Source

SHAPES = {"party": "party", "mediator": "mediator", "affected": "affected"}
NO_SIDE = "unnamed"  # the side of unnamed sources that belong to none
E = TypeVar("E", bound=shape.KeyPoint | shape.Position | shape.Provision | shape.Gate | shape.Figure | shape.Caveat)


class Actor(Resolved[shape.Actor]):
    """``side`` is the actor (or ``Side``) whose column and marks it shares."""

    slug: str
    name: str
    kind: str
    part: str
    mark: str
    order: int
    affiliation: Actor | None = None
    side: Side
    reported_by: str | Promise = ""

    @property
    def shape(self) -> str:
        return self.side.shape

    @property
    def faint(self) -> bool:
        return self.value.kind == "unnamed"

    @property
    def short(self) -> str:
        return self.value.short_name or self.value.name

    @property
    def part_words(self) -> str:
        return str(PARTS[self.value.part])

    @property
    def line(self) -> str:
        """The line beside the name where no role of the day is given."""
        if self.value.descriptor:
            return self.value.descriptor
        if self.faint:
            return _("Not named by %(source)s") % {"source": self.reported_by}
        return self.value.roles[-1].title if len(self.value.roles) == 1 else ""


class Side(Shown):
    """Those who share a column: an actor without affiliation and its people, or the unnamed without a side."""

    def __init__(self, slug: str, name: str | Promise, mark: str, part: str, head: Actor | None) -> None:
        self.slug, self.name, self.mark, self.part, self.head = slug, name, mark, part, head
        self.shape = SHAPES.get(part, "other")
        self.faint = head is None
        self.statements: list[Statement] = []

    @property
    def quoted(self) -> int:
        """How many of its statements carry its own words."""
        return sum(1 for statement in self.statements if statement.quoted)

    @property
    def paraphrased(self) -> int:
        return len(self.statements) - self.quoted


class Relayed(TypedDict):
    """One of those who handed a statement on, with what is published of it."""

    actor: Actor | None
    relay: shape.Relay


class Checked(TypedDict):
    """That a person compared the words, and with what."""

    check: shape.Verification
    source: Source
    against_words: Promise


class Statement(Words):
    slug: str
    wording: shape.Wording
    order_in_day: int
    speaker: Actor
    medium: Actor | None
    addressee: Actor | None
    relays: list[Relayed]
    issues: list[Issue]
    about: list[Actor]
    sources: list[Source]
    caveats: list[Caveat]
    verifications: list[Checked]

    def __init__(self, value: shape.Statement, rank: int = 0) -> None:
        super().__init__(value)
        self.rank = rank  # in the one order of what was said and what happened
        self.links: list[Link] = []
        self.links_in: list[Link] = []

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def dated(self) -> bool:
        return self.when is not None and not self.when.undated

    @property
    def role(self) -> str:
        """The role held that day, else the line beside the name."""
        titles = {role.slug: role.title for role in self.speaker.value.roles}
        return titles.get(self.value.role or "") or self.speaker.line

    @property
    def title(self) -> str:
        """“Netanyahu on the corridor”."""
        return pgettext("statement", "%(speaker)s on %(topic)s") % {
            "speaker": self.speaker.name,
            "topic": self.value.topic,
        }

    @property
    def form_words(self) -> str:
        return str(FORMS.get(self.value.form, self.value.form))

    @property
    def kinds(self) -> list[str]:
        """Labels, most telling first."""
        value = self.value
        kinds = [*_kinds(value.wording, value.act, self.speaker.faint, value.second_hand, get_language())]
        return [*kinds, str(TRANSLATED)] if self.translated else kinds


@lru_cache(maxsize=1_000)
def _kinds(wording: str, act: str, unnamed: bool, second_hand: bool, _language: str | None) -> tuple[str, ...]:
    """``kinds``, kept by language: the last argument is there to be told apart by."""
    labels = [WORDING_NAMES[wording]]
    if act in ACT_NAMES:
        labels.append(ACT_NAMES[act])
    if unnamed:
        labels.append(UNNAMED)
    if second_hand:
        labels.append(SECOND_HAND)
    return tuple(map(str, labels))


class Event(Resolved[shape.Event]):
    slug: str
    title: str
    status: str
    order_in_day: int
    actors: list[Actor]
    sources: list[Source]

    def __init__(self, value: shape.Event, rank: int = 0) -> None:
        super().__init__(value)
        self.rank = rank

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def dated(self) -> bool:
        return self.when is not None and not self.when.undated


class Link(Resolved[shape.Link]):
    """``wording`` reads from the statement to what it links to, ``wording_back`` the other way."""

    FORWARD = {
        "answers": pgettext_lazy("link", "Answers"),
        "denies": pgettext_lazy("link", "Denies"),
        "stands-against": pgettext_lazy("link", "Stands against"),
        "bears-out": pgettext_lazy("link", "Bears out"),
        "restates": pgettext_lazy("link", "Restates"),
        "narrows": pgettext_lazy("link", "Narrows"),
        "reverses": pgettext_lazy("link", "Reverses"),
    }
    BACK = {
        "answers": pgettext_lazy("link", "Answered by"),
        "denies": pgettext_lazy("link", "Denied by"),
        "stands-against": pgettext_lazy("link", "Stands against"),
        "bears-out": pgettext_lazy("link", "Borne out by"),
        "restates": pgettext_lazy("link", "Restated by"),
        "narrows": pgettext_lazy("link", "Narrowed by"),
        "reverses": pgettext_lazy("link", "Reversed by"),
    }
    statement: Statement
    to_statement: Statement | None
    to_event: Event | None
    source: Source | None

    @property
    def wording(self) -> str:
        return str(self.FORWARD[self.value.relation])

    @property
    def wording_back(self) -> str:
        return str(self.BACK[self.value.relation])


class Evidence(Resolved[E]):
    """A key point, position, provision, gate, figure: something with statements and sources behind it."""

    statements: list[Statement]
    sources: list[Source]

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The slugs of its statements and of its sources, apart: what the words for them follow from."""
        return (*self.value.statements, "", *self.value.sources)


class Caveat(Evidence[shape.Caveat]):
    """What became of a statement, said beside its words wherever they stand."""

    @property
    def label(self) -> str:
        return str(CAVEATS[self.value.kind])

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)


class Position(Evidence[shape.Position]):
    issue: Issue
    actor: Actor


class Issue(Resolved[shape.Issue]):
    slug: str
    name: str
    short_name: str

    def __init__(self, value: shape.Issue) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.positions: dict[str, Position] = {}

    @property
    def status_words(self) -> str:
        return str(ISSUE_STATUSES.get(self.value.status, self.value.status))
