"""Whose an address is follows from the site map: a page that is added there is known without another list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, re_path, resolve
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils import translation

from explainer.asgi import rules
from explainer.serving.freshness import Watch
from explainer.serving.page_cache import PageCache
from explainer.serving.publication_counter import SITE, Look
from explainer.serving.routes import DESK, GATE, UNKEPT, of_the_site

from .test_page_cache import Site
from .test_page_cache import run as play_with

EXAMPLES = {
    "slug": "some-{}", "said": "some-{}", "number": "7", "path": "some/{}", "int": "7", "str": "some-{}", "key": "0{}",
    "below": "timeline/",
}  # fmt: skip
site = import_module(settings.ROOT_URLCONF)
data = path("data/", lambda request: HttpResponse("data"))
urlpatterns = [data, path("letters.csv", lambda request: HttpResponse()), *site.urlpatterns]
handler404, handler500 = site.handler404, site.handler500


def addresses(patterns: Iterable[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    """One address of each pattern, in each language that it has."""
    for row in patterns:
        if isinstance(row.pattern, LocalePrefixPattern):
            for prefix in ("/", *(f"/{language}/" for language in rules().languages)):
                yield from addresses(row.url_patterns, prefix)
        elif isinstance(row.pattern, RoutePattern):
            example = re.sub(
                "<(?:([a-z]+):)?([a-z_0-9]+)>", lambda m: EXAMPLES[m[1] or "str"].format(m[2]), str(row.pattern)
            )
            here = above + example
            yield from addresses(row.url_patterns, here) if isinstance(row, URLResolver) else [here]


def cache() -> PageCache:
    return PageCache(None, None, rules(), Watch(lambda *_: Look(0, frozenset(), None), str, commits=None), most=1)


def story_of(address: str) -> str:
    """As Django's own resolver sees it."""
    first = address.split("/")[1]
    with translation.override(first if first in rules().languages else settings.LANGUAGE_CODE):
        return resolve(address).kwargs.get("story", SITE)


def test_each_address_of_the_site_map_is_its_storys_or_the_sites():
    found = {address: cache().story_of(address) for address in addresses(get_resolver().url_patterns)}
    read = {address: story for address, story in found.items() if not address.startswith(UNKEPT)}
    assert read == {address: story_of(address) for address in read}
    assert {"/", "/ar/", "/he/about/", "/corrections/feed.atom", "/robots.txt"} < read.keys()
    assert read["/ar/some-story/editions/7/statements/some-slug/"] == "some-story"


def test_a_page_that_is_added_to_the_site_map_is_forgotten_after_a_publication(settings):
    settings.ROOT_URLCONF = __name__

    async def play(site: Site) -> None:
        for address in ("/data/", "/letters.csv"):
            await site.ask(address)
        await site.publish("truce")
        for address in ("/data/", "/letters.csv"):
            assert (await site.ask(address))[2][:3] == b"new"

    play_with(play, rules=rules_of_the_tests())


def rules_of_the_tests():
    return rules().__class__(
        **{**{name: getattr(rules(), name) for name in rules().__slots__}, "may_ask": lambda host: True}
    )


@pytest.mark.parametrize(
    "pattern",
    [
        re_path(r"^data/(?P<story>\w+)/", lambda request: HttpResponse()),
        path("<slug:anything>/", lambda request: HttpResponse()),
        path("data-<slug:story>/", lambda request: HttpResponse()),
    ],
    ids=lambda pattern: str(pattern.pattern),
)
def test_a_pattern_that_does_not_tell_whose_it_is_stops_the_start(pattern):
    with pytest.raises(ValueError, match=re.escape(str(pattern.pattern))):
        of_the_site([pattern, *urlpatterns])


@pytest.mark.django_db
def test_what_asks_for_a_login_is_private_and_nothing_else_is_kept_from_caches(published, client):
    """Where this fails for a new page, its place is to be named in ``routes``."""
    asks, hides = set(), set()
    for address in addresses(get_resolver().url_patterns):
        answer = client.get(address)
        if answer.get("Location", "").startswith("/admin/login/"):
            asks.add(address)
        if "no-store" in answer.get("Cache-Control", ""):
            hides.add(address)
    assert all(address.startswith(DESK) for address in asks)
    assert {place for place in DESK if not any(address.startswith(place) for address in asks)} == set()
    assert all(address.startswith(UNKEPT) or GATE in address for address in hides)
    assert any(GATE in address for address in hides)
    assert {place for place in UNKEPT if not any(address.startswith(place) for address in hides)} == set()
