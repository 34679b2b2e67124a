"""What search can find in a published story: one entry for each statement, event, position, issue, text on the table,
term and actor.

It must not know the database or the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..edition import document as shape
from ..edition.fields import fields_of
from ..edition.naming import naming_of
from ..edition.passed_days import was_expected
from ..language.alterations import Alteration, Pieces, pieces
from ..language.dates import readable
from ..language.folding import fold
from ..language.text import plain
from ..story.moves import moved_way
from ..story.quotation import altered, passages_of

# In the order in which results are shown; the number is part of a row's place in the index.
KINDS = {"statements": 1, "events": 2, "positions": 3, "issues": 4, "texts": 7, "terms": 5, "actors": 6}
DATED = ("statements", "events")  # newest first; the others by how well their name fits
NAMED = ("issues", "texts", "terms", "actors")  # whose names are suggested
ALSO, OTHER_NAMES = "also-called", ("short_name", "aliases")
BREAK = "\ue001"  # between two texts, so that no phrase runs from one into the other; folding keeps it out of words


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """A passage, verbatim. ``between``: what of ours parts it from what stands before it. An older index lacks all but
    the first two."""

    text: str
    cut: bool = False
    between: str = " "
    inserted: str = ""
    emphasised: str = ""

    @property
    def pieces(self) -> Pieces:
        return pieces(self.text, self.inserted, self.emphasised)


class IndexEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a result shows. ``page``, ``slug`` and ``part`` make its address; ``labels`` are codes,
    which are said in the reader's language when they are shown.

    ``text`` is ours, ``quotes`` are verbatim passages, ``tail`` is ours again. ``more`` is (code, text), shown where a
    word was found in it; a code may have two dates with it, from when and until when: “office|2022|2024-11-05”.
    """

    page: str
    slug: str = ""
    part: str = ""
    story: str
    title: str
    under: str = ""
    when: str = ""
    labels: list[str] = []
    text: str = ""
    quotes: list[Quote] = []
    tail: str = ""
    language: str = ""
    spoken: str = ""
    more: list[tuple[str, str]] = []

    @property
    def said(self) -> Iterator[str]:
        """The passages, and what of ours stands before each."""
        return (text for quote in self.quotes for text in (quote.between, quote.text))

    @property
    def altered(self) -> list[tuple[Alteration, str]]:
        """What the source changed in the words that are quoted."""
        return altered(self.quotes)

    @property
    def cut(self) -> bool:
        return any(quote.cut for quote in self.quotes)

    @property
    def words(self) -> str:
        """Every word that it can be found by, folded."""
        texts = (self.title, self.under, self.text, *self.said, self.tail)
        return f" {BREAK} ".join(filter(None, map(fold, (*texts, *(text for _code, text in self.more)))))


def entries(document: shape.Document) -> Iterator[tuple[str, int, IndexEntry]]:
    """(kind, day, entry), each kind in the order in which it is shown. ``day`` is a proleptic ordinal, 0 for none."""
    yield from _Story(document).entries()


_ENTRY = msgspec.json.Decoder(IndexEntry)  # made before there are threads, as that of a document


def encode(entry: IndexEntry) -> str:
    return msgspec.json.encode(entry).decode()


def decode(text: str) -> IndexEntry:
    return _ENTRY.decode(text)


class _Story:
    def __init__(self, document: shape.Document) -> None:
        self.document = document
        self.name = document.short_title or document.title
        self.actor = {actor.slug: actor for actor in document.actors}
        self.issue = {issue.slug: issue for issue in document.issues}

    def entries(self) -> Iterator[tuple[str, int, IndexEntry]]:
        document = self.document
        yield from (("statements", _day(each.when), self.statement(each)) for each in document.statements)
        yield from (("events", _day(each.when), self.event(each)) for each in document.events)
        yield from (("positions", 0, self.position(each)) for each in document.positions)
        yield from (("issues", 0, self.of_issue(each)) for each in document.issues)
        yield from (("texts", 0, self.of_text(each)) for each in document.texts)
        yield from (("terms", 0, self.term(each)) for each in document.terms)
        yield from (("actors", 0, self.of_actor(each)) for each in document.actors)

    def statement(self, statement: shape.Statement) -> IndexEntry:
        speaker = self.actor[statement.speaker]
        labels = [statement.wording, statement.act]
        naming = naming_of(statement, speaker)
        labels += [caveat.kind for caveat in statement.caveats]
        labels += [naming] * (naming != "named") + ["second-hand"] * statement.second_hand
        return self._entry(
            statement,
            page="statement",
            slug=statement.slug,
            title=speaker.name,
            when=statement.when,
            labels=labels,
            quotes=[
                Quote(each.text, each.cut_before, each.between, passage.inserted, passage.emphasised)
                for each, passage in zip(passages_of(statement, {}), statement.passages, strict=True)
            ],
            language=statement.quoted_in,
            spoken=statement.language,
            more=[
                *_more((ALSO, speaker.short_name)),
                *_texts(statement)["more"],
                *[("original", passage.original) for passage in statement.passages if passage.original],
                *_more(*(("caveat", caveat.sentence) for caveat in statement.caveats)),
            ],
        )

    def event(self, event: shape.Event) -> IndexEntry:
        moved = moved_way(event)
        passed = was_expected(event, readable(self.document.as_of))
        labels = ["was-expected" if passed else event.status, *([f"moved-{moved}"] if moved else [])]
        return self._entry(event, page="event", slug=event.slug, when=event.when, labels=labels)

    def position(self, position: shape.Position) -> IndexEntry:
        actor, issue = self.actor[position.actor], self.issue[position.issue]
        part = f"position-{actor.slug}"
        return self._entry(position, page="issue", slug=issue.slug, part=part, title=issue.name, under=actor.name)

    def of_issue(self, issue: shape.Issue) -> IndexEntry:
        return self._entry(issue, page="issue", slug=issue.slug)

    def of_text(self, text: shape.Text) -> IndexEntry:
        return self._entry(text, page="text", slug=text.slug)

    def term(self, term: shape.Term) -> IndexEntry:
        return self._entry(term, page="glossary", part=term.slug)

    def of_actor(self, actor: shape.Actor) -> IndexEntry:
        roles = [(_dated("office", role.held_from, role.held_to), role.title) for role in actor.roles]
        names = [(_dated("formerly", "", former.until), former.name) for former in actor.former_names]
        more = [*_texts(actor)["more"], *_more(*roles, *names)]
        return self._entry(actor, page="actor", slug=actor.slug, more=more)

    def _entry(self, row: shape.Struct, **given: Any) -> IndexEntry:
        """The texts of ``row`` where its fields say that they are found, and what is ``given``."""
        return IndexEntry(**{"story": self.name, **_texts(row), **given})


def _texts(row: shape.Struct) -> dict[str, Any]:
    """Where each text of a row is found (``edition.fields``), by the names of an entry."""
    found: dict[str, Any] = {"more": []}
    for name, field in fields_of(type(row)).items():
        text = getattr(row, name)
        match field.found:
            case "more":
                code = ALSO if name in OTHER_NAMES else name
                found["more"] += _more((code, ", ".join(text) if isinstance(text, list) else text))
            case "prose":
                found["text"] = plain(text)
            case "title" | "text" | "tail" as place:
                found[place] = text
    return found


def _more(*texts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, plain(text)) for code, text in texts if text]


def _dated(code: str, since: str, until: str) -> str:
    """A code of ``more`` with the dates of what it calls, which ``find`` says in the reader's language."""
    return "|".join([code, since, until]) if since or until else code


def _day(when: str) -> int:
    """The day that it is put at (``dates.When.anchor``)."""
    date = readable(when)
    return date.anchor.toordinal() if date else 0
