"""Filters of who-said-what and of the timeline: what is chosen, what it leaves, and the counts inside that filter.

It must not write an address; ``Reading.filtered`` makes one of a choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import pgettext

from ..language.dates import When
from .facet_values import (
    NAMES,
    SPOKEN,
    UNDATED,
    Counts,
    Values,
    counts_of,
    keys_of,
    label_of,
    month_of,
    on_line,
    titles,
    values_of,
)
from .indexes import StoryIndex
from .resolved import Event, EventOrStatement, Side, Statement

ORDER = ("show", *NAMES, "exchange", "order", "lanes", "known_by")  # of all parameters, in the canonical address
FORMER = {"side": "who", "wording": "kind", "act": "kind", "named": "kind", "carried": "kind"}  # what they were once
TOLD_WHOLE = (*NAMES, "exchange", "lanes")  # with these a timeline tells everything
SLUGS = {"side": "actor", "actor": "actor", "issue": "issue"}  # whose slugs are values
EVERYTHING = "everything"  # of ``show``: on a timeline that is opened with its key events
MOST = 100  # entries on one page; a longer list is read month by month
Query = Mapping[str, Iterable[str]]  # name → values as sent
OPEN = ("side", "wording")  # unfolded beside who-said-what; the others say what is chosen in them


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a facet. ``query`` is the whole choice it leads to, canonical; empty lines stay in sight."""

    value: str
    label: str
    count: int
    chosen: bool
    query: dict[str, str]

    @property
    def undated(self) -> bool:
        return self.value == UNDATED


@dataclass(frozen=True, slots=True)
class Facet:
    """``varied``: whether the story has entries of more than one of its values."""

    name: str
    label: str
    rows: list[Line]
    varied: bool = True

    @property
    def offered(self) -> bool:
        """Whether it can tell anything apart, or something is chosen in it."""
        return self.varied or bool(self.chosen)

    @property
    def chosen(self) -> str:
        """The label of what is chosen in it, if anything is."""
        return next((line.label for line in self.rows if line.chosen), "")

    @property
    def opened(self) -> bool:
        return self.name in OPEN


@dataclass(frozen=True, slots=True)
class Pages:
    """The month that is shown, and those beside it that have entries in this filter. ``asked``: it was chosen, and is
    not just that in which ``upto`` lies, or the last before it."""

    month: Line
    asked: bool
    upto: When
    earlier: Line | None
    later: Line | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the filter leaves (``rows``), what of it is on the page (``shown``), and the facets beside it.

    ``chosen`` is (facet, label, query without it); ``without`` is, for each parameter, the query without it."""

    total: int  # before any facet
    rows: list[EventOrStatement]
    shown: list[EventOrStatement]
    pages: Pages | None  # None where one page holds everything
    facets: list[Facet]
    show: Facet  # of the timeline: events or statements
    everything: int  # what is left of both
    hidden: int  # events that only a facet of statements leaves out
    chosen: list[tuple[str, str, dict[str, str]]]
    query: dict[str, str]
    silent: list[Side]  # sides with nothing on record here, when the choice is not one voice's own

    @property
    def words(self) -> str:
        """What is chosen, as a list."""
        return pgettext("between two filters", ", ").join(label for _name, label, _rest in self.chosen)

    @property
    def most(self) -> int:
        return MOST

    @property
    def without(self) -> dict[str, dict[str, str]]:
        return {name: ordered(self.query | {name: ""}) for name in ORDER}

    @property
    def of_everything(self) -> dict[str, str]:
        """What the query of a timeline is where all of it is told in full."""
        return ordered(self.query | {"show": EVERYTHING})

    @property
    def newest_first(self) -> dict[str, str]:
        return ordered(self.query | {"order": "newest"})

    @property
    def in_lanes(self) -> dict[str, dict[str, str]]:
        """By what lanes are made, with the choice that makes them."""
        return {by: ordered(self.query | {"lanes": by}) for by in ("side", "issue")}


def ordered(query: Mapping[str, str]) -> dict[str, str]:
    """The canonical form: each parameter in its place, none of them empty. A filter tells everything anyway."""
    return {
        name: query[name]
        for name in ORDER
        if query.get(name) and not (query[name] == EVERYTHING and name == "show" and any(map(query.get, TOLD_WHOLE)))
    }


def placed(query: Mapping[str, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """(facet, value) for the path and what is left for the query: one facet alone is a place, several are a search."""
    facets = [(name, value) for name, value in query.items() if name in NAMES]
    if len(facets) != 1:
        return (), dict(query)
    return facets[0], {name: value for name, value in query.items() if name not in NAMES}


def choose(
    index: StoryIndex,
    query: Query,
    *,
    timeline: bool = False,
    exchange: Statement | None = None,
    keep: Mapping[str, str] | None = None,
    whole: StoryIndex | None = None,
    upto: When | None = None,
    former: Mapping[str, str] | None = None,
) -> Choice:
    """Apply a query (name → values as sent) to the statements, or to the ``timeline`` with its events.

    Unknown names, unknown values and repeats are dropped: ``Choice.query`` is the canonical form, to which a view
    redirects when it differs from what was sent. ``keep`` is what the page's other controls have chosen; every query
    carries it on. ``whole`` is the index whose values are offered, where ``index`` is a part of it. ``upto``: the day
    up to which it is read, where that is not the story's own; a long list opens at its month. ``former``: facet → a
    value that found something in an earlier edition: it is a filter still, with nothing in it.
    """
    items: list[EventOrStatement] = on_line(index, exchange) if timeline else [*index.statements]
    values = _offered(index, whole or index, query, former or {}, timeline=timeline)
    wanted = {name: value for name in values if (value := _first(whole or index, values[name], query, name))}
    kept = dict(keep or {})
    if wanted or exchange:
        left, counts, hidden = _sift(items, values, wanted, timeline=timeline)
    else:
        left, counts, hidden = items, counts_of(index, timeline=timeline), 0

    def line(name: str, value: str) -> Line:
        return Line(
            value, values[name][value], counts[name][value], wanted.get(name) == value,
            ordered(wanted | kept | {name: value}),
        )  # fmt: skip

    names = titles(index, timeline=timeline)
    known = counts_of(whole or index, timeline=timeline)
    facets = [
        Facet(name, names[name], [line(name, value) for value in values[name]], varied=len(+known[name]) > 1)
        for name in values
    ]
    show, *others = facets
    pages = _pages(others[-1], upto or index.as_of) if "month" in wanted or len(left) > MOST else None
    taken = [name for name in wanted if name != "show"]
    heard = {item.speaker.side.slug for item in left if isinstance(item, Statement)}
    by_all = bool(taken) and "side" not in wanted and "actor" not in wanted
    return Choice(
        total=len(items),
        rows=left,
        shown=[item for item in left if month_of(item) == pages.month.value] if pages else left,
        pages=pages,
        facets=[facet for facet in others if facet.rows],
        show=show,
        everything=sum(counts["show"].values()),
        hidden=hidden,
        chosen=[(name, values[name][wanted[name]], ordered(wanted | kept | {name: ""})) for name in taken],
        query=ordered(wanted | kept),
        silent=[side for side in index.columns if side.slug not in heard] if by_all else [],
    )


def _offered(
    index: StoryIndex, whole: StoryIndex, query: Query, former: Mapping[str, str], *, timeline: bool
) -> Values:
    """The values of all that there is; and what is asked for of those that find nothing now: somebody who is in the
    story all the same, and what is ``former``."""
    values = values_of(whole, timeline=timeline)
    if whole is not index:  # what was put back stood in another month before that was known
        values = values | {"month": values["month"] | values_of(index, timeline=timeline)["month"]}
    asked = {name: named_now(whole, name, next(iter(query.get(name, ())), "")) for name in ("side", "actor")}
    asked.update(former)
    for name, value in asked.items():
        if value and value not in values.get(name, ()) and (label := label_of(whole, name, value)):
            values = values | {name: values.get(name, {}) | {value: label}}
    return values | {"month": dict(sorted(values["month"].items()))}


def _sift(
    items: list[EventOrStatement], values: Values, wanted: dict[str, str], *, timeline: bool
) -> tuple[list[EventOrStatement], Counts, int]:
    """What every filter lets through; for each facet what its values find among what all others let through; and
    how many events nothing but a facet of statements keeps out."""
    left: list[EventOrStatement] = []
    hidden = 0
    counts: Counts = {name: Counter() for name in values}
    for item in items:
        keys = keys_of(item, timeline=timeline)
        failed = {name for name, value in wanted.items() if value not in keys[name]}
        if not failed:
            left.append(item)
        if failed and failed <= set(SPOKEN) and isinstance(item, Event):
            hidden += 1
        for name in values if not failed else failed if len(failed) == 1 else ():
            count = counts[name]
            for key in keys[name]:
                count[key] += 1
    return left, counts, hidden


def named_now(index: StoryIndex, facet: str, value: str) -> str:
    """The value of a facet that had this one before: an actor or an issue may have been renamed."""
    return index.called_now(SLUGS[facet], value) if facet in SLUGS else value


def _first(index: StoryIndex, known: Container[str], query: Mapping[str, Iterable[str]], name: str) -> str:
    """The first value that means something, under the facet's own name or the one that it had before."""
    sent = [*query.get(name, ()), *query.get(FORMER.get(name, ""), ())]
    return next((now for value in sent if (now := named_now(index, name, value)) in known), "")


def _pages(months: Facet, upto: When) -> Pages:
    """The month that was asked for, else where the story stands: the last with entries up to that of ``upto``, else the
    next one. A bare year is turned to only where there is no month, and what has no date after all others."""
    chosen = next((line for line in months.rows if line.chosen), None)
    filled = [line for line in months.rows if line.count]
    month = chosen or _where_it_stands(filled, f"{upto.latest:%Y-%m}")
    place = months.rows.index(month)
    before = [line for line in months.rows[:place] if line.count]
    after = [line for line in months.rows[place + 1 :] if line.count]
    return Pages(month, chosen is not None, upto, before[-1] if before else None, after[0] if after else None)


def _where_it_stands(filled: list[Line], here: str) -> Line:
    months = [line for line in filled if "-" in line.value]
    for lines in (months, [line for line in filled if not line.undated]):
        if past := [line for line in lines if line.value <= here]:
            return past[-1]
    return (months or filled)[0]
