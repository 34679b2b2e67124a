"""Search, in all stories or in one.

A view fetches and renders; what is found is decided by ``find``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from explainer.reading.readings import Reading
from explainer.search.find import NAMES, find, older_than, read_query

from .answers import Address, addressed, page


@addressed
def everywhere(address: Address) -> HttpResponse:
    return _answer(address, reverse("search"), "base.html", None)


def within(address: Address, reading: Reading) -> HttpResponse:
    return _answer(address, reading.address("search"), "story.html", reading)


def _answer(address: Address, path: str, frame: str, reading: Reading | None) -> HttpResponse:
    asked = read_query(address.query.get("q", ""))
    wanted: dict[str, Any] = {"q": asked.text} if asked.text else {}
    kind = address.query.get("in", "")
    if asked.terms and kind in NAMES:
        wanted["in"] = kind
        if below := older_than(kind, address.query.get("before", "")):
            wanted["before"] = below
    if redirect := address.canonical(path, wanted):
        return redirect
    edition = reading.edition.pk if reading else None
    found = find(asked, at=timezone.now(), edition=edition, kind=wanted.get("in", ""), below=wanted.get("before"))
    return page(
        "search.html",
        reading,
        lasting=not wanted,  # there is no end to what can be searched for
        frame=frame,
        path=path,
        found=found,
        chosen=wanted.get("in", ""),
        query=wanted,
    )
