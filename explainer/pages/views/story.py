"""The pages of one story.

A view fetches and renders; what a page shows is decided in ``story/``.
"""

from __future__ import annotations

from django.http import HttpResponse

from explainer.edition.changed_items import Places
from explainer.edition.coming_back import classed
from explainer.reading.coming_back import Steps, Then, brought, last_read, since_then, steps
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
from explainer.story.news import News, news
from explainer.story.openings import Headings, backgrounds, start, words
from explainer.story.phase_diagram import path, strip
from explainer.story.profiles import profile_of_actor, profile_of_issue
from explainer.story.since_then import bounded, kinds, offices, told
from explainer.story.text_pairs import beside
from explainer.story.text_pairs import side_by_side as texts_side_by_side
from explainer.story.timelines import coming, latest, overdue

from .answers import Address, page
from .lists import as_known, called_now


def overview(address: Address, reading: Copy) -> HttpResponse:
    index = reading.index
    depth = depth_named(address.query.get("depth", ""))
    query = {"depth": depth.name} if depth.name else {}
    if redirect := address.canonical(reading.address("overview"), query):
        return redirect
    newest = latest(index, 3)
    return page(
        "overview.html",
        reading,
        strip=strip(index),
        words=words(index),
        opposed=index.opposed,
        start=start(index, newest),
        headings=Headings(index),
        backgrounds=backgrounds(index),
        coming=coming(index, 2),
        overdue=overdue(index, 3),
        latest=newest,
        depth=depth,
        news=_news(reading),
        queries=[kept_since(address, each) for each in DEPTHS],
    )


def _news(reading: Copy) -> News:
    """Of the edition, or of all since the one that was read last."""
    if not isinstance(reading, Reading):
        return news(reading.index, [], asked=False)
    found = changes_between(reading.since, reading.edition) if reading.since else brought(reading)
    return news(reading.index, found, asked=reading.since is not None)


def kept_since(address: Address, depth: Depth) -> dict[str, str]:
    return ({"depth": depth.name} if depth.name else {}) | address.since


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
        beside=reading.index.beside(found),
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
    pair = two_of(index.texts, called_now(reading, "text", address.query.getlist("texts")))
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
    sides = two_sides(index, called_now(reading, "actor", address.query.getlist("actors")))
    query = ({"actors": ",".join(side.slug for side in sides)} if sides else {}) | kept
    if redirect := address.canonical(here, query, safe=","):
        return redirect
    if not sides:
        columns = len(index.columns) + bool(index.outside)
        return page("positions.html", reading, rows=table(index), columns=columns, query=query, kept=kept)
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
    here, asked = reading.address("changes"), address.query
    if not isinstance(reading, Reading):
        return address.canonical(here, {}) or page("changes.html", reading, found=Steps([]))
    if then := last_read(reading, since := asked.get("since", "")):
        return address.canonical(here, {"since": since}) or _changes_since(reading, then)
    found = steps(reading, asked.get("before", ""))
    query = {"before": str(found.before)} if found.before else {}
    return address.canonical(here, query) or page("changes.html", reading, found=found)


def _changes_since(reading: Reading, then: Then) -> HttpResponse:
    found, index = since_then(reading, then), reading.index
    classes = classed(found.changes, index.story, [step.changes for step in reversed(found.righted)])
    return page(
        "changes-since.html",
        reading,
        then=then,
        since=then.edition,
        notes=bounded(found.editions),
        told=told(index, classes),
        righted=bounded(found.righted, 1),
        offices=offices(index, classes["roles"]),
        kinds=kinds(index, classes["added"]),
        others=bounded(classes["others"], 0),
        places=Places(),
        nothing=not found.changes,
    )
