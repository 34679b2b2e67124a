"""Search, in all stories or in one, and its feeds.

A view fetches and renders; what is found is decided by ``find``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from explainer.following import searched
from explainer.language.dates import When, readable
from explainer.reading.readings import Reading
from explainer.search.find import NAMES, Narrowed, Query, find, older_than, read_query

from .answers import Address, addressed, page
from .following import feed_answer

_SLUG = re.compile("[-a-zA-Z0-9_]{1,100}")
_DAY = re.compile("[1-9][0-9]{3}(-[0-9]{2}){0,2}")  # “2024”, “2024-06”, “2024-06-30”


@addressed
def everywhere(address: Address) -> HttpResponse:
    return _answer(address, reverse("search"), "base.html", None)


def within(address: Address, reading: Reading) -> HttpResponse:
    return _answer(address, reading.address("search"), "story.html", reading)


@addressed
def everywhere_feed(address: Address, form: str) -> HttpResponse:
    return _feed(address, reverse("search"), form, None)


def within_feed(address: Address, reading: Reading, form: str) -> HttpResponse:
    return _feed(address, reading.address("search"), form, reading)


@dataclass(frozen=True)
class _Asked:
    """What a search is asked for. ``kept``: the parameters that narrow it; ``wanted``: what is looked for."""

    query: Query
    kind: str
    narrowed: Narrowed
    wanted: dict[str, Any]
    kept: dict[str, str]


def _asked(address: Address, reading: Reading | None) -> _Asked:
    query = read_query(address.query.get("q", ""))
    if not query.terms:
        return _Asked(query, "", Narrowed(), {"q": query.text} if query.text else {}, {})
    kind = address.query.get("in", "")
    kind = kind if kind in NAMES else ""
    given = {name: address.query.get(name, "") for name in ("by", "from", "to", "sort")}
    by = given["by"] if _SLUG.fullmatch(given["by"]) else ""
    by = "" if reading and by not in reading.index.actor else by
    since, until = _days(given["from"]), _days(given["to"])
    best = given["sort"] == "best"
    heard = {"by": by, "from": since and given["from"], "to": until and given["to"], "sort": best and "best"}
    narrowed = Narrowed(by, since.earliest if since else None, until.latest if until else None, best)
    kept = {name: str(value) for name, value in heard.items() if value}
    return _Asked(query, kind, narrowed, {"q": query.text, **({"in": kind} if kind else {})}, kept)


def _days(text: str) -> When | None:
    return readable(text) if _DAY.fullmatch(text) else None


def _answer(address: Address, path: str, frame: str, reading: Reading | None) -> HttpResponse:
    asked = _asked(address, reading)
    below = None if asked.narrowed.best else older_than(asked.kind, address.query.get("before", ""))
    wanted = {**asked.wanted, **({"before": below} if below else {}), **asked.kept}
    if redirect := address.canonical(path, wanted):
        return redirect
    found = find(
        asked.query,
        at=timezone.now(),
        edition=reading.edition.pk if reading else None,
        kind=asked.kind,
        below=below,
        narrowed=asked.narrowed,
    )
    return page(
        "search.html",
        reading,
        lasting=not wanted,  # there is no end to what can be searched for
        frame=frame,
        path=path,
        found=found,
        chosen=asked.kind,
        query=wanted,
        kept=asked.kept,
        followed={name: value for name, value in asked.kept.items() if name != "sort"},
    )


def _feed(address: Address, path: str, form: str, reading: Reading | None) -> HttpResponse:
    """Of the same search, newest first whatever its order is on the page."""
    asked = _asked(address, reading)
    wanted = {**asked.wanted, **{name: value for name, value in asked.kept.items() if name != "sort"}}
    if redirect := address.canonical(f"{path}feed.{form}", wanted):
        return redirect
    feed = searched.of_search(asked.query, asked.kind, asked.narrowed, path, wanted, reading)
    return feed_answer(feed, form, lasting=not wanted)
