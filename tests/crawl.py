"""A reader who follows every link: what is public, found as readers find it."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from zipfile import ZipFile

from django.conf import settings
from django.test import Client

from explainer.serving.routes import DESK

FILTERED = re.compile("/(statements|timeline)/[^/]+/[^/]+/$")
NOT_READERS = (*DESK, "/static/")
ONE_OF_MANY = re.compile("(/(?:actors|issues|phases|statements|texts|timeline)/)([^?]+/)")
TONGUE = re.compile("/(ar|he)/")  # a filter is followed in English
FILES = (".json", ".csv", ".zip", ".ics", ".png", ".atom", ".txt", ".bib", ".ris")  # what is no page
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')


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
        self.text += data.replace("\u00a0", " ")  # a no-break space reads as a space


def links_of(html: str) -> list[str]:
    """As ``Page`` finds them (test_pages holds it), at a hundredth of its price: a crawl asks for little else."""
    return [unescape(link) for link in LINK.findall(html)]


def crawl(client: Client, start: str = "/", *, deep: bool = False, under: str = "/", few: int = 0) -> dict[str, bytes]:
    """Every public page that can be reached, as address → body. ``deep`` follows combined filters too; ``under`` asks
    only for what begins so; ``few`` is the most that are asked for of one pattern of addresses."""
    found: dict[str, bytes] = {}
    asked: Counter[str] = Counter()
    ahead = [start, "/about/", "/robots.txt"]
    while ahead:
        path = ahead.pop()
        if path in found or not path.startswith(under):
            continue
        pattern = ONE_OF_MANY.sub(lambda each: each[1] + re.sub("[^/]+", "x", each[2]), path)
        asked[pattern] += 1
        if few and asked[pattern] > few:
            continue
        response = client.get(path)
        assert response.status_code == 200, f"{path} answered {response.status_code}"
        found[path] = unpacked(response.content)
        if not response["Content-Type"].startswith("text/html"):
            continue
        for link in links_of(response.content.decode()):
            target = urlsplit(urljoin(path, link))
            if target.netloc and f"{target.scheme}://{target.netloc}" != settings.SITE_URL:
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            filters = target.query.count("=") + bool(FILTERED.search(target.path)) + bool(TONGUE.match(target.path))
            if target.path.startswith(NOT_READERS) or (not deep and filters > 1):
                continue
            ahead.append(address)
    return found


def unpacked(body: bytes) -> bytes:
    """Of a package, what the files in it say: packed bytes say any two letters by chance."""
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())


def html_of(found: dict[str, bytes]) -> dict[str, bytes]:
    """The pages of a crawl, without feeds, data and pictures."""
    return {address: body for address, body in found.items() if not address.partition("?")[0].endswith(FILES)}


def words_of(body: bytes) -> str:
    """What a page, or a part of one, says, without its markup: one blank between words, none before a full stop."""
    words = unescape(re.sub(r"<[^>]*>", " ", body.decode()))
    return re.sub(r" ([:,.;)])|(?<=\() ", r"\1", re.sub(r"\s+", " ", words)).strip()


def text_of(html: bytes) -> str:
    """All that a page says, with its attributes, as one line. A package has a database in it, which is no text."""
    return re.sub(r"\s+", " ", unescape(html.decode(errors="replace")))
