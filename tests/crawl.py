"""A reader who follows every link: what is public, found as readers find it."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client

from explainer.serving.routes import DESK

FILTERED = re.compile("/(statements|timeline)/[^/]+/[^/]+/$")
NOT_READERS = (*DESK, "/static/")
TONGUE = re.compile("/(ar|he)/")  # a filter is followed in English


class Page(HTMLParser):
    """What a test asks of a page: its links, ids and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        if found.get("id"):
            self.ids.append(found["id"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def crawl(client: Client, start: str = "/", *, deep: bool = False) -> dict[str, bytes]:
    """Every public page that can be reached, as address → body. ``deep`` follows combined filters too."""
    found: dict[str, bytes] = {}
    ahead = [start, "/about/", "/robots.txt"]
    while ahead:
        path = ahead.pop()
        if path in found:
            continue
        response = client.get(path)
        assert response.status_code == 200, f"{path} answered {response.status_code}"
        found[path] = response.content
        if not response["Content-Type"].startswith("text/html"):
            continue
        for link in Page(response.content.decode()).links:
            target = urlsplit(urljoin(path, link))
            if target.netloc and f"{target.scheme}://{target.netloc}" != settings.SITE_URL:
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            filters = target.query.count("=") + bool(FILTERED.search(target.path)) + bool(TONGUE.match(target.path))
            if target.path.startswith(NOT_READERS) or (not deep and filters > 1):
                continue
            ahead.append(address)
    return found


def text_of(html: bytes) -> str:
    """All that a page says, with its attributes, as one line."""
    return re.sub(r"\s+", " ", unescape(html.decode()))
