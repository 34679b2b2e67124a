"""Filters of who-said-what: what is chosen, what it leaves, and the counts inside the current filter.

It must not write an address; a view turns a choice into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from .indexes import StoryIndex
from .resolved import ACT_NAMES, WORDING_NAMES, Side, Statement

NAMES = ("who", "issue", "phase", "kind")
NO_PHASE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a facet. ``query`` is the whole choice it leads to, canonical; empty rows stay in sight."""

    value: str
    label: str
    count: int
    chosen: bool
    query: dict[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """The statements left, the facets beside them, and what is chosen as (facet, label, query without it)."""

    statements: list[Statement]
    facets: list[Facet]
    chosen: list[tuple[str, str, dict[str, str]]]
    query: dict[str, str]
    silent: list[Side]  # sides with nothing on record here, when the choice is not one side's own


def choose(index: StoryIndex, query: Mapping[str, Iterable[str]], *, keep: Mapping[str, str] | None = None) -> Choice:
    """Apply a query (name → values as sent). Unknown names, unknown values and repeats are dropped:

    ``Choice.query`` is the canonical form, to which a view redirects when it differs from what was sent. ``keep``
    is what the page's other controls have chosen; every query carries it on.
    """
    kept = dict(keep or {})
    values = _values(index)
    wanted = {name: next((value for value in query.get(name, ()) if value in values[name]), "") for name in NAMES}
    wanted = {name: value for name, value in wanted.items() if value}
    facets = [
        Facet(name, label, [_row(index, name, value, text, wanted, kept) for value, text in values[name].items()])
        for name, label in (("who", "Who"), ("issue", "Issue"), ("phase", "Phase"), ("kind", "Kind"))
        if values[name]
    ]
    chosen = [(name, values[name][value], _without(wanted, name) | kept) for name, value in wanted.items()]
    left = _left(index, wanted)
    heard = {row.speaker.side for row in left}
    silent = [side for side in index.columns if side not in heard] if wanted and "who" not in wanted else []
    return Choice(left, facets, chosen, wanted | kept, silent)


def _values(index: StoryIndex) -> dict[str, dict[str, str]]:
    phases = {str(phase.number): f"Phase {phase.number}" for phase in index.phases}
    if phases:
        phases[NO_PHASE] = "Not tied to a phase"
    used = {key for statement in index.statements for key in statement.kind_keys}
    kinds = dict(WORDING_NAMES)
    kinds |= {key: name for key, name in ACT_NAMES.items() if key in used}
    kinds |= {"unnamed": "Unnamed source", "second-hand": "Second-hand"}
    return {
        "who": {side.slug: side.name for side in index.voices},
        "issue": {issue.slug: issue.short_name for issue in index.issues},
        "phase": phases,
        "kind": kinds,
    }


_TESTS: dict[str, Callable[[Statement, str], bool]] = {
    "who": lambda row, value: row.speaker.side.slug == value,
    "issue": lambda row, value: value in row.value.issues,
    "phase": lambda row, value: (not row.phases) if value == NO_PHASE else int(value) in row.phases,
    "kind": lambda row, value: value in row.kind_keys,
}


def _left(index: StoryIndex, wanted: Mapping[str, str]) -> list[Statement]:
    return [row for row in index.statements if all(_TESTS[name](row, value) for name, value in wanted.items())]


def _row(index: StoryIndex, name: str, value: str, label: str, wanted: dict[str, str], kept: dict[str, str]) -> Row:
    query = {key: text for key in NAMES if (text := value if key == name else wanted.get(key, ""))}
    return Row(value, label, len(_left(index, query)), wanted.get(name) == value, query | kept)


def _without(wanted: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in wanted.items() if key != name}
