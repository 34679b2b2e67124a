"""What rows are found by: the facets, their values in words, and which of them a statement or an event has.

It must not know what is chosen; ``facets`` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from weakref import WeakKeyDictionary

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ..edition.chronology import has_place
from ..language.date_words import month_words
from ..language.dates import When
from ..language.labels import ACT_NAMES, NAMINGS, WORDING_NAMES
from .indexes import StoryIndex
from .resolved import Actor, Event, EventOrStatement, Statement

NAMES = ("side", "actor", "issue", "phase", "wording", "act", "named", "carried", "month")
SPOKEN = ("wording", "act", "named", "carried")  # of statements alone: an event has none of them
# Those that search engines may list, of each list. What an actor said stands whole on the actor's page, and the rest is
# the list again, sorted out; a month is a part of the list itself, where it is long.
LISTED = {"statements": ("side", "issue", "phase", "month"), "timeline": ("month",)}
NO_PHASE = "none"
UNDATED = "none"  # the month of what has no place on the line

Values = dict[str, dict[str, str]]  # facet → value → label
Counts = dict[str, Counter[str]]  # facet → value → how many it finds


def on_line(index: StoryIndex, exchange: Statement | None = None) -> list[EventOrStatement]:
    """Events, then statements. ``exchange``: only the statements that answer one another around that one, and the
    events that belong to them."""
    if exchange is None:
        return [*index.events, *index.statements]
    statements = index.exchange(exchange)
    joined = index.events_of(statements)
    return [*(event for event in index.events if event in joined), *statements]


def month_of(item: EventOrStatement) -> str:
    return month_at(item.when, item.status if isinstance(item, Event) else "")


def month_at(when: When | None, status: str = "") -> str:
    """The value of its month: “2024-06”; “2024” where no more is known; “none” for what has no place on the line.
    ``status``: of an event."""
    if when is None or not has_place(when, status):
        return UNDATED
    year, month = when.month
    return str(year) if when.shape == "year" else f"{year}-{month:02}"


def keys_of(item: EventOrStatement, *, timeline: bool) -> dict[str, Collection[str]]:
    """Facet → the values that find it, each once. On the timeline a statement is found by whom it is about, too."""
    if isinstance(item, Event):
        people, phase = item.actors, item.value.phase
        phases = [] if phase is None else [phase]
        spoken = _UNSPOKEN
    else:
        people, value = [item.speaker, *(item.about if timeline else ())], item.value
        phases = value.phases
        spoken = {
            "show": ("statements",),
            "wording": (value.wording,),
            "act": (value.act,),
            "named": (item.naming,),
            "carried": ("second-hand",) if value.second_hand else (),
        }
    return {
        "side": {actor.side.slug for actor in people},
        "actor": {actor.slug for actor in people},
        "issue": set(item.value.issues),
        "phase": {str(number) for number in phases} or (NO_PHASE,),
        "month": (month_of(item),),
        **spoken,
    }


_UNSPOKEN: Mapping[str, tuple[str, ...]] = {"show": ("events",), **dict.fromkeys(SPOKEN, ())}


def counts_of(index: StoryIndex, *, timeline: bool) -> Counts:
    """How many each value finds in all that there is; counted once."""
    kept = _counts.setdefault(index, {})
    if timeline not in kept:
        counts: Counts = {name: Counter() for name in ("show", *NAMES)}
        for item in on_line(index) if timeline else index.statements:
            for name, keys in keys_of(item, timeline=timeline).items():
                count = counts[name]
                for key in keys:
                    count[key] += 1
        kept[timeline] = counts
    return kept[timeline]


def values_of(index: StoryIndex, *, timeline: bool) -> Values:
    """Everything that the story has, in its order, whether or not the filter leaves anything of it; found once for
    each language."""
    kept, key = _values.setdefault(index, {}), (get_language(), timeline)
    if key not in kept:
        kept[key] = _values_of(index, timeline=timeline)
    return kept[key]


def _values_of(index: StoryIndex, *, timeline: bool) -> Values:
    found = counts_of(index, timeline=timeline)
    sides = {side.slug: side for side in (*index.voices, *(index.side[slug] for slug in sorted(found["side"])))}
    phases: dict[str, str] = {str(phase.number): index.words.say("nth", number=phase.number) for phase in index.phases}
    acts = _acts()
    values: Values = {
        "show": {"events": _("Events"), "statements": _("Statements")} if timeline else {},
        "side": {slug: str(side.name) for slug, side in sides.items()},
        "actor": _people([actor for actor in index.actors if actor.slug in found["actor"]]),
        "issue": {issue.slug: issue.short_name for issue in index.issues},
        "phase": phases | ({NO_PHASE: index.words.say("none")} if phases else {}),
    }
    if index.statements:
        values |= {
            "wording": {wording: str(name) for wording, name in WORDING_NAMES.items()},
            "act": {act: str(name) for act, name in acts.items() if act in found["act"]},
            "named": {naming: str(name) for naming, name in NAMINGS.items()},
            "carried": {"second-hand": _("Repeats someone else")},
        }
    return values | {"month": {value: _month(value) for value in sorted(found["month"])}}


def label_of(index: StoryIndex, name: str, value: str) -> str:
    """What a value is called that finds nothing; empty where it is none of the story's."""
    match name:
        case "side":
            return str(index.side[value].name) if value in index.side else ""
        case "actor":
            return index.actor[value].name if value in index.actor else ""
        case "act":
            return str(_acts().get(value, ""))
        case "month":
            return _month(value)
        case _:
            return ""


def _acts() -> Mapping[str, str | Promise]:
    return {"said": pgettext("act", "Said"), **ACT_NAMES}


def _people(actors: list[Actor]) -> dict[str, str]:
    """Names; with the report that describes them where an unnamed source shares its name with another."""
    shared = Counter(actor.name for actor in actors)
    return {
        actor.slug: _("{name} ({publisher})").format(name=actor.name, publisher=actor.reported_by)
        if actor.value.described_in and shared[actor.name] > 1
        else actor.name
        for actor in actors
    }


def _month(value: str) -> str:
    if value == UNDATED:
        return _("No date that can be placed")
    year, _dash, month = value.partition("-")
    return month_words(int(year), int(month)) if month else year


def titles(index: StoryIndex, *, timeline: bool) -> dict[str, str]:
    return {
        "show": _("Show"),
        "side": _("Side, by or about") if timeline else _("Side"),
        "actor": _("Person or side, by or about") if timeline else _("Person or side"),
        "issue": _("Issue"),
        "phase": index.words.say("one"),
        "wording": _("Exact words?"),
        "act": _("Said, denied, accused"),
        "named": _("Named or not"),
        "carried": _("First-hand?"),
        "month": _("Month"),
    }


_counts: WeakKeyDictionary[StoryIndex, dict[bool, Counts]] = WeakKeyDictionary()
_values: WeakKeyDictionary[StoryIndex, dict[tuple[str | None, bool], Values]] = WeakKeyDictionary()
