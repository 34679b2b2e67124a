"""What is on record, with its references as objects: people and their sides, statements, events, links, issues.

It must not know how they are found; ``indexes`` joins them. Where they are imported from is ``resolved``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TypedDict, TypeVar

from django.utils.functional import Promise
from django.utils.translation import get_language

from ..edition import document as shape
from ..edition.chronology import has_place
from ..edition.naming import NOBODY_NAMED, Naming, naming_of
from ..edition.row_names import on_topic
from ..language.dates import When, readable
from ..language.first_sentence import first_sentence
from ..language.labels import (
    EVENT_STATUSES,
    ISSUE_STATUSES,
    NAMINGS,
    OF_MEDIATOR,
    PART_NAMES,
    PARTS,
    TRANSLATED,
    joined,
)
from .earlier_dates import EarlierDate
from .joined import SEQUEL, Joined
from .people import Named
from .quotation import Checked, Words, kinds_of
from .shown import Resolved, Shown, Source

SHAPES = {"party": "party", "mediator": "mediator", "affected": "affected"}
REPLIES = ("answers", "denies")
NO_SIDE = "unnamed"  # the side of unnamed sources that belong to none
E = TypeVar(
    "E",
    bound=shape.KeyPoint | shape.Background | shape.Position | shape.Provision | shape.Gate | shape.Figure
    | shape.Agreement | shape.Caveat | shape.TextAnswer,
)  # fmt: skip


class Actor(Named):
    """``side`` is the actor (or ``Side``) whose column and marks it shares."""

    affiliation: Actor | None = None
    group: shape.CastGroup | None = None
    side: Side
    heard = False  # whether a statement of its own is on record

    @property
    def shape(self) -> str:
        return self.side.shape

    @cached_property
    def shown_part(self) -> str:
        """Its part. Who is on record is not “mentioned, not quoted”: they have that of their side, or “heard”."""
        part, head = self.value.part, self.side.head
        if part != "spoken-about" or not self.heard:
            return part
        return head.value.part if head and head.value.part in SHAPES else "heard"

    @property
    def part_words(self) -> str:
        """Its part in the story. One whose part is that nobody names it may be a group.

        Empty for who belongs to a side: whom they belong to says it."""
        part = self.shown_part
        if part == "unnamed" and self.faint:
            return str(NAMINGS[self.naming])
        if part == "affected" and self.kind != "person":
            return str(PART_NAMES[part])
        if self.side.part == "mediator" and self.side.head is not self and part in ("mediator", "spoken-about"):
            return joined([str(OF_MEDIATOR), *([str(PARTS[part])] if part == "spoken-about" else [])], long=True)
        return str(PARTS[part]) if part != "party" or self.side.head is self else ""


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
    caveats: list[Evidence[shape.Caveat]]
    verifications: list[Checked]
    lost = False  # whether something that it was linked to was taken back

    def __init__(self, value: shape.Statement, rank: int = 0) -> None:
        super().__init__(value)
        self.rank = rank  # in the one order of what was said and what happened
        self.links: list[Link] = []
        self.links_in: list[Link] = []
        self.events_in: list[EventLink] = []  # links of events that lead here

    @property
    def replying(self) -> bool:
        """Whether all that is linked to it answers or denies something: no other link is a reply."""
        links: list[Link | EventLink] = [*self.links, *self.links_in, *self.events_in]
        return all(link.value.relation in REPLIES for link in links)

    @cached_property
    def bound(self) -> list[Bond]:
        """What stands beside it in a line of events: its links with events, and those that say after what it was said,
        or why. The others are on its own page."""
        ahead = [link for link in self.links if link.to_event or link.value.relation in SEQUEL]
        behind = [link for link in self.links_in if link.value.relation in SEQUEL]
        return [
            *((link.wording, link, link.to_event, link.to_statement) for link in ahead if not link.value.to_report),
            *((link.wording_back, link, None, link.statement) for link in behind),
            *((link.wording_back, link, link.event, None) for link in self.events_in),
        ]

    @property
    def naming(self) -> Naming:
        return naming_of(self.value, self.speaker.value)

    @property
    def faint(self) -> bool:
        """Of its mark, which is otherwise that of its speaker."""
        return self.naming in NOBODY_NAMED

    @property
    def shape(self) -> str:
        return self.speaker.shape

    @property
    def mark(self) -> str:
        return self.speaker.mark

    @property
    def role(self) -> str:
        """That which the editor chose, else the one that was surely held that day; else the line without a date."""
        titles = {role.slug: role.title for role in self.speaker.value.roles}
        chosen = titles.get(self.value.role or "")
        held = None if chosen else self.speaker.tenures.on(self.when)
        return chosen or (held.title if held else self.speaker.described)

    @property
    def title(self) -> str:
        """“Ada Reyes on the tests”."""
        return on_topic(self.speaker.name, self.value.topic)

    @property
    def kinds(self) -> list[str]:
        """Labels, most telling first."""
        value = self.value
        kinds = [*kinds_of(value.wording, value.act, self.naming, value.second_hand, get_language())]
        return [*kinds, str(TRANSLATED)] if self.translated else kinds


class Event(Resolved[shape.Event]):
    slug: str
    title: str
    status: str
    order_in_day: int
    actors: list[Actor]
    sources: list[Source]
    set_by: Actor | None
    dates: list[EarlierDate]
    lost = False  # whether something that it was linked to was taken back
    passed = False  # whether it is called expected on a day that has passed

    def __init__(self, value: shape.Event, rank: int = 0) -> None:
        super().__init__(value)
        self.rank = rank
        self.links: list[EventLink] = []
        self.links_in: list[EventLink] = []
        self.said_of: list[Link] = []  # links of statements that lead here

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def dated(self) -> bool:
        return has_place(self.when, self.status)

    @property
    def status_words(self) -> str:
        return str(EVENT_STATUSES.get("was-expected" if self.passed else self.status, ""))

    @cached_property
    def bound(self) -> list[Bond]:
        """What it came after, answered or came of; then what came of it, was said in answer, or followed."""
        return [
            *((link.wording, link, link.to_event, link.to_statement) for link in self.links),
            *((link.wording_back, link, link.event, None) for link in self.links_in),
            *((link.wording_back, link, None, link.statement) for link in self.said_of),
        ]


class Link(Joined[shape.Link]):
    statement: Statement
    to_statement: Statement | None
    to_event: Event | None
    source: Source | None
    said_in: Statement | None = None  # of links of events alone


class EventLink(Joined[shape.EventLink]):
    """From an event to what came before it; ``said_in`` is the statement that draws it, where one does."""

    event: Event
    to_event: Event | None
    to_statement: Statement | None
    said_in: Statement | None
    source: Source | None


Bond = tuple[str, Link | EventLink, Event | None, Statement | None]  # its words, it, and what it leads to


class Evidence(Resolved[E]):
    """A key point, position, provision, gate, figure: something with statements and sources behind it."""

    statements: list[Statement]
    sources: list[Source]
    lost = False  # whether something that it rested on was taken back

    @property
    def rests_on(self) -> tuple[str | bool, ...]:
        """The slugs of its statements and of its sources, apart: what the words for them follow from."""
        return (*self.value.statements, "", *self.value.sources, self.lost)


class Position(Evidence[shape.Position]):
    issue: Issue
    actor: Actor

    @cached_property
    def unspoken(self) -> bool:
        """Whether nothing is on record: no statement behind it, and none on the issue by its holder or their side."""
        who, side, speakers = self.actor, self.actor.side, (said.speaker for said in self.issue.statements)
        heard = any(each is who or (side.head is not None and each.side is side) for each in speakers)
        return not (self.statements or heard)


class Agreement(Evidence[shape.Agreement]):
    """What a side has said or done to agree."""

    actor: Actor


class Issue(Resolved[shape.Issue]):
    slug: str
    name: str
    short_name: str
    lost = False  # whether evidence of what the sides agree on was taken back

    def __init__(self, value: shape.Issue) -> None:
        super().__init__(value)
        self.statements: list[Statement] = []
        self.positions: dict[str, Position] = {}  # by the slug of who holds it
        self.held: dict[str, list[Position]] = {}  # by the slug of a side: its own, then those of its people
        self.agreements: list[Agreement] = []

    @property
    def status_words(self) -> str:
        return str(ISSUE_STATUSES.get(self.value.status, self.value.status))

    @cached_property
    def stands(self) -> tuple[str, str]:
        """Where it stands: the first sentence of that, and the rest."""
        return first_sentence(self.value.standing)
