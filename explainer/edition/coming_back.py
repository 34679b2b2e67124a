"""What matters to whoever comes back after some editions: each change in one class, the weightiest class first.

It must not know an edition or say a word to readers: ``story.since_then`` tells what stands in a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, get_args

from . import document as shape
from .diffs import Change

Class = Literal["settled", "answered", "positions", "corrected", "dates", "roles", "phases", "added", "others"]
CLASSES: tuple[Class, ...] = get_args(Class)
ENDED = ("agreed", "settled")  # statuses of an issue on which nothing is open any more
# Whatever is changed of these is told as what it is; a change of any other field is one of the others.
_FIELDS: Mapping[str, Mapping[str, Class]] = {
    "issues": dict.fromkeys(("status", "status_on", "standing", "agreed"), "settled"),
    "texts": dict.fromkeys(("state", "state_on"), "settled"),
    "open_questions": dict.fromkeys(
        ("ended", "ended_on", "answer", "answer_statements", "answer_sources"), "answered"
    ),
    "positions": {"sentence": "positions"},
    "events": dict.fromkeys(
        ("when", "when_reported", "when_note", "status", "set_on", "set_by", "dates"), "dates"
    ),
    "actors": {"roles": "roles"},
    "phases": {
        "not_before": "dates",
        **dict.fromkeys(("state", "state_on", "state_sources", "begun_on", "ended_on"), "phases"),
    },
    "provisions": {
        "due": "dates",
        **dict.fromkeys(("status", "status_on", "status_statements", "status_sources"), "phases"),
    },
}  # fmt: skip
Place = tuple[tuple[Any, ...], str, str]


def classed(
    changes: Iterable[Change], story: shape.Document, righted: Iterable[Sequence[Change]] = ()
) -> dict[Class, list[Change]]:
    """``changes`` by class, each in one; every class is there. ``story``: the later of the two documents. ``righted``:
    what the editions between put right (``put_right``), edition by edition, the oldest first."""
    found: dict[Class, list[Change]] = {name: [] for name in CLASSES}
    rows = list(changes)
    chains: dict[Place, list[Change]] = {}
    for change in (each for edition in righted for each in edition):
        chains.setdefault(_place(change), []).append(change)
    awaited = {event.slug for event in story.events if event.status != "happened"}
    awaited |= {change.at[1] for change in rows if change.at[:1] == ("events",) and change.of == "status"}
    ended = {("issues", issue.slug) for issue in story.issues if issue.status in ENDED}
    ended |= {("open_questions", question.slug) for question in story.open_questions if question.ended}
    for change in rows:
        if _is_righted(change, chains.get(_place(change), [])):
            found["corrected"].append(change)
        else:
            found[_class_of(change, awaited, ended)].append(change)
    return found


def _class_of(change: Change, awaited: set[str], ended: set[tuple[Any, ...]]) -> Class:
    section = change.at[0] if change.at else ""
    if section == "tombstones":
        return "corrected"
    if change.verb == "added":
        return _of_new(section) if change.at in ended else "added"
    if change.verb == "removed":
        return "positions" if section == "positions" else "others"
    if section == "events" and change.at[1] not in awaited:
        return "others"  # what happened is told more exactly: nothing was moved
    return _FIELDS.get(section, {}).get(change.of, "others")


def _of_new(section: str) -> Class:
    """Of what came and ended between two visits."""
    return "settled" if section == "issues" else "answered"


def _place(change: Change) -> Place:
    return change.at, change.of, change.verb


def _is_righted(change: Change, chain: Sequence[Change]) -> bool:
    """Whether all of a change was to put something right: nothing else became of it on the way."""
    if not chain or change.verb not in ("changed", "removed"):
        return False
    if change.verb == "removed":
        return True
    whole = all(first.now == then.was for first, then in pairwise(chain))
    return whole and (chain[0].was, chain[-1].now) == (change.was, change.now)
