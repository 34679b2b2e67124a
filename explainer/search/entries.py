"""A published story as entries of search: one for each statement, event, position, issue, phase, provision, gate,
figure, open question, key point, line of the state of play, text, term, actor and source, and one for itself.

Which words of a row are found is said beside its fields (``edition.fields``). It must not know the database or clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from ..edition import document as shape
from ..edition.fields import Found, fields_of
from ..edition.naming import naming_of
from ..edition.passed_days import was_expected
from ..language.dates import readable
from ..language.labels import thousands
from ..language.text import plain
from ..story.moves import moved_way
from ..story.quotation import passages_of
from .findable import ALSO, OTHER_NAMES, IndexEntry, Quote

Entries = Iterator[tuple[str, int, IndexEntry]]


def entries(document: shape.Document) -> Entries:
    """(kind, day, entry), each kind in the order in which it is shown. ``day`` is a proleptic ordinal, 0 for none."""
    yield from _Story(document).entries()


class _Story:
    def __init__(self, document: shape.Document) -> None:
        self.document = document
        self.name = document.short_title or document.title
        self.actor = {actor.slug: actor for actor in document.actors}
        self.issue = {issue.slug: issue for issue in document.issues}
        self.heading = {group.slug: group.heading for group in document.groups}
        self.told = next((text.slug for text in document.texts if text.told), None)
        self.links: dict[str, list[shape.Link]] = defaultdict(list)
        for link in document.links:
            self.links[link.statement].append(link)
        self.event_links: dict[str, list[shape.EventLink]] = defaultdict(list)
        for led in document.event_links:
            self.event_links[led.event].append(led)

    def entries(self) -> Entries:
        document = self.document
        yield from (("statements", _day(each.when), self.statement(each)) for each in document.statements)
        yield from (("events", _day(each.when), self.event(each)) for each in document.events)
        yield from (("positions", 0, self.position(each)) for each in document.positions)
        yield from (("issues", 0, self.of_issue(each)) for each in document.issues)
        yield from (("phases", 0, each) for each in self.framework())
        yield from (("questions", 0, self.question(each)) for each in document.open_questions)
        yield from (("overview", 0, each) for each in self.overview())
        yield from (("texts", 0, self.of_text(each)) for each in document.texts)
        yield from (("terms", 0, self.term(each)) for each in document.terms)
        yield from (("actors", 0, self.of_actor(each)) for each in document.actors)
        yield from (("sources", _day(each.published), self.source(each)) for each in document.sources)

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
            by=speaker.slug,
            more=[
                *_more((ALSO, speaker.short_name)),
                *_texts(statement)["more"],
                *[("original", passage.original) for passage in statement.passages if passage.original],
                *_more(*(("caveat", caveat.sentence) for caveat in statement.caveats)),
                *_more(*(("relays", relay.label) for relay in statement.relays)),
                *(found for link in self.links[statement.slug] for found in _texts(link)["more"]),
            ],
        )

    def event(self, event: shape.Event) -> IndexEntry:
        moved = moved_way(event)
        passed = was_expected(event, readable(self.document.as_of))
        labels = ["was-expected" if passed else event.status, *([f"moved-{moved}"] if moved else [])]
        more = [
            *_texts(event)["more"],
            *_more(*(("when_reported", date.when_reported) for date in event.dates)),
            *(found for link in self.event_links[event.slug] for found in _texts(link)["more"]),
        ]
        return self._entry(event, page="event", slug=event.slug, when=event.when, labels=labels, more=more)

    def position(self, position: shape.Position) -> IndexEntry:
        actor, issue = self.actor[position.actor], self.issue[position.issue]
        part = f"position-{actor.slug}"
        return self._entry(
            position, page="issue", slug=issue.slug, part=part, title=issue.name, under=actor.name, by=actor.slug
        )

    def of_issue(self, issue: shape.Issue) -> IndexEntry:
        return self._entry(issue, page="issue", slug=issue.slug)

    def of_text(self, text: shape.Text) -> IndexEntry:
        return self._entry(text, page="text", slug=text.slug)

    def term(self, term: shape.Term) -> IndexEntry:
        return self._entry(term, page="glossary", part=term.slug)

    def of_actor(self, actor: shape.Actor) -> IndexEntry:
        roles = [(_dated("office", role.held_from, role.held_to), role.title) for role in actor.roles]
        names = [(_dated("formerly", "", former.until), former.name) for former in actor.former_names]
        group = ("group", self.heading.get(actor.group or "", ""))
        more = [*_texts(actor)["more"], *_more(*roles, *names, group)]
        return self._entry(actor, page="actor", slug=actor.slug, more=more)

    def framework(self) -> Iterator[IndexEntry]:
        """The phases, each with what it asks of whom, the ways on from it and its figures."""
        for phase in self.document.phases:
            at = {"page": "phase", "slug": str(phase.number), "within": phase.name}
            yield self._entry(phase, page="phase", slug=str(phase.number))
            told = phase.of_text or self.told
            for each in phase.provisions:
                other = each.of_text if each.of_text not in (None, told) else told if each.no_phase else None
                where = at | {"page": "text", "slug": other} if other else at
                yield self._entry(each, **where, part=f"owed-{each.slug}")
            yield from (self._entry(each, **at) for each in self.document.gates if _phase_of(each) == phase.number)
            yield from (self.figure(each, **at) for each in self.document.figures if each.phase == phase.number)

    def question(self, question: shape.OpenQuestion) -> IndexEntry:
        return self._entry(question, page="open-questions", part=question.slug)

    def overview(self) -> Iterator[IndexEntry]:
        """The story itself, with what stands on its first page alone."""
        document = self.document
        yield self._entry(document, page="overview")
        yield from (self._entry(each, page="overview", when=each.when) for each in document.state)
        yield from (self._entry(each, page="overview", part=each.slug) for each in document.key_points)
        yield from (self.background(each) for each in document.backgrounds)
        yield from (self.of_map(each) for each in document.maps)
        numbers = {phase.number for phase in document.phases}
        yield from (self.figure(each, page="overview") for each in document.figures if each.phase not in numbers)
        yield from (self._entry(each, page="phases") for each in document.gates if _phase_of(each) not in numbers)

    def background(self, row: shape.Background) -> IndexEntry:
        """It has no name but what its kind is called in the reader's language."""
        return self._entry(row, page="overview", part=f"background-{row.slug}", title=self.name)

    def of_map(self, row: shape.Map) -> IndexEntry:
        labels = [("features", feature.label) for feature in row.features]
        return self._entry(row, page="overview", more=[*_texts(row)["more"], *_more(*labels)])

    def figure(self, figure: shape.Figure, **at: str) -> IndexEntry:
        """A span of numbers stands as “30–40”, which every language reads."""
        span = "–".join(dict.fromkeys(thousands(each) for each in (figure.low, figure.high) if each))
        whole = f"({figure.out_of_qualifier} {thousands(figure.out_of)})" if figure.out_of else ""
        said = " ".join(f"{figure.qualifier} {span} {figure.unit} {whole}".split())
        return self._entry(figure, **at, text=said)

    def source(self, source: shape.Source) -> IndexEntry:
        title = source.title or source.publisher
        return self._entry(source, page="sources", part=source.slug, title=title, when=source.published)

    def _entry(self, row: shape.Struct, **given: Any) -> IndexEntry:
        """The texts of ``row`` where its fields say that they are found, and what is ``given``."""
        return IndexEntry(**{"story": self.name, **_texts(row), **given})


def _texts(row: shape.Struct) -> dict[str, Any]:
    """Where each text of a row is found (``edition.fields``), by the names of an entry."""
    found: dict[str, Any] = {"more": []}
    for name, place in _found_in(type(row)):
        text = getattr(row, name)
        match place:
            case "more":
                code = ALSO if name in OTHER_NAMES else name
                found["more"] += _more((code, ", ".join(text) if isinstance(text, list) else text))
            case "prose":
                found["text"] = plain(text)
            case "title" | "text" | "tail":
                found[place] = text
    return found


@cache
def _found_in(kind: type[shape.Struct]) -> list[tuple[str, Found]]:
    """The fields of a kind of row that are found, and as what."""
    return [(name, field.found) for name, field in fields_of(kind).items() if field.found]


def _phase_of(gate: shape.Gate) -> int | None:
    return gate.to_phase if gate.from_phase is None else gate.from_phase


def _more(*texts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, plain(text)) for code, text in texts if text]


def _dated(code: str, since: str, until: str) -> str:
    """A code of ``more`` with the dates of what it calls, which ``find`` says in the reader's language."""
    return "|".join([code, since, until]) if since or until else code


def _day(when: str) -> int:
    """The day that it is put at (``dates.When.anchor``)."""
    date = readable(when)
    return date.anchor.toordinal() if date else 0
