"""A feed as bytes: Atom (RFC 4287) with tombstones (RFC 6721) and an archive (RFC 5005), and JSON Feed 1.1.

It must not know a story: an entry comes with its words, and the same feed gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict
from xml.etree import ElementTree as ET

from django.conf import settings

from ..data import terms

ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
HISTORY = "http://purl.org/syndication/history/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
ABOUT_TOMBSTONES = "https://www.rfc-editor.org/rfc/rfc6721"
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
# What XML 1.0 cannot hold (“2.2 Characters”), and the controls that it discourages.
_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """``id`` never changes; ``url`` is where it is read now. ``html`` is safe and its links are absolute."""

    id: str
    url: str
    title: str
    published: datetime
    updated: datetime
    html: str
    tags: tuple[tuple[str, str], ...] = ()  # term and label: (“direct”, “Direct quote”)
    authors: tuple[str, ...] = ()  # who wrote the edition that it is of or stands in; the site where nobody is named


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that is no more (RFC 6721, “3. The at:deleted-entry Element”), with a line that says why."""

    id: str
    when: datetime
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One document of a feed. ``place`` is the feed's address without the last word, “atom” or “json”; ``page`` is what
    it belongs to. Absolute.

    ``query``: what is asked of both addresses, of a search. ``number``: which of the ``archived`` documents of its
    archive it is, the oldest being 1; 0 for the one that is subscribed to. ``updated``: when the newest of it was told.
    ``pushed``: whether the hub, where there is one, is told when it changes (``desk.announcing``).
    ``moved``: when any byte of it can have changed, where that is known; ``updated`` keeps to substance.
    """

    title: str
    subtitle: str
    language: str
    site: str
    page: str
    place: str
    entries: list[FeedEntry]
    tombstones: list[Tombstone]
    updated: datetime
    number: int = 0
    archived: int = 0
    query: str = ""
    pushed: bool = False
    moved: frozenset[datetime] = frozenset()

    def address(self, form: str, number: int | None = None) -> str:
        """Of this document, or of the one of that number."""
        number = self.number if number is None else number
        return f"{self.place}/{number}.{form}" if number else f"{self.place}.{form}{self.query}"

    @property
    def hub(self) -> str:
        """Where to ask to be told of it (WebSub, section 4)."""
        return settings.ANNOUNCEMENTS.hub if self.pushed and not self.number else ""

    @property
    def before(self) -> int:
        """The number of the document of the archive that comes before this one; 0 where none does."""
        return self.number - 1 if self.number else self.archived


class Head(TypedDict):
    """What a feed says of itself, as in ``Feed``."""

    title: str
    subtitle: str
    language: str
    site: str
    page: str
    place: str


def author_name() -> str:
    return settings.SITE_NAME or "Explainer"


def write(feed: Feed, form: str) -> bytes:
    """``form`` is “atom” or “json”."""
    return atom(feed) if form == "atom" else json_feed(feed)


def atom(feed: Feed) -> bytes:
    """Atom, in UTF-8 and without a document type. Elements are those of RFC 4287, section 4."""
    spaces = {"xmlns": ATOM, "xmlns:at": TOMBSTONES, "xmlns:fh": HISTORY}
    root = ET.Element("feed", {**spaces, "xml:lang": _fit(feed.language)})
    _text(root, "id", feed.address("atom", 0))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    author = ET.SubElement(root, "author")
    _text(author, "name", author_name())
    _text(author, "uri", f"{feed.site}/")
    _link(root, "self", feed.address("atom"), TYPES["atom"])
    _link(root, "alternate", feed.page, "text/html")
    _link(root, "alternate", feed.address("json"), TYPES["json"])
    if feed.hub:
        ET.SubElement(root, "link", {"rel": "hub", "href": feed.hub})
    for rel, number in _neighbours(feed):
        _link(root, rel, feed.address("atom", number), TYPES["atom"])
    if feed.number:
        ET.SubElement(root, "fh:archive")
    ET.SubElement(root, "rights", {"xml:lang": "en"}).text = _fit(terms.rights())
    _text(root, "generator", "explainer")
    _text(root, "icon", f"{feed.site}/favicon.ico")
    for tombstone in feed.tombstones:
        gone = ET.SubElement(root, "at:deleted-entry", {"ref": _fit(tombstone.id), "when": _moment(tombstone.when)})
        _text(gone, "at:comment", tombstone.comment)
    for entry in feed.entries:
        element = ET.SubElement(root, "entry")
        _text(element, "id", entry.id)
        _text(element, "title", entry.title)
        _link(element, "alternate", entry.url, "text/html")
        _text(element, "published", _moment(entry.published))
        _text(element, "updated", _moment(entry.updated))
        for name in entry.authors:
            _text(ET.SubElement(element, "author"), "name", name)
        for term, label in entry.tags:
            ET.SubElement(element, "category", {"term": _fit(term), "label": _fit(label)})
        ET.SubElement(element, "content", {"type": "html"}).text = _fit(entry.html)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)  # typeshed: Any, as for “unicode”
    return written


def _neighbours(feed: Feed) -> Iterator[tuple[str, int]]:
    """The links of RFC 5005, section 4, and the numbers of the documents that they lead to."""
    if feed.number:
        yield "current", 0
    if feed.before:
        yield "prev-archive", feed.before
    if 0 < feed.number < feed.archived:
        yield "next-archive", feed.number + 1


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1, which goes on at “next_url”. It has no tombstones of its own: they are an extension of ours, under
    “_tombstones”."""
    author = {"name": author_name(), "url": f"{feed.site}/"}
    found = {
        "version": JSON_FEED,
        "title": _fit(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.address("json", 0),  # of all its documents: it is what the feed is known by
        **({"next_url": feed.address("json", feed.before)} if feed.before else {}),
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        "description": _fit(feed.subtitle),
        "authors": [author],
        "language": _fit(feed.language),
        "_rights": {"about": settings.LICENCE.address, "text": terms.rights()},
        "items": [
            {
                "id": _fit(entry.id),
                "url": entry.url,
                "title": _fit(entry.title),
                "content_html": _fit(entry.html),
                "date_published": _moment(entry.published),
                "date_modified": _moment(entry.updated),
                **({"authors": [{"name": _fit(name)} for name in entry.authors]} if entry.authors else {}),
                "tags": [_fit(label) for _term, label in entry.tags],
            }
            for entry in feed.entries
        ],
        "_tombstones": {
            "about": ABOUT_TOMBSTONES,
            "items": [
                {"ref": _fit(gone.id), "when": _moment(gone.when), "comment": _fit(gone.comment)}
                for gone in feed.tombstones
            ],
        },
    }
    return json.dumps(found, ensure_ascii=False).encode()


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _fit(text)


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": kind, "href": _fit(href)})


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)


def _moment(value: datetime) -> str:
    """RFC 3339, in UTC: two editions within a second stay apart."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
