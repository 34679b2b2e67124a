"""Made-up stories of any number and length, from a seed: for trying out how the site does when it is large.

It must not know the database or the clock: the same seed gives the same stories, whatever archive they are part of.
Nobody said any of this: its words are picked at random (``archive_words``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

import msgspec

from bench.archive_words import HEAD, LANGUAGES, vocabulary, zipf
from bench.histories import amended
from explainer.edition import document as shape
from explainer.edition.chronology import chronology
from explainer.language.dates import readable, surely_after

PREFIX = "archive-"  # of every slug of a story
MOST_EDITIONS = 12
NUMBER_OF_PEOPLE = 600
WORDINGS: tuple[shape.Wording, ...] = ("direct", "partial", "paraphrase")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Version:
    """One edition to be: ``kind`` is an ``Edition.Kind``, ``moment`` when readers first saw it."""

    document: shape.Document
    kind: str
    note: str
    moment: datetime


def slug_of(number: int) -> str:
    return f"{PREFIX}{number:05}"


def versions(number: int, *, statements: int, seed: int, editions: int = 0) -> Iterator[Version]:
    """The editions of story ``number`` (from 1), oldest first: one for most, more for those put right or updated.

    The first story has four, so that every archive has something to compare; or ``editions``, with a history as
    ``histories`` makes it.
    """
    rng = Random(f"{seed}/{number}/editions")
    count = 4 if number == 1 else min(MOST_EDITIONS, int((1 - rng.random()) ** -0.5))
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=15 * number)
    document = story(number, statements=statements, seed=seed)
    yield Version(document, "first", "", moment)
    if number == 1 and editions:
        for edition in range(2, editions + 1):
            moment += timedelta(hours=rng.randrange(24, 200), seconds=rng.randrange(3_600))
            document, kind, note = amended(document, rng, edition)
            yield Version(document, kind, note, moment)
        return
    for edition in range(2, count + 1):
        kind = "update" if edition % 3 == 0 else "correction"
        moment += timedelta(hours=rng.randrange(24, 1_000), seconds=rng.randrange(3_600))
        document = _amended(document, rng, edition)
        yield Version(document, kind, f"What was changed in edition {edition}, made up as all else.", moment)


def story(number: int, *, statements: int, seed: int) -> shape.Document:
    return _Story(number, statements, Random(f"{seed}/{number}")).document()


def _amended(document: shape.Document, rng: Random, edition: int) -> shape.Document:
    """A few statements with another context, and the position of somebody in other words."""
    rows = list(document.statements)
    for place in {rng.randrange(len(rows)) for _ in range(3)} if rows else ():
        rows[place] = msgspec.structs.replace(rows[place], context=f"Put right in edition {edition}.")
    positions = [
        msgspec.structs.replace(row, sentence=f"{row.sentence} ({edition})") if place == edition else row
        for place, row in enumerate(document.positions)
    ]
    return msgspec.structs.replace(document, statements=rows, positions=positions)


class _Story:
    def __init__(self, number: int, statements: int, rng: Random) -> None:
        self.number, self.rng = number, rng
        self.language = LANGUAGES[number % len(LANGUAGES)]
        self.begins = date(2019, 1, 1) + timedelta(days=rng.randrange(1_500))
        self.days = 60 + min(1_000, 2 * statements)
        self.as_of = self.begins + timedelta(days=self.days)
        self.sources = [self.source(place, 2 + statements // 20) for place in range(2 + statements // 20)]
        self.issues = [self.issue(place) for place in range(1, 3 + min(10, statements // 25))]
        self.sides = [self.side(place) for place in range(3)]
        self.others = [self.person(number) for number in self.people(3 + min(40, statements // 8))]
        self.unnamed = self.actor("unnamed-1", "unnamed", "unnamed", "??", described_in=self.sources[0].slug)
        self.medium = self.actor("medium-1", "medium", "medium", "ME")
        self.speakers = [*self.others[:2], *self.sides, *self.others[2:], self.unnamed]
        self.said = [self.statement(place) for place in range(1, statements + 1)]
        self.happened = [self.event(place) for place in range(1, 3 + statements // 8)]
        places = chronology(self.said, self.happened, [])
        self.said.sort(key=lambda row: places[True, row.slug])
        self.happened.sort(key=lambda row: places[False, row.slug])

    def document(self) -> shape.Document:
        name = self.words(3, head=True)
        return shape.Document(
            schema=shape.SCHEMA, slug=slug_of(self.number), language=self.language,
            title=f"{name} {self.number}", short_title=name, question=f"{self.words(6)}?",
            short_answer=f"{self.words(14)}. **{self.words(4)}**. {self.words(9)}.", standfirst=f"{self.words(9)}.",
            limits="Made up by make_archive.", as_of=self.as_of.isoformat(), phase_word="", phases_word="", groups=[],
            coverage="live", next_update="",
            texts=[self.text(place) for place in (1, 2)], event_links=[],
            state=[
                shape.StateRow(slug=f"state-{place}", label=self.words(1, head=True), text=self.words(4), when="",
                               on_every_page=place == 1, sources=self.citing())
                for place in range(1, 4)
            ],
            key_points=[
                shape.KeyPoint(slug=f"point-{place}", sentence=f"{self.words(8)}.", meaning=f"{self.words(16)}.",
                               **self.evidence())
                for place in range(1, 5)
            ],
            backgrounds=[
                shape.Background(slug=f"background-{place}", kind=kind, text=f"{self.words(20)}.",
                                 not_known=f"{self.words(8)}.", **self.evidence())
                for place, kind in enumerate(("why-it-matters", "how-it-came", "who-is-affected"))
            ],
            actors=[*self.sides, *self.others, self.unnamed, self.medium],
            phases=[self.phase(step) for step in (1, 2, 3)], gates=[self.gate(step) for step in (1, 2, 3)],
            issues=self.issues, statements=self.said, links=list(self.links()), positions=list(self.positions()),
            comparisons=list(self.comparisons()), tombstones=[], events=self.happened,
            figures=[
                shape.Figure(slug=f"figure-{place}", label=self.words(3), low=str(place * 10), high=str(place * 15),
                             qualifier="", unit=self.words(1), out_of="", out_of_qualifier="", note="", phase=place,
                             **self.evidence())
                for place in range(1, 4)
            ],
            open_questions=[
                shape.OpenQuestion(slug=f"question-{place}", question=f"{self.words(7)}?", why=f"{self.words(9)}.",
                                   issue=self.issues[0].slug if place == 1 else None, sources=self.citing())
                for place in range(1, 4)
            ],
            maps=[],
            terms=[
                shape.Term(slug=f"term-{place}", name=self.words(2), aliases=[], definition=f"{self.words(14)}.",
                           sources=self.citing())
                for place in range(1, 5 + min(20, len(self.said) // 20))
            ],
            sources=self.sources,
        )  # fmt: skip

    # ---- words, days and picks ----

    def words(self, count: int, *, head: bool = False, language: str = "") -> str:
        """So many words; ``head``: of the common ones only."""
        known, often = vocabulary(language or self.language)
        found = self.rng.choices(known[:HEAD], k=count) if head else self.rng.choices(known, cum_weights=often, k=count)
        return " ".join(found).capitalize()

    def often_first(self, rows: Sequence[T]) -> T:
        """One of them, the first most often."""
        return self.rng.choices(rows, cum_weights=zipf(len(rows)))[0]

    def citing(self) -> list[str]:
        return [self.rng.choice(self.sources).slug]

    def evidence(self) -> dict[str, list[str]]:
        return {"statements": [self.rng.choice(self.said).slug] if self.said else [], "sources": self.citing()}

    def day(self, first: int = 0, last: int | None = None) -> str:
        """A date within the story, in days from its beginning; one of four is vague."""
        place = self.rng.randrange(first, self.days if last is None else last)
        day, later = (self.begins + timedelta(days=place + more) for more in (0, self.rng.randrange(2, 9)))
        match self.rng.randrange(40):
            case 0 | 1 | 2:
                return f"{day:%Y-%m}"
            case 3:
                return f"{day:%Y-%m}~"
            case 4:
                return f"{day}~"
            case 5 | 6:
                return f"{day}/{later}"
            case 7 | 8:
                return f"[{day}..{later}]"
            case 9:
                return f"[..{day}]"
        return day.isoformat()

    # ---- rows ----

    def source(self, place: int, count: int) -> shape.Source:
        published = self.begins + timedelta(days=self.days * (place + 1) // count)
        return shape.Source(
            slug=f"{slug_of(self.number)}-report-{place + 1}", kind="report", title=self.words(7),
            publisher=self.words(2, head=True), byline=self.words(2), contributors="", archived="", note="",
            address=f"https://example.org/{self.number}/{place + 1}", published=published.isoformat(),
            accessed=published.isoformat(), language=self.language,
        )  # fmt: skip

    def issue(self, place: int) -> shape.Issue:
        return shape.Issue(
            slug=f"issue-{place}", name=self.words(4), short_name=self.words(2, head=True),
            question=f"{self.words(7)}?", explanation=f"{self.words(20)}.", standing=f"{self.words(9)}.",
            status=("open", "narrowed", "settled")[place % 3], phases=[place % 3 + 1], sources=self.citing(),
        )  # fmt: skip

    def actor(self, slug: str, kind: str, part: str, mark: str, side: str = "", **given: Any) -> shape.Actor:
        role = shape.Role(slug="office", title=self.words(2, head=True), held_from="2010", held_to="")
        return shape.Actor(
            slug=slug, name=given.get("name") or self.words(2), short_name="", kind=kind, part=part, mark=mark,
            order=10, affiliation=side or None, side=side or slug, descriptor=self.words(2, head=True),
            description=f"{self.words(8)}.", described_in=given.get("described_in"), unnamed_because="",
            roles=[] if kind in ("unnamed", "medium") else [role],
        )  # fmt: skip

    def side(self, place: int) -> shape.Actor:
        return self.actor(f"side-{place + 1}", "government", "mediator" if place == 2 else "party", f"S{place + 1}")

    def people(self, count: int) -> list[int]:
        """So many of those in the archive: a few take part in most stories, most in a few (Zipf's law)."""
        found: dict[int, None] = {}
        while len(found) < count:
            found[self.often_first(range(NUMBER_OF_PEOPLE))] = None
        return list(found)

    def person(self, number: int) -> shape.Actor:
        side, known = self.sides[number % 3], vocabulary(self.language)[0]
        name = f"{known[-2 * number - 1]} {known[-2 * number - 2]}".title()
        return self.actor(f"person-{number}", "person", side.part, side.mark, side.slug, name=name)

    def statement(self, place: int) -> shape.Statement:
        rng, speaker = self.rng, self.often_first(self.speakers)
        when = "" if rng.random() < 0.02 else self.day()
        wording = rng.choices(WORDINGS, cum_weights=(60, 75, 100))[0]
        quoted_in = self.language if rng.random() < 0.9 else rng.choice(LANGUAGES)
        passages = 0 if wording == "paraphrase" else 1 if rng.random() < 0.9 else 2
        reports = {next((source.slug for source in self.sources if _could_report(source, when)), self.sources[-1].slug)}
        return shape.Statement(
            slug=f"statement-{place}", speaker=speaker.slug, role="office" if speaker.roles else None,
            attributed_as="", wording=wording, act=rng.choice(("said", "said", "said", "denied", "asked", "announced")),
            topic=self.words(2), lead_in=f"{self.words(5)}:" if passages else f"{self.words(22)}.",
            passages=[
                shape.Passage(text=self.words(rng.randrange(8, 34), language=quoted_in), cut_before=bool(number))
                for number in range(passages)
            ],
            tail=self.words(4).lower() if wording == "partial" else "",
            context=f"{self.words(10)}." if rng.random() < 0.3 else "", note="", alterations="",
            second_hand=rng.random() < 0.05, checked=False, form="spoken",
            medium=self.medium.slug if rng.random() < 0.1 else None, setting="", addressee=None, language="",
            quoted_in=quoted_in, translator="", when=when, when_reported="", when_note="", order_in_day=0,
            relays=[shape.Relay(actor=None, label=self.words(2), seen_by_us=False)] if rng.random() < 0.1 else [],
            issues=[self.often_first(self.issues).slug], phases=[rng.randrange(1, 4)] if rng.random() < 0.5 else [],
            about=[self.often_first(self.sides).slug] if rng.random() < 0.3 else [],
            sources=sorted(reports | ({speaker.described_in} if speaker.described_in else set())),
        )  # fmt: skip

    def text(self, place: int) -> shape.Text:
        return shape.Text(
            slug=f"text-{place}", name=self.words(3, head=True), short_name="", kind="draft", when=self.day(),
            put_forward_by=[self.sides[0].slug], put_forward_to=[self.sides[1].slug], when_reported="", state_on="",
            state="put-forward" if place == 1 else "replaced", replaces=None, told=place == 1,
            known=f"{self.words(12)}.", not_known=f"{self.words(6)}.", sources=self.citing(), answers=[],
        )  # fmt: skip

    def event(self, place: int) -> shape.Event:
        coming = self.rng.random() < 0.1
        return shape.Event(
            slug=f"event-{place}", title=self.words(5), body=f"{self.words(12)}.",
            when=self.day(self.days + 10, self.days + 200) if coming else self.day(),
            when_reported="", when_note="", order_in_day=0, status="expected" if coming else "happened",
            condition="", phase=self.rng.randrange(1, 4), issues=[self.often_first(self.issues).slug],
            actors=[self.often_first(self.sides).slug], sources=self.citing(),
        )  # fmt: skip

    def phase(self, step: int) -> shape.Phase:
        provisions = [
            shape.Provision(slug=f"provision-{step}-{place}", owed_by=[side.slug], owed_to=[], what=f"{self.words(7)}.",
                            condition="", status="not-begun", statements=[], sources=self.citing())
            for place, side in enumerate(self.sides, 1)
        ]  # fmt: skip
        return shape.Phase(
            number=step, name=self.words(3), short_name=self.words(1, head=True), gist=f"{self.words(6)}.",
            duration=self.words(2), duration_days=42, summary=f"{self.words(16)}.", provisions=provisions,
            sources=self.citing(),
        )  # fmt: skip

    def gate(self, step: int) -> shape.Gate:
        return shape.Gate(
            slug=f"gate-{step}", kind="proceed", from_phase=step - 1 or None, to_phase=step, settled=False, through="",
            through_note="", label=self.words(3), condition=f"{self.words(5)}.", outcome="", outcome_note="",
            **self.evidence(),
        )  # fmt: skip

    def links(self) -> Iterator[shape.Link]:
        """One of five statements answers one that stands shortly before it."""
        for place, statement in enumerate(self.said[1:], 1):
            if self.rng.random() < 0.2:
                relation = self.often_first(("answers", "denies", "restates", "stands-against", "bears-out", "narrows"))
                other = self.said[max(0, place - self.rng.randrange(1, 6))]
                if not all((when := readable(row.when)) and not when.undated for row in (statement, other)):
                    relation = "stands-against"  # the others say which came first
                yield shape.Link(statement=statement.slug, relation=relation, to_statement=other.slug, to_event=None,
                                 to_report="", note="", source=statement.sources[0])  # fmt: skip

    def positions(self) -> Iterator[shape.Position]:
        for issue in self.issues:
            said = [statement.slug for statement in self.said if issue.slug in statement.issues][:2]
            for side in self.sides[: self.rng.randrange(1, 4)]:
                yield shape.Position(slug=f"{issue.slug}-{side.slug}", issue=issue.slug, actor=side.slug,
                                     sentence=f"{self.words(9)}.", statements=said, sources=self.citing())  # fmt: skip

    def comparisons(self) -> Iterator[shape.Comparison]:
        """Then and now: the first and the last words of a speaker on an issue, where their order is known."""
        for speaker in self.speakers[:4]:
            for issue in self.issues[:2]:
                own = [said for said in self.said if said.speaker == speaker.slug and issue.slug in said.issues]
                dated = [(said, when) for said in own if (when := readable(said.when))]
                if len(dated) > 1 and surely_after(dated[-1][1], dated[0][1]):
                    yield shape.Comparison(slug=f"then-{speaker.slug}-{issue.slug}", issue=issue.slug,
                                           earlier=dated[0][0].slug, relation="narrows", later=dated[-1][0].slug,
                                           approved_on=self.as_of.isoformat())  # fmt: skip


def _could_report(source: shape.Source, when: str) -> bool:
    said, published = readable(when), readable(source.published)
    return not (said and published and surely_after(said, published))
