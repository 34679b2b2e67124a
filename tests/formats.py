"""Strict readers of what readers follow: Atom, JSON Feed and iCalendar. Each asserts the rules of its standard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

ATOM, TOMBSTONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
ABSOLUTE = re.compile(r"https?://[^/\s]+/\S*")
ONCE_IN_FEED = ("id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights")
ONCE_IN_ENTRY = ("id", "title", "updated", "published", "content", "summary", "source", "rights")


# ---- Atom: RFC 4287, RFC 6721 ----


def read_atom(body: bytes) -> ET.Element:
    """The feed, if it keeps the rules of RFC 4287 and RFC 6721."""
    _well_formed(body)
    feed = ET.fromstring(body)  # noqa: S314
    assert feed.tag == f"{ATOM}feed"
    _counts(feed, required=("id", "title", "updated"), once=ONCE_IN_FEED)  # 4.1.1
    _identity(feed)
    authors = feed.findall(f"{ATOM}author")
    assert authors or all(entry.find(f"{ATOM}author") is not None for entry in feed.iter(f"{ATOM}entry"))  # 4.1.1
    for author in authors:
        assert author.findtext(f"{ATOM}name")  # 3.2.1
    _links(feed)
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]  # should: 4.1.1
    entries = feed.findall(f"{ATOM}entry")
    assert len({(entry.findtext(f"{ATOM}id")) for entry in entries}) == len(entries)
    for entry in entries:
        _entry(entry)
    stones = feed.findall(f"{TOMBSTONES}deleted-entry")
    assert len({(stone.get("ref"), stone.get("when")) for stone in stones}) == len(stones)  # RFC 6721, 3
    for stone in stones:
        assert ABSOLUTE.fullmatch(stone.get("ref") or "")
        moment(stone.get("when") or "")
    return feed


def _well_formed(body: bytes) -> None:
    """XML 1.0, no document type, nothing declared."""
    parser = expat.ParserCreate()

    def refuse(*_args: Any) -> None:
        raise AssertionError("a document type")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.Parse(body, True)
    assert b"<!DOCTYPE" not in body


def _counts(element: ET.Element, *, required: tuple[str, ...], once: tuple[str, ...]) -> None:
    for name in once:
        assert len(element.findall(ATOM + name)) <= 1, name
    for name in required:
        assert element.findtext(ATOM + name), name


def _identity(element: ET.Element) -> None:
    assert ABSOLUTE.fullmatch(element.findtext(f"{ATOM}id") or "")  # 4.2.6: an IRI, absolute
    moment(element.findtext(f"{ATOM}updated") or "")


def _links(element: ET.Element) -> None:
    seen = set()
    for link in element.findall(f"{ATOM}link"):
        assert ABSOLUTE.fullmatch(link.get("href") or "")  # 4.2.7.1: required; ours are absolute
        rel = link.get("rel", "alternate")
        if rel == "alternate":  # 4.1.1, 4.1.2: no two of one type and language
            assert (link.get("type"), link.get("hreflang")) not in seen
            seen.add((link.get("type"), link.get("hreflang")))
        assert rel == "hub" or re.fullmatch(r"[\w.+-]+/[\w.+-]+", link.get("type") or "")


def _entry(entry: ET.Element) -> None:
    _counts(entry, required=("id", "title", "updated"), once=ONCE_IN_ENTRY)  # 4.1.2
    _identity(entry)
    _links(entry)
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    assert len(content) == 0  # 4.1.3.3: escaped, no child elements
    assert content.text
    assert [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    for category in entry.findall(f"{ATOM}category"):
        assert category.get("term")  # 4.2.2.1
    if published := entry.findtext(f"{ATOM}published"):
        assert moment(published) <= moment(entry.findtext(f"{ATOM}updated") or "")


def moment(text: str) -> datetime:
    assert RFC_3339.fullmatch(text), text
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@dataclass
class Told:
    """A feed as a test asks for it: entries by id, and tombstones as id → when."""

    updated: str
    entries: dict[str, Any]
    stones: dict[str, str]


@dataclass
class ToldEntry:
    title: str
    published: str
    updated: str
    html: str
    tags: list[str]


def told_by_atom(body: bytes) -> Told:
    feed = read_atom(body)
    entries = {
        entry.findtext(f"{ATOM}id"): ToldEntry(
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}published"),
            entry.findtext(f"{ATOM}updated"),
            entry.findtext(f"{ATOM}content"),
            [category.get("label") for category in entry.findall(f"{ATOM}category")],
        )
        for entry in feed.findall(f"{ATOM}entry")
    }
    stones = {stone.get("ref"): stone.get("when") for stone in feed.findall(f"{TOMBSTONES}deleted-entry")}
    return Told(feed.findtext(f"{ATOM}updated"), entries, stones)


# ---- JSON Feed 1.1 ----


def read_json_feed(body: bytes) -> dict[str, Any]:
    """The feed, if it keeps the rules of JSON Feed 1.1 (“Top-level”, “Items”, “Authors”, “Extensions”)."""
    feed = json.loads(body.decode("utf-8"))
    known = {
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "description",
        "authors",
        "language",
        "items",
        "next_url",
        "hubs",
    }
    assert all(name in known or re.match("_[A-Za-z]", name) for name in feed)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert isinstance(feed["items"], list)
    for name in ("home_page_url", "feed_url"):
        assert ABSOLUTE.fullmatch(feed[name])
    assert all(author.get("name") or author.get("url") for author in feed["authors"])
    ids = [item["id"] for item in feed["items"]]
    assert all(isinstance(each, str) and each for each in ids)
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item["content_html"]
        assert ABSOLUTE.fullmatch(item["url"])
        assert moment(item["date_published"]) <= moment(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert ABSOLUTE.fullmatch(feed["_tombstones"]["about"])
    return feed


def told_by_json(body: bytes) -> Told:
    feed = read_json_feed(body)
    entries = {
        item["id"]: ToldEntry(
            item["title"], item["date_published"], item["date_modified"], item["content_html"], item["tags"]
        )
        for item in feed["items"]
    }
    return Told("", entries, {row["ref"]: row["when"] for row in feed["_tombstones"]["items"]})


# ---- iCalendar: RFC 5545 ----

LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<rest>(;[A-Za-z0-9-]+=("[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(?P<value>.*)'
)
ONCE = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "STATUS",
    "DESCRIPTION",
    "URL",
    "CREATED",
    "LAST-MODIFIED",
    "SEQUENCE",
}
STATES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}  # 3.8.1.11, of an event


@dataclass
class Component:
    name: str
    properties: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # name → (parameters, value)
    inside: list[Component] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        """The one value of a property."""
        ((_parameters, value),) = self.properties[name]
        return value

    def text(self, name: str) -> str:
        return unescaped(self[name])

    @property
    def events(self) -> list[Component]:
        return [each for each in self.inside if each.name == "VEVENT"]

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of an all-day entry (3.6.1: without an end it is one day; 3.8.2.2: exclusive)."""
        first = day(self["DTSTART"])
        last = day(self["DTEND"]) - timedelta(days=1)  # said of one day, too, for programs that take none for nought
        assert first <= last
        return first, last


def read_calendar(body: bytes) -> Component:
    """The calendar, if it keeps the rules of RFC 5545."""
    lines = list(_unfolded(body))
    root = Component("")
    open_now = [root]
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            open_now[-1].inside.append(Component(value))
            open_now.append(open_now[-1].inside[-1])
        elif name == "END":
            assert open_now.pop().name == value
        else:
            open_now[-1].properties.setdefault(name, []).append((found["rest"], value))
    assert open_now == [root]
    (calendar,) = root.inside
    assert calendar.name == "VCALENDAR"
    assert calendar["VERSION"] == "2.0"  # 3.6: both are required
    assert calendar["PRODID"]
    assert calendar.inside, "3.6: at least one component"
    identifiers = [event["UID"] for event in calendar.events]
    assert len(set(identifiers)) == len(identifiers)
    for event in calendar.events:
        _check(event)
    return calendar


def _unfolded(body: bytes) -> Iterator[str]:
    """Lines end in CR LF and have at most 75 octets (3.1); each is whole UTF-8 by itself."""
    assert body.endswith(b"\r\n")
    whole = ""
    for raw in body[:-2].split(b"\r\n"):
        assert len(raw) <= 75
        assert b"\n" not in raw
        assert b"\r" not in raw
        text = raw.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
        if text.startswith((" ", "\t")):
            whole += text[1:]
            continue
        if whole:
            yield whole
        whole = text
    yield whole


def _check(event: Component) -> None:
    for name in ONCE:
        assert len(event.properties.get(name, [])) <= 1, name
    assert event["UID"]  # 3.6.1: required
    assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])  # 3.8.7.2: in UTC
    for name in ("DTSTART", "DTEND"):
        for parameters, _value in event.properties.get(name, []):
            assert parameters == ";VALUE=DATE"
    assert event["STATUS"] in STATES
    assert re.fullmatch(r"0|[1-9]\d*", event["SEQUENCE"])  # 3.8.7.4
    _ = event.days
    for name in ("SUMMARY", "DESCRIPTION"):
        value = event[name]
        assert not re.search(r"(?<!\\)(\\\\)*[,;]", value), value  # 3.3.11
        assert re.fullmatch(r"(?:[^\\]|\\[\\,;nN])*", value)


def day(text: str) -> date:
    assert re.fullmatch(r"\d{8}", text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
