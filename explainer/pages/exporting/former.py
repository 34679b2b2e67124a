"""Addresses of a story that no page need link to any more, and that were given out: what they led to has another name,
or is gone; and the days on which editions came out.

It must not answer for them: they are asked for, as a reader asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ...language.languages import speaks
from ...models.editions import Edition
from ...reading.copies import FOLDERS, Copy, Missing
from ...reading.gone import Withdrawn
from ...reading.readings import at_edition, current
from ...reading.which_edition import Elsewhere
from ...story.facets import SLUGS

FEEDS = ("actor", "issue")  # what has one of its own


def former(slug: str) -> Iterator[str]:
    """In each language of the site."""
    editions = list(Edition.objects.at_address(slug).public_at(timezone.now()).without_document())
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield from _now(slug)
        stream = "" if speaks("") == language else language
        for edition in editions:
            if edition.stream == stream:
                with override(language):
                    yield from _then(edition)


def _now(slug: str) -> Iterator[str]:
    with suppress(Missing, Elsewhere):
        try:
            reading = current(slug)
        except Withdrawn:
            yield reverse("story:overview", args=[slug])
            return
        base = reading.address("overview")
        yield from _renamed(reading, feeds=True)
        yield from _taken(reading)
        yield from (f"{base}{place}/" for place in reading.edition.retired)


def _then(edition: Edition) -> Iterator[str]:
    yield reverse("story:on-day", args=[edition.slug, f"{edition.published_at:%Y-%m-%d}", ""])
    with suppress(Missing, Elsewhere):
        try:
            reading = at_edition(edition.slug, edition.number)
        except Withdrawn:
            yield reverse("edition:overview", args=[edition.slug, edition.number])
            return
        yield from _renamed(reading)
        yield from _taken(reading)


def _renamed(reading: Copy, *, feeds: bool = False) -> Iterator[str]:
    for kind, slugs in reading.entire.former.items():
        for slug in slugs:
            yield reading.address(kind, slug)
            if not feeds:
                continue
            if kind in FEEDS:
                yield from (reading.address(f"{kind}-feed-{form}", slug) for form in ("atom", "json"))
            for facet in (facet for facet, of in SLUGS.items() if of == kind):
                yield from (reading.address(f"{list_}-by", facet, slug) for list_ in ("statements", "timeline"))


def _taken(reading: Copy) -> Iterator[str]:
    for tombstone in reading.entire.tombstones.rows:
        if tombstone.kind in FOLDERS:
            yield reading.address(tombstone.kind, tombstone.value.key[1])
