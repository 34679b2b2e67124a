"""Search, in all stories or in one.

A view fetches and renders; what is found is decided by ``find``.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from explainer.reading.readings import Reading
from explainer.search.find import NAMES, find, older_than, read_query

from .answers import canonical, page, read_only


@read_only
def everywhere(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("search"), "base.html", None)


def within(request: HttpRequest, reading: Reading) -> HttpResponse:
    return _answer(request, reading.address("search"), "story.html", reading)


def _answer(request: HttpRequest, path: str, frame: str, reading: Reading | None) -> HttpResponse:
    asked = read_query(request.GET.get("q", ""))
    wanted: dict[str, Any] = {"q": asked.text} if asked.text else {}
    kind = request.GET.get("in", "")
    if asked.terms and kind in NAMES:
        wanted["in"] = kind
        if below := older_than(kind, request.GET.get("before", "")):
            wanted["before"] = below
    if redirect := canonical(request, path, wanted):
        return redirect
    edition = reading.edition.pk if reading and reading.edition else None
    found = find(asked, at=timezone.now(), edition=edition, kind=wanted.get("in", ""), below=wanted.get("before"))
    answer = page(
        "search.html", reading, frame=frame, path=path, found=found, chosen=wanted.get("in", ""), query=wanted
    )
    answer.lasting = not wanted  # there is no end to what can be searched for
    return answer
