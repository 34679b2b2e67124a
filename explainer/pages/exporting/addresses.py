"""Which addresses a file can stand for, what it is called, and what leads from one to the next.

It must not ask for any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from ...language.languages import PREFIXED
from ...story.facet_values import NAMES

STARTS = (
    "/",
    "/about/",
    "/data/",
    "/publisher/",
    "/corrections/",
    "/robots.txt",
    "/llms.txt",
    "/favicon.ico",
    "/sitemap.xml",
)
WELL_KNOWN = ".well-known"  # the one folder of an address that begins so (RFC 8615)
SEARCH = re.compile(r"/(.+/)?(search/|opensearch\.xml)")
# What needs a server: the desk, what tells of the server, and search.
LEFT_OUT = re.compile(rf"/(admin|preview|healthz)/|{SEARCH.pattern}")
TONGUES = f"(?:/(?:{'|'.join(PREFIXED)}))?"
# The lists of an edition with a filter: half of what it weighs, of words that its whole lists have. Those of a month
# stay: where a list is long, they are the list.
SORTED_BY = tuple(name for name in NAMES if name != "month")
SORTED_OUT = re.compile(
    rf"({TONGUES}/[^/]+/editions/[1-9][0-9]*/(?:statements|timeline)/)(?:{'|'.join(SORTED_BY)})/[^/]+/"
)
OF_AN_EDITION = re.compile(rf"{TONGUES}/[^/]+/editions/([1-9][0-9]*)/")
# What leads to the archive of a feed, as ``following.feeds`` writes it.
IN_FEED = re.compile(r"""(?<= rel="prev-archive" type="application/atom\+xml" href=")[^"]+|(?<="next_url": ")[^"]+""")
IN_MANIFEST = re.compile(r'''"src": "([^"]+)"''')
IN_SITEMAP = re.compile("(?<=<loc>)[^<]+")
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")
IN_A_FEED = re.compile(r"(?:/|^)feed(?:/[0-9]+)?\.(?:atom|json)")


class CannotExport(Exception):
    """Why nothing was written, as a sentence."""


def needs_a_server(path: str) -> bool:
    return bool(LEFT_OUT.match(path))


def own(address: str, link: str) -> str | None:
    """The path that ``link`` leads to, if it is one of ours that a file can stand for."""
    try:
        target = urlsplit(urljoin(settings.SITE_URL + address, link))
    except ValueError:
        return None
    ours = f"{target.scheme}://{target.netloc}" == settings.SITE_URL
    left_out = target.query or needs_a_server(target.path) or SORTED_OUT.fullmatch(target.path)
    return target.path if ours and not left_out else None


def named(address: str) -> str:
    """The file of an address, below the folder; pages are called index.html."""
    parts = [part for part in unquote(address).split("/") if part]
    if any((part.startswith(".") and part != WELL_KNOWN) or "\\" in part or "\0" in part for part in parts):
        raise CannotExport(f"{address} cannot be the name of a file.")
    return "/".join([*parts, "index.html"] if address.endswith("/") else parts)


def links(address: str, name: str, content: bytes) -> Iterator[str]:
    """What leads on from a file that is no page, by what it is called: one that was written before has no header."""
    if name.endswith(".css"):
        found = IN_STYLE.findall(content.decode())
    elif name.endswith(".webmanifest"):
        found = IN_MANIFEST.findall(content.decode())
    elif name.endswith(".xml"):
        found = IN_SITEMAP.findall(content.decode())
    elif IN_A_FEED.search(name):
        found = IN_FEED.findall(content.decode())
    else:
        return
    yield from filter(None, (own(address, link) for link in found))
