"""What a host must know of the files, for whatever host: headers by an address, and what leads elsewhere.

It must not know how a host is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from ...data import web_annotations
from ...serving.headers import TO_ALL, is_open, policy
from .addresses import SORTED_BY, TONGUES
from .asking import Ask
from .records import Record

PAGE = "text/html; charset=utf-8"
# Of the answer to “/”, what is said of every file.
SITE_WIDE = (
    "Cache-Control", "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "X-Frame-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
)  # fmt: skip
FOREVER = "max-age=315360000, public, immutable"


class Kind(NamedTuple):
    """Files whose address ends so. ``handed``: as a file to keep. ``only``, ``places``: where ``end`` says too much, a
    pattern, and the same for hosts without patterns."""

    end: str
    type: str
    handed: bool = False
    only: str = ""
    places: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        return self.only or f"{re.escape(self.end)}$"

    @property
    def globs(self) -> tuple[str, ...]:
        return self.places or ((f"/*{self.end}",) if self.end.startswith(".") else (self.end, f"/*{self.end}"))

    @property
    def is_open(self) -> bool:
        return is_open(f"/x{self.end}")


# The more particular come after what they are a part of.
KINDS = (
    Kind(".atom", "application/atom+xml; charset=utf-8"),
    Kind(".json", "application/json; charset=utf-8"),
    Kind("/feed.json", "application/feed+json; charset=utf-8"),
    Kind(
        "/feed/1.json",
        "application/feed+json; charset=utf-8",
        only=r"/feed/[0-9]+\.json$",
        places=("/*/feed/:part.json",),
    ),
    Kind("/cite.json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
    Kind("/schema/1.json", "application/schema+json", only=r"^/schema/story-[0-9]+\.json$", places=("/schema/*.json",)),
    Kind(".jsonld", "application/ld+json"),
    Kind(f"/{web_annotations.NAME}", web_annotations.TYPE),
    Kind(".csv", "text/csv; charset=utf-8; header=present"),
    Kind(".zip", "application/zip", handed=True),
    Kind(".bib", "application/x-bibtex; charset=utf-8", handed=True),
    Kind(".ris", "application/x-research-info-systems; charset=utf-8", handed=True),
    Kind(".txt", "text/plain; charset=utf-8"),
    Kind("/cite.txt", "text/plain; charset=utf-8"),
    Kind("/llms.txt", "text/markdown; charset=utf-8", places=("/llms.txt",)),
    Kind(".ics", "text/calendar; charset=utf-8"),
    Kind(".xml", "application/xml; charset=utf-8"),
    Kind(".webmanifest", "application/manifest+json"),
    Kind(".png", "image/png"),
    Kind(".woff2", "font/woff2"),
    Kind(".svg", "image/svg+xml", only=r"\.svg$"),
    Kind(".js", "text/javascript; charset=utf-8"),
    Kind(".css", "text/css; charset=utf-8"),
)
EMBEDS = r"/embed/(?:index\.html)?$"
OFFERS = r"/embedding/(?:index\.html)?$"
ICONS = rf"^{re.escape(settings.STATIC_URL)}icon[^/]*\.svg$"


@dataclass(frozen=True)
class Moved:
    """``start``: of the addresses; what stands below goes along, and so does a file of data that is called so."""

    start: str
    place: str
    status: int


@dataclass
class Led:
    """What leads elsewhere, and what is gone, of all parts."""

    moved: dict[str, tuple[str, int]] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        self.moved.update(record.moved)
        self.gone.update(record.gone)

    @property
    def ways(self) -> list[Moved]:
        """The longest first: it says the most."""
        rows = [Moved(start, *place) for start, place in self.moved.items()]
        return sorted(rows, key=lambda row: (-len(row.start), row.start))

    @property
    def ends(self) -> list[tuple[str, str]]:
        """(beginning of addresses, address of the page that says that they are gone), the longest first."""
        rows = [(start, f"/{name.removesuffix('index.html')}") for start, name in self.gone.items()]
        return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


def site_wide(ask: Ask) -> dict[str, str]:
    found = ask("/").headers
    return {name: found[name] for name in SITE_WIDE if name in found}


def framed() -> dict[str, str]:
    """Of what may stand in a frame, instead; ``X-Frame-Options`` is not said of it at all."""
    return {
        "Content-Security-Policy": policy(script_src="'none'", frame_ancestors="*"),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def offering() -> dict[str, str]:
    """Of what shows one in a frame."""
    return {"Content-Security-Policy": policy(frame_src="'self'")}


def to_all() -> dict[str, str]:
    return dict(TO_ALL)


def sorted_out() -> str:
    """A pattern of the filtered lists of editions, which are not there; its first group is the list that is."""
    return rf"^({TONGUES}/[^/]+/editions/[0-9]+/(?:statements|timeline)/)(?:{'|'.join(SORTED_BY)})/[^/]+/?$"


def lists_then() -> Iterator[tuple[str, str]]:
    """The same for hosts without patterns: (address with “:names” in it, where it leads)."""
    for code in ("", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)):
        for list_ in ("statements", "timeline"):
            base = f"{code}/:story/editions/:number/{list_}/"
            for facet in SORTED_BY:
                yield f"{base}{facet}/:value/", base


def tongues() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
