"""The two long lists of a story, read by filters and by months: the timeline, and who said what.

A view fetches and renders; what a filter finds is decided in ``story/``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse

from explainer.language.dates import parse, readable
from explainer.reading.copies import Copy, Missing
from explainer.story.facet_values import NAMES
from explainer.story.facets import EVERYTHING, TOLD_WHOLE, Choice, choose, named_now, placed
from explainer.story.key_events import key_events
from explainer.story.known_by import known_by
from explainer.story.lanes import lanes, offered
from explainer.story.resolved import Event
from explainer.story.telling import tell
from explainer.story.timelines import timeline as lay_out

from .answers import Address, page


def as_known(address: Address, reading: Copy) -> tuple[Copy, dict[str, str]]:
    """The reading as ``?known_by=2024-08-20`` asks for it, and that parameter when it is a day that pages can say."""
    try:
        day = date.fromisoformat(address.query.get("known_by", ""))
    except ValueError:
        return reading, {}
    if readable(day.isoformat()) is None:  # a year before 1000
        return reading, {}
    known = known_by(reading.index, day, *reading.lent_on(day))
    return replace(reading, index=known, whole=reading.index), {"known_by": day.isoformat()}


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
    if facet and (facet not in NAMES or choice.query.get(facet) != named_now(reading.entire, facet, value)):
        if kind := THINGS.get(facet):
            reading.find(kind, int(value) if kind == "phase" and value.isdecimal() else value)
        raise Missing(f"{facet}/{value}")
    return choice


def called_now(reading: Copy, kind: str, asked: list[str]) -> list[str]:
    """The names of a query (“a,b”, or “a” and “b”), each as what had it before has it now."""
    return [",".join(reading.entire.called_now(kind, name) for name in text.split(",")) for text in asked]


def timeline(address: Address, reading: Copy, facet: str = "", value: str = "") -> HttpResponse:
    reading, kept = as_known(address, reading)
    asked = reading.entire.called_now("statement", address.query.get("exchange", ""))
    exchange = reading.index.exchange_of(asked)
    keep = {"exchange": exchange.slug} if exchange else {}
    if address.query.get("order") == "newest":
        keep["order"] = "newest"
    if (by := address.query.get("lanes", "")) in offered(reading.entire):
        keep["lanes"] = by
    if address.query.get("show") == EVERYTHING:
        keep["show"] = EVERYTHING
    choice = choice_of(
        address, reading, "timeline", facet, value, keep | kept, timeline=True, exchange=exchange
    )  # fmt: skip
    keys = [] if any(map(choice.query.get, TOLD_WHOLE)) or choice.show.chosen else key_events(choice.shown)
    query = choice.query if keys or choice.query.get("show") != EVERYTHING else choice.without["show"]
    place = reading.filtered("timeline", query)
    if redirect := address.canonical(*place):
        return redirect
    newest_first = "order" in keep
    line = lay_out(choice.shown, newest_first=newest_first)
    beside = lanes(reading.index, choice.shown, keep["lanes"], newest_first=newest_first) if "lanes" in keep else []
    return page(
        "timeline.html",
        reading,
        line=line,
        told=tell(line, [] if "show" in query else keys, newest_first=newest_first),
        keys=keys,
        lanes=beside,
        offered=offered(reading.entire),
        choice=choice,
        place=place,
        exchange=exchange,
        ours=reading.index.our_reading(exchange) if exchange else "",
        kept=kept,
        stood=stood_here(reading, choice),
        last=last_with(reading, "timeline", choice),
        follow=follow(reading, "timeline", choice),
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


def follow(reading: Copy, list_: str, choice: Choice) -> str:
    """Where what one facet finds can be followed, up to the ending that is the form; empty for what has no feed."""
    place, rest = placed(choice.query)
    alone = place and not rest and reading.space == "story"
    return reading.address(f"{list_}-by-atom", *place).removesuffix("atom") if alone else ""


def statements(address: Address, reading: Copy, facet: str = "", value: str = "") -> HttpResponse:
    reading, kept = as_known(address, reading)
    choice = choice_of(address, reading, "statements", facet, value, kept)
    place = reading.filtered("statements", choice.query)
    if redirect := address.canonical(*place):
        return redirect
    last = last_with(reading, "statements", choice)
    return page(
        "statements.html",
        reading,
        choice=choice,
        place=place,
        kept=kept,
        last=last,
        follow=follow(reading, "statements", choice),
    )
