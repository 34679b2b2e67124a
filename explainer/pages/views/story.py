"""The pages of one story.

A view fetches and renders; what a page shows is decided in ``story/``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from explainer.edition.changed_items import anchors
from explainer.language.dates import parse
from explainer.reading.copies import Copy, Missing
from explainer.reading.readings import Reading
from explainer.reading.readings import changes as changes_between
from explainer.story.balance import balance as weigh
from explainer.story.comparing import (
    has_marks,
    pairs_of,
    pairs_on,
    pairs_with,
    row,
    side_by_side,
    table,
    two_of,
    two_sides,
)
from explainer.story.depths import DEPTHS, Depth, depth_named
from explainer.story.facet_values import NAMES
from explainer.story.facets import Choice, choose, placed
from explainer.story.known_by import known_by
from explainer.story.lanes import lanes, offered
from explainer.story.phase_diagram import path, strip
from explainer.story.profiles import profile_of_actor, profile_of_issue
from explainer.story.resolved import Event
from explainer.story.text_pairs import beside
from explainer.story.text_pairs import side_by_side as texts_side_by_side
from explainer.story.timelines import coming, latest, overdue
from explainer.story.timelines import timeline as lay_out

from .answers import Address, page


def as_known(address: Address, reading: Copy) -> tuple[Copy, dict[str, str]]:
    """The reading as ``?known_by=2024-08-20`` asks for it, and that parameter when it is a day of the calendar."""
    try:
        day = date.fromisoformat(address.query.get("known_by", ""))
    except ValueError:
        return reading, {}
    return replace(reading, index=known_by(reading.index, day), whole=reading.index), {"known_by": day.isoformat()}


def overview(address: Address, reading: Copy) -> HttpResponse:
    index = reading.index
    depth = depth_named(address.query.get("depth", ""))
    query = {"depth": depth.name} if depth.name else {}
    if redirect := address.canonical(reading.address("overview"), query):
        return redirect
    words = [said for said in index.statements if said.wording == "direct" and said.dated][-2:]
    return page(
        "overview.html",
        reading,
        strip=strip(index),
        words=words,
        coming=(ahead := coming(index, 3)),
        overdue=overdue(index, 3),
        latest=latest(index, max(2, 4 - len(ahead))),
        depth=depth,
        queries=[kept_since(address, each) for each in DEPTHS],
    )


def kept_since(address: Address, depth: Depth) -> dict[str, str]:
    return ({"depth": depth.name} if depth.name else {}) | address.since


THINGS = {"side": "actor", "actor": "actor", "issue": "issue", "phase": "phase"}  # facets whose values have a page


def choice_of(
    address: Address, reading: Copy, list_: str, facet: str, value: str, keep: dict[str, str], **options: Any
) -> Choice:
    """The filter of a list (statements, timeline) that the address asks for, by its path and its query. What found
    something in an earlier edition is a filter still. Where the path names nothing it answers as the thing itself that
    it names (``Copy.find``), or is Missing."""
    asked = dict(address.query.lists())
    if facet:
        asked[facet] = [value]
    former = {name: sent[0] for name, sent in asked.items() if sent and reading.had(f"{list_}/{name}/{sent[0]}")}
    upto = parse(day) if (day := keep.get("known_by")) else None
    choice = choose(reading.index, asked, keep=keep, whole=reading.entire, upto=upto, former=former, **options)
    if facet and (facet not in NAMES or choice.query.get(facet) != value):
        if kind := THINGS.get(facet):
            reading.find(kind, int(value) if kind == "phase" and value.isdecimal() else value)
        raise Missing(f"{facet}/{value}")
    return choice


def timeline(address: Address, reading: Copy, facet: str = "", value: str = "") -> HttpResponse:
    reading, kept = as_known(address, reading)
    exchange = reading.index.exchange_of(address.query.get("exchange", ""))
    keep = {"exchange": exchange.slug} if exchange else {}
    if address.query.get("order") == "newest":
        keep["order"] = "newest"
    if (by := address.query.get("lanes", "")) in offered(reading.entire):
        keep["lanes"] = by
    choice = choice_of(
        address, reading, "timeline", facet, value, keep | kept, timeline=True, exchange=exchange
    )  # fmt: skip
    place = reading.filtered("timeline", choice.query)
    if redirect := address.canonical(*place):
        return redirect
    line = lay_out(choice.shown, newest_first="order" in keep)
    beside = lanes(reading.index, choice.shown, keep["lanes"], newest_first="order" in keep) if "lanes" in keep else []
    ours = bool(exchange and reading.index.is_our_reading(exchange))
    return page(
        "timeline.html",
        reading,
        line=line,
        lanes=beside,
        offered=offered(reading.entire),
        choice=choice,
        place=place,
        exchange=exchange,
        ours=ours,
        kept=kept,
        stood=stood_here(reading, choice),
        last=last_with(reading, "timeline", choice),
    )


def last_with(reading: Copy, list_: str, choice: Choice) -> tuple[int, str] | None:
    """Of a filter that finds nothing: the last edition in which it did, and where."""
    place, _rest = placed(choice.query)
    return None if choice.rows or not place else reading.last_with(list_, *place)


def stood_here(reading: Copy, choice: Choice) -> list[tuple[str, Event]]:
    """The fragments that led to this page of the timeline and to nothing on it now, each with its event."""
    place, _rest = placed(choice.query)
    stood = reading.stood_at("/".join(("timeline", *place, "")))
    shown = {item.slug for item in choice.shown if isinstance(item, Event)} if stood else ()
    return [(slug, event) for slug, event in stood.items() if slug not in shown]


def event(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("event", slug)
    order = reading.index.events
    place = order.index(found)
    return page(
        "event.html",
        reading,
        event=found,
        earlier=order[place - 1] if place else None,
        later=order[place + 1] if place + 1 < len(order) else None,
        issues=[reading.index.issue[issue] for issue in found.value.issues],
        citation=reading.lasting("event", slug),
    )


def phases(address: Address, reading: Copy) -> HttpResponse:
    if not reading.index.phases:
        raise Missing("phases")
    return page("phases.html", reading, path=path(reading.index))


def phase(address: Address, reading: Copy, phase: int) -> HttpResponse:
    return page("phase.html", reading, phase=reading.find("phase", phase))


def statements(address: Address, reading: Copy, facet: str = "", value: str = "") -> HttpResponse:
    reading, kept = as_known(address, reading)
    choice = choice_of(address, reading, "statements", facet, value, kept)
    place = reading.filtered("statements", choice.query)
    if redirect := address.canonical(*place):
        return redirect
    last = last_with(reading, "statements", choice)
    return page("statements.html", reading, choice=choice, place=place, kept=kept, last=last)


def statement(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("statement", slug)
    order = reading.index.statements
    place = order.index(found)
    return page(
        "statement.html",
        reading,
        statement=found,
        others=reading.index.others_on(found),
        earlier=order[place - 1] if place else None,
        later=order[place + 1] if place + 1 < len(order) else None,
        exchange=reading.index.exchange(found),
        citation=reading.lasting("statement", slug),
        pairs=pairs_with(reading.index, found),
        tabled=[text for text in reading.index.texts if found in text.statements],
    )


def actors(address: Address, reading: Copy) -> HttpResponse:
    return page("actors.html", reading)


def actor(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("actor", slug)
    index = reading.index
    return page("actor.html", reading, actor=found, page=profile_of_actor(index, found), pairs=pairs_of(index, found))


def issues(address: Address, reading: Copy) -> HttpResponse:
    return page("issues.html", reading)


def issue(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("issue", slug)
    index = reading.index
    stands = row(index, found)
    return page(
        "issue.html",
        reading,
        issue=found,
        page=profile_of_issue(index, found),
        stands=stands,
        marks=has_marks([stands]),
        pairs=pairs_on(index, found),
    )


def texts(address: Address, reading: Copy) -> HttpResponse:
    index, here = reading.index, reading.address("texts")
    if not index.texts:
        raise Missing("texts")
    pair = two_of(index.texts, address.query.getlist("texts"))
    query = {"texts": ",".join(text.slug for text in pair)} if pair else {}
    if redirect := address.canonical(here, query, safe=","):
        return redirect
    if not pair:
        return page("texts.html", reading, pair=None)
    here = f"{here}?texts={query['texts']}"
    return page("compare-texts.html", reading, phases=texts_side_by_side(index, pair), pair=pair, here=here)


def text(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("text", slug)
    return page("text.html", reading, text=found, others=beside(reading.index, found))


def positions(address: Address, reading: Copy) -> HttpResponse:
    reading, kept = as_known(address, reading)
    index, here = reading.index, reading.address("positions")
    sides = two_sides(index, address.query.getlist("actors"))
    query = ({"actors": ",".join(side.slug for side in sides)} if sides else {}) | kept
    if redirect := address.canonical(here, query, safe=","):
        return redirect
    if not sides:
        rows = table(index)
        return page("positions.html", reading, rows=rows, marks=has_marks(rows), query=query, kept=kept)
    both = side_by_side(index, sides)
    here = f"{here}?actors={query['actors']}"
    marks = has_marks(both)
    return page("compare.html", reading, rows=both, marks=marks, sides=sides, here=here, query=query, kept=kept)


def sources(address: Address, reading: Copy) -> HttpResponse:
    return page("sources.html", reading)


def glossary(address: Address, reading: Copy) -> HttpResponse:
    return page("glossary.html", reading)


def balance(address: Address, reading: Copy) -> HttpResponse:
    return page("balance.html", reading, balance=weigh(reading.index))


def open_questions(address: Address, reading: Copy) -> HttpResponse:
    return page("open-questions.html", reading)


def changes(address: Address, reading: Copy) -> HttpResponse:
    since = address.query.get("since", "")
    then = reading.edition_since(since) if isinstance(reading, Reading) else None
    if redirect := address.canonical(reading.address("changes"), {"since": since} if then else {}):
        return redirect
    if then is None or not isinstance(reading, Reading):
        return page("changes.html", reading)
    return page("changes.html", reading, since=then, found=anchors(changes_between(then, reading.edition)))
