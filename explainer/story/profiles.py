"""What the page of one actor or one issue gathers from a story.

It must not decide how it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from .indexes import StoryIndex
from .resolved import Actor, Event, Issue, OpenQuestion, Phase, Position, Provision, Side, Statement


@dataclass(frozen=True, slots=True)
class ActorProfile:
    """``of_side``: the positions are those of the side that the actor belongs to. ``facet``: the filter, “side” or
    “actor”, that leads to all that is ``said``."""

    facet: str
    said: list[Statement]
    about: list[Statement]
    positions: list[Position]
    of_side: bool
    owes: list[tuple[Phase, Provision]]
    events: list[Event]
    members: list[Actor]


@dataclass(frozen=True, slots=True)
class IssueProfile:
    questions: list[OpenQuestion]
    ended: list[OpenQuestion]
    silent: list[Side]


def profile_of_actor(index: StoryIndex, actor: Actor) -> ActorProfile:
    """Its statements (for the head of a side, those of everyone on it), what others said of it, and its part."""
    is_head = actor.side.head is actor
    own = [position for position in index.positions if position.actor is actor]
    shared = [position for position in index.positions if position.actor is actor.side.head]
    return ActorProfile(
        facet="side" if is_head else "actor",
        said=actor.side.statements if is_head else [each for each in index.statements if each.speaker is actor],
        about=[each for each in index.statements if actor in each.about and each.speaker is not actor],
        positions=own or shared,
        of_side=not own and bool(shared),
        owes=[(phase, owed) for phase in index.phases for owed in phase.provisions if actor in owed.owed_by],
        events=[event for event in index.events if actor in event.actors],
        members=[other for other in index.actors if other.side is actor.side and other is not actor] if is_head else [],
    )


def profile_of_issue(index: StoryIndex, issue: Issue) -> IssueProfile:
    heard = {statement.speaker.side for statement in issue.statements}
    return IssueProfile(
        questions=[question for question in index.open_questions if question.issue is issue],
        ended=[question for question in index.ended_questions if question.issue is issue],
        silent=[side for side in index.columns if side not in heard],
    )
