"""What an actor was and is: the role of a day, and every role with its dates, in words.

It must not take a vague date for an exact one, nor fill in a beginning or an end that nobody gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import pgettext

from ..edition import document as shape
from ..language.date_words import month_words
from ..language.dates import When, parse, readable, surely_after, words
from ..language.letters import letters


class Told(NamedTuple):
    """A role in words. ``pattern`` is ours and has a place for its title, which is the story's, and for its dates."""

    title: str
    pattern: str
    dates: Mapping[str, str]

    def said(self, title: str) -> str:
        """With ``title`` as it is to stand there."""
        return self.pattern.format(title=title, **self.dates)

    def __str__(self) -> str:
        return self.said(self.title)


@dataclass
class Tenures:
    """The roles of one actor in a story told to the day ``as_of``.

    ``seen``: by role, the last day on which something said carries it. ``shared``: the titles, as ``office`` gives
    them, that others in the story have too; theirs and these are told with their dates."""

    roles: list[shape.Role]
    as_of: When | None = None
    seen: dict[str, When] = field(default_factory=dict)
    shared: Collection[str] = ()

    def note(self, slug: str | None, day: When | None) -> None:
        """That something said on ``day`` carries the role ``slug``."""
        placed = day is not None and not day.open_start and not day.open_end
        if slug and day and placed and (slug not in self.seen or self.seen[slug].latest < day.latest):
            self.seen[slug] = day

    def on(self, day: When | None) -> shape.Role | None:
        """The role that was surely held on ``day``, if it was exactly one."""
        held = [role for role in self.roles if day and surely_held(role, day)]
        return held[0] if len(held) == 1 else None

    @property
    def dated(self) -> bool:
        return any(role.held_from or role.held_to for role in self.roles)

    def now(self) -> list[Told]:
        """For lists: what is held on the day to which the story is told; else the last that was, and what is to come.
        What is known without dates comes where nothing else does."""
        held, over, ahead, loose = [], [], [], []
        for role in self.roles:
            since, until = readable(role.held_from), readable(role.held_to)
            if self.as_of and surely_held(role, self.as_of):
                held.append(role)
            elif until and self.as_of and surely_after(self.as_of, until):
                over.append(role)
            elif since and self.as_of and surely_after(since, self.as_of):
                ahead.append(role)
            else:
                loose.append(role)
        shown = [*held, *(role for role in loose if role.held_from or role.held_to)]
        if not shown:
            last = sorted(over, key=lambda role: parse(role.held_to).sort_key)[-1:]
            shown = [*last, *sorted(ahead, key=lambda role: parse(role.held_from).sort_key)[:1]] or loose
        return [self._listed(role, role in held) for role in shown]

    def _listed(self, role: shape.Role, held: bool) -> Told:
        since, until = _edge(readable(role.held_from)), _edge(readable(role.held_to))
        alone = office(role) not in self.shared
        if held and alone:
            return Told(role.title, "{title}", {})
        if until and (alone or not since):
            return Told(role.title, pgettext("role", "{title} until {until}"), {"until": until})
        if until:
            pattern = pgettext("role", "{title} from {since} until {until}")
            return Told(role.title, pattern, {"since": since, "until": until})
        if since:
            return Told(role.title, pgettext("role", "{title} from {since}"), {"since": since})
        day = self.seen.get(role.slug)
        if day and not (alone and self.as_of and _month(day) == _month(self.as_of)):
            return Told(role.title, pgettext("role", "{title}, as of {date}"), {"date": _roughly(day)})
        # What our sources call it in the very month to which the story is told needs no date.
        return Told(role.title, "{title}" if day or alone else pgettext("role", "{title}, dates not known"), {})

    def all(self) -> list[Told]:
        """For its own page: every role, with what is not known of its dates."""
        return [self._whole(role) for role in self.roles]

    def _whole(self, role: shape.Role) -> Told:
        dates = {"since": _edge(readable(role.held_from)), "until": _edge(readable(role.held_to))}
        if dates["since"] and dates["until"]:
            return Told(role.title, pgettext("role", "{title}, from {since} to {until}"), dates)
        if dates["since"]:
            pattern = pgettext("role", "{title}, from {since}; our sources give no end")
            return Told(role.title, pattern, dates)
        if dates["until"]:
            pattern = pgettext("role", "{title}, until {until}; our sources give no beginning")
            return Told(role.title, pattern, dates)
        if day := self.seen.get(role.slug):
            pattern = pgettext("role", "{title}, as of {date}; our sources give no beginning and no end")
            return Told(role.title, pattern, {"date": words(day)})
        return Told(role.title, pgettext("role", "{title}; our sources give no beginning and no end"), {})


def surely_held(role: shape.Role, day: When) -> bool:
    """Whether it was held on every day that ``day`` may be: begun by then, and not ended as far as is known."""
    since, until = readable(role.held_from), readable(role.held_to)
    begun = since is not None and since.latest <= day.earliest
    return begun and (until is None or day.latest <= until.earliest)


def surely_at_once(one: shape.Role, other: shape.Role, as_of: When) -> bool:
    """Whether there was more than a day up to ``as_of`` on which both were surely held: an office is handed over on a
    day that is the last of one and the first of the other."""
    begun, ended = [], [as_of.latest]
    for role in (one, other):
        since, until = readable(role.held_from), readable(role.held_to)
        if since is None:
            return False
        begun.append(since.latest)
        ended.append(until.earliest if until else as_of.latest)
    return max(begun) < min(ended)


def office(role: shape.Role) -> str:
    """Its title, as it is known from others."""
    return letters(role.title).casefold()


def shared_offices(actors: Iterable[shape.Actor]) -> frozenset[str]:
    """The titles that more than one of them has or had."""
    once: set[str] = set()
    twice: set[str] = set()
    for actor in actors:
        titles = {office(role) for role in actor.roles}
        twice |= titles & once
        once |= titles
    return frozenset(twice)


def _edge(when: When | None) -> str:
    """The first or the last day of a role, after “from” or “until”."""
    if when is None:
        return ""
    if when.open_start:
        return pgettext("role", "{date} or before").format(date=words(parse(when.latest.isoformat())))
    if when.open_end:
        return pgettext("role", "{date} or later").format(date=words(parse(when.earliest.isoformat())))
    return words(when)


def _month(when: When) -> tuple[int, int] | None:
    first, last = when.earliest, when.latest
    return (first.year, first.month) if (first.year, first.month) == (last.year, last.month) else None


def _roughly(when: When) -> str:
    """The month of a day, which is enough in a list; its year where it lies in two months."""
    month = _month(when)
    return month_words(*month) if month else str(when.latest.year)
