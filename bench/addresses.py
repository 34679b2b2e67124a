"""What is asked: a browser's request, and the addresses of a site, found as readers find them.

It must not know how a story is made; it follows links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from .servers import Server

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.7,ar;q=0.3",
    "Accept-Encoding": "gzip, br",
    "Connection": "keep-alive",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Priority": "u=0, i",
}
FILTERED = re.compile("/(statements|timeline)/[^/]+/[^/]+/$")
NOT_PAGES = ("/admin/", "/preview/", "/static/")


def request(address: str, *, method: str = "GET", **headers: str | None) -> str:
    """The bytes of a browser's request, as text; a header given as None is left out."""
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    sent = {name: value for name, value in {"Host": "127.0.0.1", **BROWSER, **given}.items() if value is not None}
    return f"{method} {address} HTTP/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in sent.items()) + "\r\n"


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if href:
            (self.links if tag == "a" else self.files).append(href)


def one_filter(target: str, query: str) -> bool:
    return query.count("=") + bool(FILTERED.search(target)) <= 1


def pages(server: Server, *, most: int = 5_000) -> list[str]:
    """Every public page that links lead to, in the order found: breadth first, filters one at a time."""
    found: dict[str, bool] = {}
    ahead, seen = ["/"], {"/"}
    for path in ahead:
        status, headers, body = server.get(path)
        if status != 200:
            continue
        found[path] = True
        if len(found) >= most:
            break
        if not headers["Content-Type"].startswith("text/html"):
            continue
        for link in Links(body.decode()).links:
            target = urlsplit(urljoin(path, link))
            if target.netloc not in ("", f"127.0.0.1:{server.port}") or target.scheme not in ("", "http"):
                continue
            address = target.path + (f"?{target.query}" if target.query else "")
            known = address in seen or target.path.startswith(NOT_PAGES)
            if not known and one_filter(target.path, target.query):
                seen.add(address)
                ahead.append(address)
    return list(found)


def first_story(server: Server) -> str:
    """The address of the overview of the first story on the home page."""
    for link in Links(server.get("/")[2].decode()).links:
        path = urlsplit(urljoin("/", link)).path
        if re.fullmatch("/[a-z0-9-]+/", path) and path not in (
            "/about/",
            "/data/",
            "/publisher/",
            "/search/",
            "/corrections/",
            "/ar/",
            "/he/",
        ):
            return path
    raise ValueError("the home page leads to no story")


def style(server: Server) -> str:
    """The address of the site's own style, with its hash."""
    files = Links(server.get("/")[2].decode()).files
    return next(file for file in files if re.search(r"/static/.*\.[0-9a-f]+\.css$", file))


def kind(address: str) -> str:
    """What sort of page it is: “statements”, “statement”, “statements filtered” …"""
    path, _, query = address.partition("?")
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in ("ar", "he"):
        parts = parts[1:]
    if "editions" in parts[1:2]:
        parts = ["edition", *parts[3:]]
    match parts:
        case [] | ["about" | "corrections" | "data" | "publisher" | "search"]:
            name = parts[0] if parts else "home"
        case [_]:
            name = "overview"
        case [_, name]:
            pass
        case [_, name, _, "history"] if name != "timeline":
            name = f"history of one of {name}"
        case [_, name, _]:
            name = f"one of {name}"
        case [_, name, *_]:
            name = f"{name} filtered"
    return f"{name} filtered" if query and not name.endswith("filtered") and "search" not in name else name
