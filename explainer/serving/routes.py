"""Whose an address is: the desk's, a story's or the site's. All but the desk's follows from the site map.

It must not know what is answered there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

DESK = ("/admin/", "/preview/")  # what is for editors alone: never kept, never found by search engines
HEALTH = "/healthz/"
UNKEPT = (*DESK, HEALTH)  # what the page cache leaves to Django, however busy the makers of pages are
GATE = "/timegate/"  # in an address: what it answers depends on a header, so it is neither kept nor made for several
STORY = "<slug:story>"


def of_the_site(patterns: Iterable[URLPattern | URLResolver]) -> frozenset[str]:
    """The first segments that stand in the site map as they are; any other is a story's.

    ValueError for a pattern of which that cannot be said: it would be kept when it has changed."""
    return frozenset(first for first in _firsts(patterns) if first != STORY)


def _firsts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for row in patterns:
        route = str(row.pattern)
        if isinstance(row, URLResolver) and (isinstance(row.pattern, LocalePrefixPattern) or not route):
            yield from _firsts(row.url_patterns)
            continue
        first = route.partition("/")[0]
        if not isinstance(row.pattern, RoutePattern) or ("<" in first and first != STORY):
            raise ValueError(f"“{route}” in the site map: write it with path(), its first segment a word or {STORY}")
        yield first
