"""What a reader who comes back follows: feeds, the calendar of what is expected, and corrections.

A feed and a calendar answer as long as the story has ever been published: a withdrawal is told there, by tombstones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.cache import set_response_etag

from explainer.following import calendars, feeds, subscriptions
from explainer.following import filtered as filters
from explainer.following.corrections import corrections as put_right
from explainer.following.feeds import Feed
from explainer.following.ledger import follow
from explainer.language.languages import speaks, stream
from explainer.pages.dated import dated
from explainer.reading.copies import Missing
from explainer.reading.readings import Reading
from explainer.reading.which_edition import has_its_own
from explainer.serving.rendering import Answer

from .answers import FRESH, Address, View, addressed, page, plain
from .lists import choice_of


def followed(view: Callable[..., HttpResponse]) -> View:
    """What is followed in a language is a translation's own; what is none leads to the original's."""

    @plain
    @wraps(view)
    def answer(address: Address, story: str, **kwargs: Any) -> HttpResponse:
        if stream() and not has_its_own(story):
            return address.unprefixed()
        try:
            return view(address, story, **kwargs)
        except Missing:
            if stream():
                return address.unprefixed()
            raise Http404 from None

    return answer


@followed
def story(address: Address, story: str, form: str, part: int = 0) -> HttpResponse:
    """Its feed; ``part``: a document of the archive."""
    return feed_answer(subscriptions.of_story(story, part), form)


@followed
def topic(address: Address, story: str, slug: str, form: str, of: str, part: int = 0) -> HttpResponse:
    """The feed of an actor or an issue, as ``of`` says. What was merged is followed at what it was merged into."""
    try:
        return feed_answer(subscriptions.of_topic(story, of, slug, part), form)
    except subscriptions.Merged as into:
        above, last = address.path.rsplit(f"/{slug}/feed", 1)
        response = HttpResponsePermanentRedirect(f"{above}/{into.slug}/feed{last}")
        response["Cache-Control"] = FRESH
        return response


def filtered(address: Address, reading: Reading, facet: str, value: str, form: str, of: str) -> HttpResponse:
    """The feed of a list that one facet filters; ``of``: “statements” or “timeline”."""
    if speaks(reading.edition.stream) != reading.language:
        return address.unprefixed()
    choice = choice_of(address, reading, of, facet, value, {}, timeline=of == "timeline")
    page, _rest = reading.filtered(of, choice.query)
    return address.canonical(f"{page}feed.{form}", {}) or feed_answer(
        filters.of_filter(reading, of, choice, page), form
    )


def phase(address: Address, reading: Reading, phase: int, form: str) -> HttpResponse:
    """The feed of a phase."""
    if speaks(reading.edition.stream) != reading.language:
        return address.unprefixed()
    found = reading.find("phase", phase)
    choice = choice_of(address, reading, "timeline", "phase", str(phase), {}, timeline=True)
    return feed_answer(filters.of_phase(reading, found, choice, reading.address("phase", phase)), form)


@followed
def calendar(address: Address, story: str) -> HttpResponse:
    reading, ledger = follow(story)
    return dated(answered(calendars.calendar(reading, ledger), calendars.TYPE), ledger.moved)


@addressed
def corrections(address: Address) -> HttpResponse:
    found = put_right(address.query.get("before", ""))
    if redirect := address.canonical(reverse("corrections"), {"before": found.before} if found.before else {}):
        return redirect
    return page("corrections.html", found=found)


@plain
def corrections_feed(address: Address, form: str, part: int = 0) -> HttpResponse:
    try:
        return feed_answer(subscriptions.of_corrections(part), form)
    except Missing:
        raise Http404 from None


def feed_answer(feed: Feed, form: str, *, lasting: bool = True) -> HttpResponse:
    response = answered(feeds.write(feed, form), feeds.TYPES[form], lasting=lasting)
    dated(response, feed.moved)
    if feed.hub:
        response["Link"] = f'<{feed.hub}>; rel="hub", <{feed.address(form)}>; rel="self"'
    return response


@plain
def site_feed(address: Address, form: str) -> HttpResponse:
    return feed_answer(subscriptions.of_the_site(), form)


def answered(body: bytes, kind: str, *, lasting: bool = True) -> HttpResponse:
    """A file that is as fresh as a page."""
    response = Answer(body, content_type=f"{kind}; charset=utf-8", lasting=lasting)
    response["Cache-Control"] = FRESH
    set_response_etag(response)
    return response
