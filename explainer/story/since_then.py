"""What somebody who comes back is told of each class of changes (``edition.coming_back``), one row an item.

It must not decide what matters, nor compare: it has changes, and the story as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from ..edition.coming_back import ENDED, Class
from ..edition.diffs import Change
from ..language.dates import When, readable, words
from ..language.labels import ISSUE_STATUSES, TEXT_STATES
from ..language.scales import PHASE_STATES, STATUSES
from .indexes import StoryIndex
from .resolved import Actor, Event
from .shown import Shown

FIRST, MOST = 3, 20  # rows of a list that stand open, and that are told at all
T = TypeVar("T")
HAPPENED = pgettext_lazy("event", "Happened")
# What is new, counted by kind: headings, which need not agree with a number.
KINDS: Mapping[str, Promise] = {
    "state": _("Where things stand"),
    "key_points": _("Key points"),
    "backgrounds": _("Background"),
    "statements": _("Statements"),
    "links": pgettext_lazy("what is new", "Links between statements"),
    "positions": _("Positions"),
    "comparisons": pgettext_lazy("what is new", "Comparisons"),
    "events": _("Events"),
    "event_links": pgettext_lazy("what is new", "Links between events"),
    "texts": _("Texts on the table"),
    "issues": _("Issues"),
    "gates": pgettext_lazy("what is new", "Ways on"),
    "groups": pgettext_lazy("what is new", "Groups"),
    "actors": _("People and sides"),
    "figures": pgettext_lazy("what is new", "Figures"),
    "open_questions": _("Open questions"),
    "terms": _("Words explained"),
    "maps": pgettext_lazy("what is new", "Maps"),
    "sources": _("Sources"),
    "provisions": pgettext_lazy("what is new", "Provisions"),
}


@dataclass(frozen=True, slots=True)
class Bounded(Shown, Generic[T]):
    """A list as long as somebody reads it: ``first`` stand open, ``folded`` do not, ``left`` are counted only."""

    first: Sequence[T]
    folded: Sequence[T]
    left: int

    @property
    def all(self) -> int:
        return len(self.first) + len(self.folded) + self.left


def bounded(rows: Sequence[T], first: int = FIRST) -> Bounded[T]:
    return Bounded(rows[:first], rows[first:MOST], max(0, len(rows) - max(first, MOST)))


@dataclass(frozen=True, slots=True)
class Told(Shown):
    """What became of one item. ``change`` says which and where it shows. ``lead``, ``on`` and ``before`` are ours:
    “Settled”, its day, “Disputed”. ``text`` is the story's, as are ``was`` and ``now``, where words were changed."""

    change: Change
    name: str
    lead: str = ""
    on: When | None = None
    before: str = ""
    text: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Holder(Shown):
    """Who held an office, and until when or since when; None where no date is known."""

    actor: Actor
    day: When | None


@dataclass(frozen=True, slots=True)
class Office(Shown):
    """``ended``: who left it, of whom that is news; ``holders``: everyone of whom the story says that they hold it."""

    change: Change
    name: str
    ended: list[Holder]
    holders: list[Holder]

    lead = on = before = text = was = now = ""  # which other rows have


def told(index: StoryIndex, classes: Mapping[Class, list[Change]]) -> dict[str, Bounded[Told]]:
    """The classes that are told item by item, but for roles; those that are empty are left out."""
    rows = {name: [of(index, each) for each in _items(classes[name])] for name, of in _TELLERS.items()}
    rows["settled"].sort(key=lambda row: row.lead not in map(str, _OVER))
    rows["dates"].sort(key=lambda row: row.lead == str(HAPPENED))
    return {name: bounded(found) for name, found in rows.items() if found}


def offices(index: StoryIndex, changes: Iterable[Change]) -> Bounded[Told | Office]:
    """Roles that began or ended, by office; a role of which only words changed as any other row."""
    found: dict[str, Office] = {}
    others: list[Told | Office] = []
    for change in changes:
        actor, (old, new) = index.actor[change.at[1]], change.values
        before = {role.slug: role for role in old}
        ended = [role for role in new if role.held_to and not (role.slug in before and before[role.slug].held_to)]
        begun = [role for role in new if role.slug not in before]
        for role in {role.slug: role for role in (*ended, *begun)}.values():
            key = role.title.casefold()
            office = found.setdefault(key, Office(change, role.title, [], _holding(index, key)))
            if role in ended:
                office.ended.append(Holder(actor, readable(role.held_to)))
        if not ended and not begun:
            others.append(Told(change, change.name, was=change.was, now=change.now))
    return bounded([*found.values(), *others])


def kinds(index: StoryIndex, changes: Iterable[Change]) -> list[tuple[str, Bounded[Change]]]:
    """What is new by kind, in the order of a comparison: (“Statements”, the rows)."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.at[0], []).append(change)
    return [(_kind(index, section), bounded(rows, 0)) for section, rows in found.items()]


def _kind(index: StoryIndex, section: str) -> str:
    return index.words.say("all") if section == "phases" else str(KINDS[section])


def _holding(index: StoryIndex, title: str) -> list[Holder]:
    held = ((actor, role) for actor in index.actors for role in actor.value.roles if not role.held_to)
    return [Holder(actor, readable(role.held_from)) for actor, role in held if role.title.casefold() == title]


def _items(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes of each item, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        found.setdefault(change.at, []).append(change)
    return list(found.values())


def _by_field(changes: Sequence[Change]) -> dict[str, Change]:
    return {change.of: change for change in changes}


def _was(change: Change | None, words: Mapping[str, Promise]) -> str:
    """The code that it was, in words."""
    return str(words.get(change.values[0], "")) if change and change.values else ""


def _settled(index: StoryIndex, changes: Sequence[Change]) -> Told:
    first, by = changes[0], _by_field(changes)
    if first.at[0] == "texts":
        text = index.text[first.at[1]].value
        lead, before = str(TEXT_STATES.get(text.state, "")), _was(by.get("state"), TEXT_STATES)
        return Told(first, first.name, lead, readable(text.state_on), before)
    issue = index.issue[first.at[1]]
    lead, on, before = issue.status_words, readable(issue.value.status_on), _was(by.get("status"), ISSUE_STATUSES)
    if by.keys() & {"status", ""}:
        return Told(first, first.name, lead, on, before, text=issue.value.standing)
    words = by.get("standing") or by.get("agreed")
    return Told(first, first.name, lead, on, was=words.was if words else "", now=words.now if words else "")


def _answered(index: StoryIndex, changes: Sequence[Change]) -> Told:
    first = changes[0]
    question = next(each for each in index.questions if each.slug == first.at[1])
    if not question.value.ended:
        return Told(first, first.name, pgettext("open question", "Open again"))
    return Told(first, first.name, question.ended_words, readable(question.value.ended_on), text=question.value.answer)


def _position(index: StoryIndex, changes: Sequence[Change]) -> Told:
    first = changes[0]
    if first.verb == "removed":
        return Told(first, first.name, pgettext("position", "No longer given here"))
    return Told(first, first.name, was=first.was, now=first.now)


def _date(index: StoryIndex, changes: Sequence[Change]) -> Told:
    first, by = changes[0], _by_field(changes)
    if first.at[0] == "events":
        event = index.event[first.at[1]]
        moved = by["when"].told if "when" in by else ""
        if moved and (event.status == "expected" or "status" not in by):
            return Told(by["when"], first.name, moved)
        if "status" in by:  # where it was called off, or happened, its date is no news of its own
            if event.status == "cancelled" and by["status"].values[:1] == ("expected",):
                return Told(by["status"], first.name, _called_off(event))
            return Told(by["status"], first.name, event.status_words or str(HAPPENED), event.when)
        first = by.get("when", first)
    return Told(first, first.name, first.field, was=first.was, now=first.now)


def _called_off(event: Event) -> str:
    """The day beside “Cancelled” would read as that of the cancellation: it is the one for which it was expected."""
    when = event.when or (event.dates[-1].when if event.dates else None)
    if when is None:
        return event.status_words
    return pgettext("event", "Cancelled. It had been expected: %(date)s") % {"date": words(when, weekday=True)}


def _phase(index: StoryIndex, changes: Sequence[Change]) -> Told:
    first, by = changes[0], _by_field(changes)
    if first.at[0] == "phases":
        phase = index.phase[first.at[1]]
        return Told(first, first.name, phase.state_words, before=_was(by.get("state"), PHASE_STATES))
    provision = next(each for each in index.provisions if (each.phase.number, each.value.slug) == first.at[1:])
    lead = str(STATUSES.get(provision.value.status, ""))
    return Told(first, first.name, lead, provision.status_on, _was(by.get("status"), STATUSES))


_OVER = (*(ISSUE_STATUSES[code] for code in ENDED), *(TEXT_STATES[code] for code in ("agreed", "rejected")))
Teller = Callable[[StoryIndex, Sequence[Change]], Told]
_TELLERS: Mapping[Class, Teller] = {
    "settled": _settled, "answered": _answered, "positions": _position, "dates": _date, "phases": _phase,
}  # fmt: skip
