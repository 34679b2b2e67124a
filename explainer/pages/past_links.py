"""What pages and data of a story say of their past (RFC 7089): of which address they are a state, as of when, and where
the others are.

It must not answer a reader.
"""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from ..following.mementos import Memento, Page, http, link_to, links, links_on
from ..reading.copies import address_of
from ..reading.gone import Withdrawn
from ..reading.readings import Reading
from ..story.facet_values import NAMES

# What an edition has alone, and its pictures: theirs is the past of their pages.
_NO_ORIGINAL = re.compile("(?:.+-)?card|data-zip|compare")


def page_at(slug: str, stream: str, rest: str) -> Page:
    """The page at ``rest`` below the address of a story and of its editions; Http404 where neither has any."""
    try:
        found = resolve(address_of(get_language(), "edition", "overview", slug, 1, ()) + rest)
    except Resolver404 as error:
        raise Http404 from error
    if found.namespace != "edition" or _NO_ORIGINAL.fullmatch(found.url_name or ""):
        raise Http404
    if found.kwargs.get("facet", NAMES[0]) not in NAMES:  # the history of an item has an address that looks alike
        raise Http404
    args = tuple(found.kwargs[name] for name in ("facet", "value", "slug", "phase") if name in found.kwargs)
    return Page(slug, stream, found.url_name or "", args, rest)


def with_past(response: HttpResponse, reading: Reading, path: str, query: str) -> HttpResponse:
    """Of what is read at ``path``: an edition's is a memento, and what is read now is the original.

    What is asked for with a query is one view of it, and has no list of its own."""
    if response.status_code != 200 or not (page := _page(reading, path)):
        return response
    row = Memento(reading.edition, reading.lasting("overview") + page.rest)
    if reading.space == "edition":
        response["Memento-Datetime"] = http(row.at)
    if reading.space == "story":  # a first visit is sent no more than leads on
        return response if query else _also(response, links_on(page))
    if query:
        told = f'<{page.original}?{query}>; rel="original"'
    else:
        first, last = reading.edition.number == 1, reading.edition.number == reading.newest
        told = f"{links(page)}, {link_to(row, first=first, last=last)}"
    return _also(response, told)


def with_past_of_withdrawn(response: HttpResponse, gone: Withdrawn, path: str) -> HttpResponse:
    """What was withdrawn is no memento, and says where the others are."""
    edition = gone.edition
    for number, space in ((edition.number, "edition"), (None, "story")):
        base = address_of(get_language(), space, "overview", edition.slug, number, ())
        if path.startswith(base):
            break
    try:
        return _also(response, links(page_at(edition.slug, edition.stream, path.removeprefix(base))))
    except Http404:
        return response


def _page(reading: Reading, path: str) -> Page | None:
    base = reading.address("overview")
    try:
        return page_at(reading.story.slug, reading.edition.stream, path.removeprefix(base))
    except Http404:
        return None


def _also(response: HttpResponse, told: str) -> HttpResponse:
    before = response.get("Link", "")
    response["Link"] = f"{before}, {told}" if before else told
    return response
