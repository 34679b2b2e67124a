"""Six simulated months of a story: thirty editions, each made at the desk and published, and those who follow it.

It must not say what ought to come of them; ``test_months_later`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from explainer.desk import renaming
from explainer.desk.merging import merge, plan
from explainer.desk.publishing import publish_again, withdraw
from explainer.models import (
    Actor,
    EarlierDate,
    Edition,
    Event,
    FormerName,
    Involvement,
    Issue,
    OpenQuestion,
    Phase,
    Position,
    Role,
    Source,
    Statement,
    Story,
)

from .formats import read_calendar, told_by_atom
from .publish import publish, publish_translation
from .stories import build_story
from .translate import translate

WRONG = "Words that were never so"  # what was said by mistake, and must be nowhere without saying so


@dataclass
class Months:
    """A story at the desk, at its next edition. ``clock`` moves on by six days for each."""

    clock: Callable[..., Any]
    phases: int = 2
    editions: dict[str, Edition] = field(default_factory=dict)  # by the name of the act that brought it
    number: int = 0

    def __post_init__(self) -> None:
        self.story = build_story(statements=4, issues=3, phases=self.phases, as_of=timezone.now().date())

    @property
    def today(self) -> str:
        return timezone.now().date().isoformat()

    def row(self, model: Any, slug: str) -> Any:
        return model.objects.get(story=self.story, slug=slug)

    def change(self, model: Any, slug: str, /, *, evidence: bool = True, **values: Any) -> Any:
        """Change a row of the story; ``evidence``: on the report of the day."""
        row = self.row(model, slug)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        if evidence:
            row.sources.add(self.report)
        return row

    def news(self) -> None:
        """A report of the day, with a statement and an event: whatever else an edition tells."""
        self.report = Source.objects.create(
            slug=f"report-{self.number}", publisher="The Daily Test", published=self.today
        )
        speaker = Actor.objects.get(slug=f"truce-side-{self.number % 2}")
        said = Statement.objects.create(
            story=self.story, slug=f"day-{self.number}", speaker=speaker, wording="paraphrase", when=self.today,
            topic=f"day {self.number}", lead_in=f"The speaker said day {self.number} was like any other.",
        )  # fmt: skip
        said.sources.add(self.report)
        said.issues.add(self.row(Issue, "issue-2"))
        event = Event.objects.create(
            story=self.story, slug=f"round-{self.number}", title=f"A round is held on day {self.number}",
            when=self.today, order_in_day=1,
        )  # fmt: skip
        event.sources.add(self.report)

    def publish(self, name: str, **said: Any) -> Edition:
        edition = publish(self.story, **{"note": f"{name.replace('_', ' ').capitalize()}.", **said})
        assert edition, f"{name} changed nothing"
        self.editions[name] = edition
        return edition

    def live(self) -> Iterator[str]:
        """Act after act; the name of each, once it is done."""
        for act in ACTS:
            self.number += 1
            self.clock(days=6)
            Story.objects.filter(pk=self.story.pk).update(as_of=self.today)
            if not (act in PHASED and not self.phases):
                act(self)
            yield act.__name__.strip("_")


# ---- the acts, in order -------------------------------------------------------------------------


def _first(m: Months) -> None:
    m.news()
    m.publish("first", note="")


def _expected(m: Months) -> None:
    """A hearing, a vote and a visit are to come, and a position has the words of today."""
    m.news()
    for slug, title, days in (("hearing", "The hearing", 40), ("vote", "The vote", 60), ("visit", "The visit", 20)):
        when = (timezone.now().date() + timedelta(days=days)).isoformat()
        event = Event.objects.create(story=m.story, slug=slug, title=title, when=when, status="expected")
        event.sources.add(m.report)
    m.publish("expected")


def _translated(m: Months) -> None:
    m.news()
    m.publish("translated")
    m.translation = translate(m.story)
    m.editions["translation"] = publish_translation(m.translation, note="First.")


def _put_back(m: Months) -> None:
    m.news()
    vote = m.row(Event, "vote")
    was = EarlierDate.objects.create(event=vote, order=1, when=vote.when, set_on="")
    was.sources.add(*vote.sources.all())
    later = (timezone.now().date() + timedelta(days=90)).isoformat()
    m.change(Event, "vote", when=later, set_on=m.today)
    m.publish("put_back")


def _replaced(m: Months) -> None:
    """One speaker of Side 0 leaves the office, and another takes it."""
    m.news()
    Role.objects.filter(actor__slug="truce-side-0").update(held_to=m.today)
    heir = Actor.objects.create(
        slug="heir", name="Ada Reyes", kind="person", affiliation=Actor.objects.get(slug="truce-side-0")
    )
    Role.objects.create(actor=heir, slug="speaker", title="Speaker 0", held_from=m.today)
    Involvement.objects.create(story=m.story, actor=heir, part="party", mark="AA", order=5)
    said = Statement.objects.create(
        story=m.story, slug="heir-speaks", speaker=heir, wording="paraphrase", when=m.today, topic="the office",
        lead_in="The speaker said the office was open.",
    )  # fmt: skip
    said.sources.add(m.report)
    m.publish("replaced")


def _position(m: Months) -> None:
    m.news()
    m.change(Position, "position", sentence="Says it leaves the gate.")
    m.publish("position")


def _mistaken(m: Months) -> None:
    """Something goes out wrong."""
    m.news()
    m.change(Event, "event-0", body=f"{WRONG}.")
    m.change(Statement, "day-2", context=f"{WRONG}.")
    m.publish("mistaken")


def _corrected(m: Months) -> None:
    m.news()
    m.change(Event, "event-0", body="Behind doors that stood open.")
    m.change(Statement, "day-2", context="Said at the gate.")
    items = [("events", "event-0"), ("statements", "day-2")]
    m.publish("corrected", kind="correction", note="We had the doors wrong.", puts_right=items)


def _clarified(m: Months) -> None:
    m.change(Issue, "issue-2", evidence=False, explanation="It is about the gate of the yard.")
    m.publish("clarified", kind="clarification", note="The explanation could be misread.")


def _answered(m: Months) -> None:
    """And somebody speaks who is on record already, under another name."""
    m.news()
    other = Actor.objects.create(slug="a-reyes", name="A. Reyes", kind="person")
    Involvement.objects.create(story=m.story, actor=other, part="mediator", mark="AR", order=50)
    said = Statement.objects.create(
        story=m.story, slug="reyes-speaks", speaker=other, wording="paraphrase", when=m.today, topic="the key",
        lead_in="The speaker said there was one key.",
    )  # fmt: skip
    said.sources.add(m.report)
    question = m.change(
        OpenQuestion, "open", evidence=False, ended="answered", ended_on=m.today, answer="The keeper has the key."
    )
    question.answer_sources.add(m.report)
    m.publish("answered")


def _happened(m: Months) -> None:
    m.news()
    m.change(Event, "hearing", status="happened", when=m.today, condition="")
    m.publish("happened")


def _cancelled(m: Months) -> None:
    m.news()
    m.change(Event, "visit", status="cancelled")
    m.publish("cancelled")


def _settled(m: Months) -> None:
    m.news()
    m.change(Issue, "issue-3", status="settled", status_on=m.today, standing="The gate is shared.")
    m.publish("settled")


def _withdrawn(m: Months) -> None:
    m.news()
    m.change(Event, "round-2", body=f"{WRONG}, either.")
    edition = m.publish("withdrawn")
    m.clock(hours=3)
    m.editions["withdrawn"] = withdraw(edition, because="A draft went out.")
    m.change(Event, "round-2", evidence=False, body="")


def _again(m: Months) -> None:
    """What readers read before comes back."""
    m.editions["again"] = publish_again(m.editions["settled"], note="As it was.")


def _scheduled(m: Months) -> None:
    m.news()
    m.publish("scheduled", at=timezone.now() + timedelta(days=1))
    m.clock(days=2)


def _taken_out(m: Months) -> None:
    m.news()
    Statement.objects.get(story=m.story, slug="day-3").delete()
    m.publish("taken_out", kind="withdrawal", note="Nobody said so.")


def _changed_again(m: Months) -> None:
    m.news()
    m.change(Position, "position", sentence="Says the gate is nobody’s.")
    m.publish("changed_again")


def _renamed(m: Months) -> None:
    m.news()
    side = Actor.objects.get(slug="truce-side-1")
    FormerName.objects.create(actor=side, order=2, name=side.name, until=m.today)
    side.name = "The Yard Board"
    side.save()
    m.publish("renamed")


def _mixed(m: Months) -> None:
    """News with one correction among it."""
    m.news()
    m.change(Event, "event-1", evidence=False, place="At the yard")
    m.change(Event, "round-4", evidence=False, body="It was short.")
    m.publish("mixed", note="The round was short; the place was missing.", puts_right=[("events", "event-1")])


def _retold(m: Months) -> None:
    """The translation that went stale is renewed."""
    translate(m.story)
    m.editions["retold"] = publish_translation(m.translation, note="Renewed.")


def _begun(m: Months) -> None:
    m.news()
    phase = Phase.objects.get(story=m.story, number=1)
    phase.state, phase.state_on, phase.ended_on = "done", m.today, m.today
    phase.save()
    phase.state_sources.add(m.report)
    m.publish("begun")


def _merged(m: Months) -> None:
    m.news()
    goes, stays = (Actor.objects.get(slug=slug) for slug in ("a-reyes", "heir"))
    merge(goes, stays, seen=plan(goes, stays).seen)
    m.publish("merged")


def _moved(m: Months) -> None:
    """A statement gets another address."""
    m.news()
    said = m.row(Statement, "day-1")
    said.slug = "the-first-day"
    renaming.note(said, "day-1")
    said.save()
    m.publish("moved")


def _more(m: Months) -> None:
    m.news()
    m.publish(f"more_{m.number}")


def _paused(m: Months) -> None:
    m.news()
    Story.objects.filter(pk=m.story.pk).update(coverage="paused", next_update="2026-09")
    m.publish("paused")


PHASED = (_begun,)
ACTS: tuple[Callable[[Months], None], ...] = (
    _first, _expected, _translated, _put_back, _replaced, _position, _mistaken, _corrected, _clarified, _answered,
    _happened, _cancelled, _settled, _withdrawn, _again, _scheduled, _taken_out, _changed_again, _renamed, _mixed,
    _retold, _begun, _merged, _moved, _more, _more, _more, _more, _more, _paused,
)  # fmt: skip


# ---- who follows it -----------------------------------------------------------------------------


@dataclass
class Subscriber:
    """A program that asks for a feed after each edition and keeps what it was told: RFC 4287 and RFC 6721.

    ``has``: what it holds, as id → updated; ``first``: the same of all that it ever was told. ``ask`` gives the titles
    of what was told with an ``updated`` that it has not seen: its news.
    """

    client: Client
    place: str
    has: dict[str, str] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def ask(self) -> list[str]:
        told = told_by_atom(self.client.get(self.place).content)
        new = []
        for key, entry in told.entries.items():
            if self.first.get(key) != entry.updated:
                new.append(entry.title)
            self.has[key] = self.first[key] = entry.updated
            self.titles[key] = entry.title
        for key, when in told.stones.items():
            if self.has.get(key, "") <= when:
                self.has.pop(key, None)
        return new


@dataclass
class Diary:
    """A program that keeps a calendar: of each entry every (SEQUENCE, STATUS, DTSTART) that it was told, by summary."""

    client: Client
    place: str
    told: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)

    def ask(self) -> None:
        for entry in read_calendar(self.client.get(self.place).content).events:
            line = (int(entry["SEQUENCE"]), entry["STATUS"], entry["DTSTART"])
            seen = self.told.setdefault(entry["SUMMARY"].removeprefix("Cancelled: "), [])
            if line not in seen[-1:]:
                seen.append(line)
