"""What search engines are told: which pages they may list, under which address, and which links are not for them.

A story has some hundred pages and tens of thousands of ways to filter them. It must not know what is on a page: an
address says it all. docs/decisions.md says why each kind is listed or not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..language.languages import split, stream
from ..reading.copies import Copy
from ..reading.readings import Reading
from ..story.facet_values import LISTED, NAMES

_FILTERS = "|".join(
    f'{list_}/(?:{"|".join(name for name in NAMES if name not in names)})/[^/"]+/' for list_, names in LISTED.items()
)
_EDITION = re.compile("(?<=/)editions/[1-9][0-9]*/")
_FILTERED = re.compile(f"(?<=/)(?:{_FILTERS})$")
_NO_PAGE_OF_ITS_OWN = re.compile("/(?:search|history|compare/[0-9]+|embed|embedding|cite|editions)/$")
UNLISTED = "noindex, nofollow"  # where it leads, the plain page leads too
_CONTINUED = re.compile("before=[^&]+")  # the next part of a list


class Listing(NamedTuple):
    """``robots``: what the page says to them, empty where they may list it and follow its links; ``canonical``: the
    path that stands for it, empty where none does."""

    robots: str
    canonical: str


def listing(own: str, reading: Copy | None, *, status: int = 200) -> Listing:
    """``own``: the canonical address of the page being answered, a path with its query."""
    if status != 200 or (reading and reading.space == "preview"):
        return Listing(UNLISTED, "")
    path, _mark, query = own.partition("?")
    if _NO_PAGE_OF_ITS_OWN.search(path):
        return Listing(UNLISTED, "")
    if stream() and isinstance(reading, Reading) and not reading.edition.stream:
        path = split(path)[1]  # the original under a prefix: it is read, and listed, without
    if _EDITION.search(path):
        return Listing(UNLISTED, plain(_EDITION.sub("", path)))
    if plain(path) != path or (query and not _CONTINUED.fullmatch(query)):
        return Listing(UNLISTED, plain(path))
    return Listing("", f"{path}?{query}" if query else path)


def plain(path: str) -> str:
    """The list itself, for one with a filter that is not listed."""
    return _FILTERED.sub(lambda found: found[0].partition("/")[0] + "/", path)


def with_nofollow(html: str, site: str) -> str:
    """``html`` with ``rel=nofollow`` (WHATWG HTML, 4.6.7.13) on each link of ours to a page that is not listed."""
    return _unfollowed(site).sub(r'\1 rel="nofollow"', html)


@lru_cache(maxsize=8)
def _unfollowed(site: str) -> re.Pattern[str]:
    """``site``: its own address, as absolute links have it. A link with a ``rel`` leads to what is listed."""
    unlisted = rf'\?(?!before=[^&"]+")|/editions/|/(?:history|cite)/(?=[#"])|/(?:{_FILTERS})'
    ours = rf'(?:{re.escape(site)})?/[^"]*?(?:{unlisted})[^"]*'
    return re.compile(rf'(<a (?![^>]*\brel=)(?:[^>]*? )?href="{ours}")')
