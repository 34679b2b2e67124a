"""The pages of one story.

A view fetches and renders; what a page shows is decided by ``indexes``, ``timelines``, ``paths`` and ``facets``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from django.http import HttpRequest, HttpResponse

from explainer.balance import balance as weigh
from explainer.depths import Depth, depth_named, times
from explainer.facets import choose
from explainer.known import known_by
from explainer.marks import anchors
from explainer.paths import path
from explainer.profiles import profile_of_actor, profile_of_issue
from explainer.reading import Missing, Reading
from explainer.reading import changes as changes_between
from explainer.timelines import chips, latest
from explainer.timelines import timeline as lay_out

from .answers import canonical, page


def as_known(request: HttpRequest, reading: Reading) -> tuple[Reading, dict[str, str]]:
    """The reading as ``?known_by=2024-08-20`` asks for it, and that parameter when it is a day of the calendar."""
    try:
        day = date.fromisoformat(request.GET.get("known_by", ""))
    except ValueError:
        return reading, {}
    return replace(reading, index=known_by(reading.index, day), whole=reading.index), {"known_by": day.isoformat()}


def overview(request: HttpRequest, reading: Reading) -> HttpResponse:
    index = reading.index
    depth = depth_named(request.GET.get("depth", ""))
    query = {"depth": depth.name} if depth.name else {}
    if redirect := canonical(request, reading.address("overview"), query):
        return redirect
    words = [row for row in index.statements if row.wording == "direct" and row.dated][-2:]
    show = partial(page, "overview.html", path=path(index), words=words, latest=latest(index, 4))
    plain = replace(reading, since=None)
    timed = times(index, lambda depth: show(plain, depth=depth).content.decode())
    return show(reading, depth=depth, depths=[(each, time, kept_since(request, each)) for each, time in timed])


def kept_since(request: HttpRequest, depth: Depth) -> dict[str, str]:
    return ({"depth": depth.name} if depth.name else {}) | getattr(request, "since", {})


def timeline(request: HttpRequest, reading: Reading) -> HttpResponse:
    reading, kept = as_known(request, reading)
    index, asked = reading.index, request.GET
    query = {}
    if asked.get("show") in ("events", "statements"):
        query["show"] = asked["show"]
    if asked.get("who") in index.side:
        query["who"] = asked["who"]
    exchange = index.exchange_of(asked.get("exchange", ""))
    if exchange:
        query["exchange"] = exchange.slug
    if asked.get("order") == "newest":
        query["order"] = "newest"
    query |= kept
    if redirect := canonical(request, reading.address("timeline"), query):
        return redirect
    who = index.side.get(query.get("who", ""))
    line = lay_out(index, show=query.get("show", ""), who=who, exchange=exchange, newest_first="order" in query)
    return page(
        "timeline.html", reading, line=line, query=query, who=who, exchange=exchange, chips=chips(query), kept=kept
    )


def phases(request: HttpRequest, reading: Reading) -> HttpResponse:
    if not reading.index.phases:
        raise Missing("phases")
    return page("phases.html", reading, path=path(reading.index))


def phase(request: HttpRequest, reading: Reading, phase: int) -> HttpResponse:
    return page("phase.html", reading, phase=reading.find("phase", phase))


def statements(request: HttpRequest, reading: Reading) -> HttpResponse:
    reading, kept = as_known(request, reading)
    choice = choose(reading.index, dict(request.GET.lists()), keep=kept)
    if redirect := canonical(request, reading.address("statements"), choice.query):
        return redirect
    return page("statements.html", reading, choice=choice, kept=kept)


def statement(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
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
    )


def actors(request: HttpRequest, reading: Reading) -> HttpResponse:
    return page("actors.html", reading)


def actor(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    found = reading.find("actor", slug)
    return page("actor.html", reading, actor=found, page=profile_of_actor(reading.index, found))


def issues(request: HttpRequest, reading: Reading) -> HttpResponse:
    return page("issues.html", reading)


def issue(request: HttpRequest, reading: Reading, slug: str) -> HttpResponse:
    found = reading.find("issue", slug)
    return page("issue.html", reading, issue=found, page=profile_of_issue(reading.index, found))


def positions(request: HttpRequest, reading: Reading) -> HttpResponse:
    reading, kept = as_known(request, reading)
    if redirect := canonical(request, reading.address("positions"), kept):
        return redirect
    return page("positions.html", reading, kept=kept)


def sources(request: HttpRequest, reading: Reading) -> HttpResponse:
    return page("sources.html", reading)


def glossary(request: HttpRequest, reading: Reading) -> HttpResponse:
    return page("glossary.html", reading)


def balance(request: HttpRequest, reading: Reading) -> HttpResponse:
    return page("balance.html", reading, balance=weigh(reading.index))


def open_questions(request: HttpRequest, reading: Reading) -> HttpResponse:
    index = reading.index
    questions = [(question, index.issue.get(question.issue or "")) for question in index.story.open_questions]
    return page("open-questions.html", reading, questions=questions)


def changes(request: HttpRequest, reading: Reading) -> HttpResponse:
    since = request.GET.get("since", "")
    then = reading.edition_since(since)
    if redirect := canonical(request, reading.address("changes"), {"since": since} if then else {}):
        return redirect
    if then is None or reading.edition is None:
        return page("changes.html", reading)
    return page("changes.html", reading, since=then, found=anchors(changes_between(then, reading.edition)))
