"""What the desk asks about a story: it may well be right, and somebody should look. It stops nothing.

It must not hold what a story must pass.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from ...edition import document as shape
from ...edition.naming import naming_of_actor
from ...language.dates import readable
from ...story.comparing import unshown
from ...story.indexes import StoryIndex
from ...story.roles import office, surely_at_once
from ..compose import Draft
from .problems import Problem, Rule
from .references import every_reference_leads_somewhere

# How a source tells of several whom it does not name, and of one.
_SEVERAL = re.compile(
    r"\b(?:sources|officials|reports|outlets|media|diplomats|observers|analysts|experts|negotiators|mediators|aides|"
    r"advis[eo]rs|ministers|lawmakers|members|witnesses|residents|people|insiders|colleagues)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?:an?|one|another)\s", re.IGNORECASE)


def who_is_heard_is_not_only_spoken_about(draft: Draft) -> Iterator[Problem]:
    said = _said(draft.document)
    for actor in draft.document.actors:
        if actor.part == "spoken-about" and (count := said[actor.slug]):
            yield Problem(
                f"{actor.name} is entered as “mentioned, not quoted”, and {count} "
                f"{'statement is' if count == 1 else 'statements are'} theirs. Should their part be another?",
                f"involvements/{actor.slug}",
            )


def who_is_not_heard_is_only_spoken_about(draft: Draft) -> Iterator[Problem]:
    """Of those who belong to a side: a side itself may be silent, and that is told."""
    said = _said(draft.document)
    for actor in draft.document.actors:
        if actor.side != actor.slug and actor.part in ("party", "mediator") and not said[actor.slug]:
            yield Problem(
                f"{actor.name} is entered as one who speaks for a side, and no statement is theirs. "
                "Should their part be “mentioned, not quoted”?",
                f"involvements/{actor.slug}",
            )


def every_position_is_shown(draft: Draft) -> Iterator[Problem]:
    if any(every_reference_leads_somewhere(draft)):
        return  # nothing can be shown yet
    for position in unshown(StoryIndex(draft.document)):
        at = f"positions/{position.value.slug}"
        yield Problem(f"{at} would be on no page; {position.actor.name} has another on the same issue.", at)


def an_office_has_one_holder_at_a_time(draft: Draft) -> Iterator[Problem]:
    """Some offices have more: so it is asked, of those whose dates surely overlap."""
    as_of = readable(draft.document.as_of)
    holders: dict[str, list[tuple[shape.Actor, shape.Role]]] = {}
    for actor in draft.document.actors:
        for role in actor.roles:
            holders.setdefault(office(role), []).append((actor, role))
    for held in holders.values():
        for (one, first), (other, then) in combinations(held, 2):
            if one is not other and as_of and surely_at_once(first, then, as_of):
                yield Problem(
                    f"{one.name} and {other.name} are both “{first.title}” at the same time, by the dates of their "
                    "roles. Has one of them ended?",
                    f"actors/{one.slug}",
                )


def several_are_not_counted_as_one(draft: Draft) -> Iterator[Problem]:
    """“Sources familiar with the talks” are more than one, and “a diplomat” is one, whoever they are. In English."""
    told = draft.document.actors if draft.document.language.partition("-")[0] == "en" else []
    for actor in told:
        naming, one = naming_of_actor(actor), bool(_ONE.match(actor.name))
        several = not one and bool(_SEVERAL.search(actor.name))
        if actor.kind == "unnamed" and naming == "unnamed" and several:
            yield Problem(
                f"“{actor.name}” reads as more than one, and counts as one source that is not named. "
                "Is it a group of whom nobody is named?",
                f"actors/{actor.slug}",
            )
        elif actor.kind == "unnamed" and naming == "group" and one and not _SEVERAL.search(actor.name):
            yield Problem(
                f"“{actor.name}” reads as one, and counts as a group. Is it a source that is not named?",
                f"actors/{actor.slug}",
            )


def _said(story: shape.Document) -> Counter[str]:
    return Counter(statement.speaker for statement in story.statements)


QUESTIONS: tuple[Rule, ...] = (
    every_position_is_shown,
    who_is_heard_is_not_only_spoken_about,
    who_is_not_heard_is_only_spoken_about,
    an_office_has_one_holder_at_a_time,
    several_are_not_counted_as_one,
)
