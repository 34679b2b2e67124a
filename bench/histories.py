"""A made-up story months later: edition after edition, each with news and one thing settled, put back or put right.

It must not make a story from nothing, which ``archives`` does; the same edition of the same story is always amended
alike. Nobody said or did any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

import msgspec

from explainer.edition import document as shape
from explainer.edition.chronology import chronology

S = TypeVar("S", bound=shape.Struct)
Told = tuple[shape.Document, str, str]  # the story, and the kind and the note of its edition
replace = msgspec.structs.replace
NEWS = "news-"  # of every slug of a statement or event that came later


def amended(story: shape.Document, rng: Random, edition: int) -> Told:
    """The story in its next edition: what is new, and by turns one of ``ACTS``."""
    act = ACTS[edition % len(ACTS)]
    return act(_with_news(story, rng, edition), rng, edition)


def _with_news(story: shape.Document, rng: Random, edition: int) -> shape.Document:
    """One statement and one event more, of the last days of the story, which are later than before."""
    day = (date.fromisoformat(story.as_of) + timedelta(days=3)).isoformat()
    report = replace(
        story.sources[-1], slug=f"{story.slug}-{NEWS}report-{edition}", published=day, accessed=day,
        address=f"{story.sources[-1].address}/{edition}",
    )  # fmt: skip
    event = replace(
        rng.choice(story.events), slug=f"{NEWS}event-{edition}", when=day, status="happened", sources=[report.slug],
        dates=[], condition="",
    )  # fmt: skip
    events, said = [*story.events, event], list(story.statements)
    if said:
        like = rng.choice([each for each in said if not each.slug.startswith(NEWS)])
        sources = sorted({report.slug, *like.sources})
        said.append(replace(like, slug=f"{NEWS}statement-{edition}", when=day, role=None, sources=sources, caveats=[]))
    places = chronology(said, events, story.links, story.event_links)
    return replace(
        story,
        as_of=day,
        sources=[*story.sources, report],
        statements=sorted(said, key=lambda each: places[True, each.slug]),
        events=sorted(events, key=lambda each: places[False, each.slug]),
    )


def _one(rows: list[S], at: int, change: Callable[[S], S]) -> list[S]:
    """The rows with that one (counted round) changed."""
    return [change(row) if place == at % len(rows) else row for place, row in enumerate(rows)]


def _position(story: shape.Document, rng: Random, edition: int) -> Told:
    rows = _one(story.positions, edition, lambda row: replace(row, sentence=f"{row.sentence[:60]} ({edition})."))
    return replace(story, positions=rows), "update", f"A position changed in edition {edition}."


def _wrong(story: shape.Document, rng: Random, edition: int) -> Told:
    if not story.statements:
        return _clearer(story, rng, edition)
    rows = _one(story.statements, edition, lambda row: replace(row, context=f"Put right in edition {edition}."))
    return replace(story, statements=rows), "correction", f"The context of a statement was wrong before {edition}."


def _settled(story: shape.Document, rng: Random, edition: int) -> Told:
    rows = _one(
        story.issues, edition, lambda row: replace(row, status="settled", status_on=story.as_of, standing="Settled.")
    )
    return replace(story, issues=rows), "update", f"An issue was settled in edition {edition}."


def _answered(story: shape.Document, rng: Random, edition: int) -> Told:
    def answer(row: shape.OpenQuestion) -> shape.OpenQuestion:
        sources = [story.sources[-1].slug]
        return replace(row, ended="answered", ended_on=story.as_of, answer="It was so.", answer_sources=sources)

    rows = _one(story.open_questions, edition, answer)
    return replace(story, open_questions=rows), "update", f"A question was answered in edition {edition}."


def _put_back(story: shape.Document, rng: Random, edition: int) -> Told:
    """An event that is expected, or that this edition brings, gets a later day."""
    later = (date.fromisoformat(story.as_of) + timedelta(days=30)).isoformat()
    slug = next((row.slug for row in story.events if row.status == "expected"), f"{NEWS}event-{edition}")

    def move(row: shape.Event) -> shape.Event:
        if row.slug != slug:
            return row
        was = shape.EarlierDate(when=row.when, when_reported="", set_on="", set_by=None, sources=row.sources)
        report = sorted({*row.sources, story.sources[-1].slug})
        return replace(row, status="expected", when=later, set_on=story.as_of, dates=[was], sources=report)

    events = [move(row) for row in story.events]
    places = chronology(story.statements, events, story.links, story.event_links)
    events.sort(key=lambda each: places[False, each.slug])
    return replace(story, events=events), "update", f"An event was put back in edition {edition}."


def _role(story: shape.Document, rng: Random, edition: int) -> Told:
    def step_down(actor: shape.Actor) -> shape.Actor:
        ended = [replace(role, held_to=role.held_to or story.as_of) for role in actor.roles]
        return replace(actor, roles=ended)

    return replace(story, actors=_one(story.actors, edition, step_down)), "update", f"Somebody left in {edition}."


def _clearer(story: shape.Document, rng: Random, edition: int) -> Told:
    rows = _one(story.key_points, edition, lambda row: replace(row, meaning=f"Put clearer in edition {edition}."))
    return replace(story, key_points=rows), "clarification", f"A key point could be misread before {edition}."


def _taken_out(story: shape.Document, rng: Random, edition: int) -> Told:
    """The last that came later is not there any more."""
    gone = next((row.slug for row in reversed(story.statements) if row.slug.startswith(NEWS)), "")
    rows = [row for row in story.statements if row.slug != gone]
    return replace(story, statements=rows), "withdrawal", f"A statement was taken out in edition {edition}."


def _renamed(story: shape.Document, rng: Random, edition: int) -> Told:
    def rename(actor: shape.Actor) -> shape.Actor:
        before = shape.FormerName(name=actor.name, until=story.as_of)
        return replace(actor, name=f"{actor.name} {edition}", former_names=[*actor.former_names, before])

    return replace(story, actors=_one(story.actors, edition, rename)), "update", f"Somebody was renamed in {edition}."


def _moved_on(story: shape.Document, rng: Random, edition: int) -> Told:
    def begin(phase: Any) -> Any:
        began = phase.begun_on or story.as_of
        return replace(phase, state="in-force", state_on=story.as_of, begun_on=began,
                       state_sources=[story.sources[-1].slug])  # fmt: skip

    return replace(story, phases=_one(story.phases, edition, begin)), "update", f"A phase stood anew in {edition}."


ACTS: tuple[Callable[[shape.Document, Random, int], Told], ...] = (
    _position, _wrong, _settled, _answered, _put_back, _role, _clearer, _taken_out, _renamed, _moved_on,
)  # fmt: skip
