"""Sitemaps (sitemaps.org, version 0.9): an index, the list of each story in each language that it has, and the site's.

It must not know which pages are listed; ``following.sitemaps`` does.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from explainer.following import sitemaps
from explainer.following.sitemaps import Place

from .answers import Address, plain
from .following import answered, followed

TYPE = "application/xml"


class Places(Sitemap):  # type: ignore[type-arg]  # it takes one for mypy alone
    def __init__(self, places: list[Place]) -> None:
        self.places = places

    def items(self) -> list[Place]:
        return self.places

    def location(self, item: Place) -> str:
        return item.path

    def lastmod(self, item: Place) -> datetime | None:
        return item.moved


@plain
def index(address: Address) -> HttpResponse:
    """Where the lists are."""
    lists = [Place(reverse("sitemap-site"), None), *sitemaps.lists()]
    rows = [{"location": sitemaps.absolute(each.path), "last_mod": each.moved} for each in lists]
    return _xml("sitemap_index.xml", sitemaps=rows)


@plain
def site(address: Address) -> HttpResponse:
    return _list(sitemaps.of_the_site())


@followed
def story(address: Address, story: str) -> HttpResponse:
    return _list(sitemaps.of_story(story))


def _list(places: list[Place]) -> HttpResponse:
    """By the site's own address, whatever host was asked."""
    own = urlsplit(settings.SITE_URL)
    urls = Places(places).get_urls(site=SimpleNamespace(domain=own.netloc), protocol=own.scheme)  # type: ignore[arg-type]
    return _xml("sitemap.xml", urlset=urls)


def _xml(template: str, **context: Any) -> HttpResponse:
    return answered(render_to_string(template, context).encode(), TYPE)
