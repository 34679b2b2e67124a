"""What the page of one actor or one issue gathers from a story.

It must not decide how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from .indexes import StoryIndex
from .resolved import (
    Actor,
    Event,
    Issue,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Shown,
    Side,
    Statement,
    Text,
    TextAnswer,
)


@dataclass(frozen=True, slots=True)
class PartInText(Shown):
    """What an actor, or who is on its side, has to do with a text on the table."""

    text: Text
    put_forward: bool
    received: bool
    answers: list[TextAnswer]


@dataclass(frozen=True, slots=True)
class ActorProfile:
    """``positions`` are the actor's own; ``of_side``: whether a line leads to those of the side that it belongs to;
    ``holders``: those of a side's people who hold some. ``carried``: what was said or posted there, or came by way of
    it. ``facet``: the filter, “side” or “actor”, that leads to all
    that is ``said``."""

    facet: str
    said: list[Statement]
    about: list[Statement]
    positions: list[Position]
    of_side: bool
    holders: list[Actor]
    carried: list[Statement]
    owes: list[tuple[Phase, Provision]]
    texts: list[PartInText]
    events: list[Event]
    members: list[Actor]


@dataclass(frozen=True, slots=True)
class IssueProfile:
    questions: list[OpenQuestion]
    ended: list[OpenQuestion]
    silent: list[Side]


def profile_of_actor(index: StoryIndex, actor: Actor) -> ActorProfile:
    """Its statements, what others said of it, and its part; for the head of a side, those of everyone on it."""
    side, is_head = actor.side, actor.side.head is actor
    people = [other for other in index.actors if other.side is side] if is_head else [actor]
    them = frozenset(people)
    own = [position for position in index.positions if position.actor is actor]
    holding = {position.actor for position in index.positions}
    return ActorProfile(
        facet="side" if is_head else "actor",
        said=side.statements if is_head else [each for each in index.statements if each.speaker is actor],
        about=[each for each in index.statements if each.speaker not in them and not them.isdisjoint(each.about)],
        positions=own,
        of_side=not is_head and side.head in holding and _answers_for_itself(actor),
        holders=[other for other in people if other is not actor and other in holding],
        carried=[each for each in index.statements if each.speaker is not actor and _came_by(each, actor)],
        owes=[
            (owed.phase, owed)
            for owed in index.provisions
            if _still_asked(index, owed) and not them.isdisjoint(owed.owed_by)
        ],
        texts=[found for text in index.texts if (found := _part_in(text, them))],
        events=[event for event in index.events if not them.isdisjoint(event.actors)],
        members=[other for other in people if other is not actor],
    )


def _came_by(statement: Statement, actor: Actor) -> bool:
    return statement.medium is actor or any(step["actor"] is actor for step in statement.relays)


def _still_asked(index: StoryIndex, owed: Provision) -> bool:
    """Whether it is: neither of a phase that was given up, nor of another text that was rejected or replaced."""
    other = owed.of_text if owed.of_text is not index.told else None
    return owed.phase.value.state != "abandoned" and not (other and other.value.state in ("rejected", "replaced"))


def _part_in(text: Text, them: frozenset[Actor]) -> PartInText | None:
    put_forward = not them.isdisjoint(text.put_forward_by)
    received = not them.isdisjoint(text.put_forward_to)
    answers = [answer for answer in text.answers if answer.actor in them]
    return PartInText(text, put_forward, received, answers) if put_forward or received or answers else None


def _answers_for_itself(actor: Actor) -> bool:
    """Not an unnamed source, a group within a side or who is only spoken about: of none of them is it known whether
    they share what their side says."""
    return not actor.faint and actor.value.kind != "group" and actor.shown_part != "spoken-about"


def profile_of_issue(index: StoryIndex, issue: Issue) -> IssueProfile:
    heard = {statement.speaker.side for statement in issue.statements}
    return IssueProfile(
        questions=[question for question in index.open_questions if question.issue is issue],
        ended=[question for question in index.ended_questions if question.issue is issue],
        silent=[side for side in index.columns if side not in heard],
    )
