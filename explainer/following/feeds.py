"""A feed as bytes: Atom (RFC 4287) with tombstones (RFC 6721), and JSON Feed 1.1.

It must not know a story: an entry comes with its words, and the same feed gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict, Unpack
from xml.etree import ElementTree as ET

MOST = 100  # entries and tombstones together; the newest stay
AUTHOR = "Explainer"
ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
ABOUT_TOMBSTONES = "https://www.rfc-editor.org/rfc/rfc6721"
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed in which nothing has ever been: RFC 4287, 4.1.1, wants a time
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


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that is no more (RFC 6721, “3. The at:deleted-entry Element”), with a line that says why."""

    id: str
    when: datetime
    comment: str


@dataclass(frozen=True, slots=True)
class Feed:
    """``place`` is its address without the last word, “atom” or “json”; ``page`` is what it belongs to. Absolute."""

    title: str
    subtitle: str
    language: str
    site: str
    page: str
    place: str
    entries: list[FeedEntry]
    tombstones: list[Tombstone]
    updated: datetime  # when the newest of all was; made by ``bounded``


class Head(TypedDict):
    """What a feed says of itself, as in ``Feed``."""

    title: str
    subtitle: str
    language: str
    site: str
    page: str
    place: str


def bounded(
    entries: Iterable[FeedEntry], tombstones: Iterable[Tombstone], *, otherwise: datetime, **head: Unpack[Head]
) -> Feed:
    """The feed of the newest MOST of both, newest first and else in the order given.

    ``otherwise``: its time where there is nothing in it.
    """
    told: list[tuple[datetime, FeedEntry | Tombstone]] = [(entry.updated, entry) for entry in entries]
    told += [(tombstone.when, tombstone) for tombstone in tombstones]
    newest = sorted(told, key=lambda dated: dated[0], reverse=True)[:MOST]
    return Feed(
        **head,
        entries=[each for _, each in newest if isinstance(each, FeedEntry)],
        tombstones=[each for _, each in newest if isinstance(each, Tombstone)],
        updated=newest[0][0] if newest else otherwise,
    )


def write(feed: Feed, form: str) -> bytes:
    """``form`` is “atom” or “json”."""
    return atom(feed) if form == "atom" else json_feed(feed)


def atom(feed: Feed) -> bytes:
    """Atom, in UTF-8 and without a document type. Elements are those of RFC 4287, section 4."""
    root = ET.Element("feed", {"xmlns": ATOM, "xmlns:at": TOMBSTONES, "xml:lang": _fit(feed.language)})
    _text(root, "id", f"{feed.place}.atom")
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    author = ET.SubElement(root, "author")
    _text(author, "name", AUTHOR)
    _text(author, "uri", f"{feed.site}/")
    _link(root, "self", f"{feed.place}.atom", TYPES["atom"])
    _link(root, "alternate", feed.page, "text/html")
    _link(root, "alternate", f"{feed.place}.json", TYPES["json"])
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
        for term, label in entry.tags:
            ET.SubElement(element, "category", {"term": _fit(term), "label": _fit(label)})
        ET.SubElement(element, "content", {"type": "html"}).text = _fit(entry.html)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)  # typeshed: Any, as for “unicode”
    return written


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1. It has no tombstones of its own: they are an extension of ours, under “_tombstones”."""
    author = {"name": AUTHOR, "url": f"{feed.site}/"}
    found = {
        "version": JSON_FEED,
        "title": _fit(feed.title),
        "home_page_url": feed.page,
        "feed_url": f"{feed.place}.json",
        "description": _fit(feed.subtitle),
        "authors": [author],
        "language": _fit(feed.language),
        "items": [
            {
                "id": _fit(entry.id),
                "url": entry.url,
                "title": _fit(entry.title),
                "content_html": _fit(entry.html),
                "date_published": _moment(entry.published),
                "date_modified": _moment(entry.updated),
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
