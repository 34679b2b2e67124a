"""What search can find in a published story: one entry for each statement, event, position, issue, term and actor.

It must not know the database or the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec

from ..edition import document as shape
from ..language.dates import readable
from ..language.folding import fold
from ..language.text import plain

# In the order in which results are shown; the number is part of a row's place in the index.
KINDS = {"statements": 1, "events": 2, "positions": 3, "issues": 4, "terms": 5, "actors": 6}
DATED = ("statements", "events")  # newest first; the others by how well their name fits
NAMED = ("issues", "terms", "actors")  # whose names are suggested
BREAK = "\ue001"  # between two texts, so that no phrase runs from one into the other; folding keeps it out of words


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a result shows. ``page``, ``slug`` and ``part`` make its address; ``labels`` are codes,
    which are said in the reader's language when they are shown.

    ``among``: of an event, how many entries the timeline has. ``text`` is ours, ``quotes`` are verbatim passages as
    (text, cut before), ``tail`` is ours again. ``more`` is (code, text), shown where a word was found in it.
    """

    page: str
    slug: str = ""
    part: str = ""
    among: int = 0
    story: str
    title: str
    under: str = ""
    when: str = ""
    labels: list[str] = []
    text: str = ""
    quotes: list[tuple[str, bool]] = []
    tail: str = ""
    language: str = ""
    more: list[tuple[str, str]] = []

    @property
    def words(self) -> str:
        """Every word that it can be found by, folded."""
        texts = (self.title, self.under, self.text, *(text for text, _cut in self.quotes), self.tail)
        return f" {BREAK} ".join(filter(None, map(fold, (*texts, *(text for _code, text in self.more)))))


def entries(document: shape.Document) -> Iterator[tuple[str, int, Entry]]:
    """(kind, day, entry), each kind in the order in which it is shown. ``day`` is a proleptic ordinal, 0 for none."""
    yield from _Story(document).entries()


_ENTRY = msgspec.json.Decoder(Entry)  # made before there are threads, as that of a document


def encode(entry: Entry) -> str:
    return msgspec.json.encode(entry).decode()


def decode(text: str) -> Entry:
    return _ENTRY.decode(text)


class _Story:
    def __init__(self, document: shape.Document) -> None:
        self.document = document
        self.name = document.short_title or document.title
        self.actor = {row.slug: row for row in document.actors}
        self.issue = {row.slug: row for row in document.issues}

    def entries(self) -> Iterator[tuple[str, int, Entry]]:
        document = self.document
        yield from (("statements", _day(row.when), self.statement(row)) for row in document.statements)
        yield from (("events", _day(row.when), self.event(row)) for row in document.events)
        yield from (("positions", 0, self.position(row)) for row in document.positions)
        yield from (("issues", 0, self.of_issue(row)) for row in document.issues)
        yield from (("terms", 0, self.term(row)) for row in document.terms)
        yield from (("actors", 0, self.of_actor(row)) for row in document.actors)

    def statement(self, row: shape.Statement) -> Entry:
        speaker = self.actor[row.speaker]
        labels = [row.wording, row.act]
        labels += ["unnamed"] * (speaker.kind == "unnamed") + ["second-hand"] * row.second_hand
        return Entry(
            page="statement",
            slug=row.slug,
            story=self.name,
            title=speaker.name,
            when=row.when,
            labels=labels,
            text=row.lead_in,
            quotes=[(passage.text, passage.cut_before) for passage in row.passages],
            tail=row.tail,
            language=row.quoted_in,
            more=_more(
                ("also-called", speaker.short_name), ("topic", row.topic), ("context", row.context), ("note", row.note)
            ),
        )

    def event(self, row: shape.Event) -> Entry:
        return Entry(
            page="timeline",
            part=row.slug,
            among=len(self.document.events) + len(self.document.statements),
            story=self.name,
            title=row.title,
            when=row.when,
            labels=[row.status],
            text=plain(row.body),
            more=_more(("condition", row.condition)),
        )

    def position(self, row: shape.Position) -> Entry:
        """On the page of positions where its actor has a column there, else on its issue's own."""
        actor, issue = self.actor[row.actor], self.issue[row.issue]
        column = actor.slug in self.columns
        return Entry(
            page="positions" if column else "issue",
            slug="" if column else row.issue,
            part=row.issue if column else "",
            story=self.name,
            title=issue.name,
            under=actor.name,
            text=plain(row.sentence),
        )

    def of_issue(self, row: shape.Issue) -> Entry:
        return Entry(
            page="issue",
            slug=row.slug,
            story=self.name,
            title=row.name,
            text=row.question,
            more=_more(("also-called", row.short_name), ("explanation", row.explanation), ("standing", row.standing)),
        )

    def term(self, row: shape.Term) -> Entry:
        return Entry(
            page="glossary",
            part=row.slug,
            story=self.name,
            title=row.name,
            text=plain(row.definition),
            more=_more(("also-called", ", ".join(row.aliases))),
        )

    def of_actor(self, row: shape.Actor) -> Entry:
        return Entry(
            page="actor",
            slug=row.slug,
            story=self.name,
            title=row.name,
            text=row.descriptor,
            more=_more(
                ("also-called", row.short_name),
                ("office", ", ".join(role.title for role in row.roles)),
                ("description", row.description),
            ),
        )

    @cached_property
    def columns(self) -> set[str]:
        """The actors that head a column of positions (``indexes.StoryIndex.columns``)."""
        heads = (self.actor.get(row.side, row) for row in self.document.actors)
        return {row.slug for row in heads if row.kind != "unnamed" and row.part in ("party", "mediator")}


def _more(*texts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, plain(text)) for code, text in texts if text]


def _day(when: str) -> int:
    """The day that it is put at (``dates.When.anchor``)."""
    date = readable(when)
    return date.anchor.toordinal() if date else 0
