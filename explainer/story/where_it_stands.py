"""Where a phase and what is owed in it stand, in words, as vague as it is known.

It must not judge how far a story is: it says what its sources say, each with its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..edition import document as shape
from ..language.dates import When, readable, words
from ..language.moved_dates import can_follow
from ..language.scales import (
    PHASE_AS_OF,
    PHASE_BEGUN,
    PHASE_DATED,
    PHASE_SINCE,
    PHASE_STATES,
    PHASE_STATES_EXPLAINED,
    PHASE_WHEN_SAID,
    STATUSES,
    STATUSES_EXPLAINED,
)
from .shown import Resolved, Shown, Source

UNDER_WAY = ("begun", "in-force", "suspended")
OVER = ("done", "abandoned")
HAS_BEGUN = ("begun", "in-force", "suspended", "done")  # surely, on some day
UNCLAIMED = ("", "not-begun", "not-known")  # states that claim nothing
UNPROVEN = ("not-in-force", "not-begun", "not-known")  # statuses of what is owed that claim nothing was done
Scale = list[tuple[str, str]]  # word, meaning
P = TypeVar("P", bound=Resolved[shape.Phase])
Day = tuple[str, When | None]  # what it is the day of, and None where there must have been one


class Proof(Shown):
    """What a state or a status rests on, as ``Evidence`` has it of itself."""

    lost = False  # what it is the state of says so

    def __init__(self, statements: Sequence[Resolved[shape.Statement]], sources: list[Source]) -> None:
        self.statements, self.sources = statements, sources

    @property
    def rests_on(self) -> tuple[str, ...]:
        return (*(row.value.slug for row in self.statements), "", *(row.slug for row in self.sources))


def state_words(phase: shape.Phase) -> str:
    """“In force since 17 May 2024”; “Suspended, as of June 2024”; empty where nothing is said of it."""
    if not phase.state:
        return ""
    state = str(PHASE_STATES.get(phase.state, phase.state))
    begun, ended, on = (readable(text) for text in (phase.begun_on, phase.ended_on, phase.state_on))
    if phase.state == "in-force" and begun:
        pattern = PHASE_SINCE if can_follow(begun) else PHASE_BEGUN
        return str(pattern % {"state": state, "date": words(begun)})
    own = {"begun": begun, "done": ended}.get(phase.state)
    if own:
        return str(PHASE_DATED % {"state": state, "date": words(own)})
    if on:
        pattern = PHASE_AS_OF if can_follow(on) else PHASE_WHEN_SAID
        return str(pattern % {"state": state, "date": words(on)})
    return state


def days(phase: shape.Phase, *, passed: bool = False) -> list[Day]:
    """The days of a phase that are known, by their names, and those that there must have been. ``passed``: that before
    which it could not begin has, and it is not told that it began."""
    on, first, begun, ended = map(readable, (phase.state_on, phase.not_before, phase.begun_on, phase.ended_on))
    rows = [
        (pgettext("phase", "As of"), on, phase.state not in UNCLAIMED and not (begun or ended)),
        (pgettext("phase", "Was not to begin before") if passed else pgettext("phase", "Not before"), first, False),
        (pgettext("phase", "Began"), begun, phase.state in HAS_BEGUN),
        (pgettext("phase", "Ended"), ended, phase.state == "done"),
    ]
    return [(name, day) for name, day, must in rows if day or must]


def here(phases: Sequence[P]) -> list[P]:
    """The phases at which the story stands: those under way; else the last that is over; else the first of which
    anything is said. None where nothing is said of any."""
    told = [phase for phase in phases if phase.value.state]
    under_way = [phase for phase in told if phase.value.state in UNDER_WAY]
    over = [phase for phase in told if phase.value.state in OVER]
    return under_way or over[-1:] or told[:1]


def scales(*, phases: bool, provisions: bool) -> list[tuple[str, Scale]]:
    """(title, scale) of what a story has: where a phase stands, how far what is owed is."""
    shown = []
    if phases:
        shown.append((_("Where it stands"), _scale(PHASE_STATES, PHASE_STATES_EXPLAINED)))
    if provisions:
        shown.append((_("How far it has come"), _scale(STATUSES, STATUSES_EXPLAINED)))
    return shown


def _scale(names: Mapping[str, Promise], meanings: Mapping[str, Promise]) -> Scale:
    return [(str(name), str(meanings[code])) for code, name in names.items()]
