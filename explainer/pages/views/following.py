"""What a reader who comes back follows: feeds, the calendar of what is expected, and corrections.

A feed and a calendar answer as long as the story has ever been published: a withdrawal is told there, by tombstones.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import set_response_etag

from explainer.following import calendars, entries, feeds
from explainer.following.corrections import corrections as put_right
from explainer.following.feeds import Feed
from explainer.following.ledger import follow
from explainer.language.languages import stream
from explainer.reading.readings import Missing
from explainer.reading.which_edition import has_its_own

from .answers import FRESH, View, canonical, page, plain, read_only, unprefixed


def followed(view: View) -> View:
    """What is followed in a language is a translation's own; what is none leads to the original's."""

    @plain
    @wraps(view)
    def answer(request: HttpRequest, story: str, **kwargs: Any) -> HttpResponse:
        if stream() and not has_its_own(story):
            return unprefixed(request)
        try:
            return view(request, story, **kwargs)
        except Missing:
            if stream():
                return unprefixed(request)
            raise Http404 from None

    return answer


@followed
def story(request: HttpRequest, story: str, form: str) -> HttpResponse:
    return _feed(entries.of_story(story), form)


@followed
def topic(request: HttpRequest, story: str, slug: str, form: str, of: str) -> HttpResponse:
    """The feed of an actor or an issue, as ``of`` says."""
    return _feed(entries.of_topic(story, of, slug), form)


@followed
def calendar(request: HttpRequest, story: str) -> HttpResponse:
    return _file(calendars.calendar(*follow(story)), calendars.TYPE)


@read_only
def corrections(request: HttpRequest) -> HttpResponse:
    found = put_right(request.GET.get("before", ""))
    if redirect := canonical(request, reverse("corrections"), {"before": found.before} if found.before else {}):
        return redirect
    return page("corrections.html", found=found)


@plain
def corrections_feed(request: HttpRequest, form: str) -> HttpResponse:
    return _feed(entries.of_corrections(), form)


def _feed(feed: Feed, form: str) -> HttpResponse:
    return _file(feeds.write(feed, form), feeds.TYPES[form])


def _file(body: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    response["Cache-Control"] = FRESH
    response.lasting = True
    set_response_etag(response)
    return response
