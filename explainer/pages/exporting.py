"""Writes the public site as files, as an anonymous reader finds it by following links: for any server of files.

It must not know what is on a page, nor see more than a reader. It never touches a file that it did not write: what it
wrote is listed in ``.exported``, so that the next export can remove what is no longer public. It goes story by story,
so that it holds no more than the addresses of one, however many there are.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..language.languages import PREFIXED
from ..models.editions import Edition

Ask = Callable[[str], HttpResponse]
LIST = ".exported"  # a folder with a list for each story, and one for the rest
SITE = "site"
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
# What needs a server: the desk, what tells of the server, and search.
LEFT_OUT = re.compile(r"/(admin|preview|healthz)/|/(.+/)?(search/|opensearch\.xml)")
REFERS = {"a": "href", "link": "href", "img": "src", "script": "src", "use": "href", "iframe": "src"}
PICTURED = "og:image"
FEED = ("application/atom+xml", "application/feed+json")
# What leads to the archive of a feed, as ``following.feeds`` writes it.
IN_FEED = re.compile(r"""(?<= rel="prev-archive" type="application/atom\+xml" href=")[^"]+|(?<="next_url": ")[^"]+""")
IN_MANIFEST = re.compile(r'''"src": "([^"]+)"''')
IN_SITEMAP = re.compile("(?<=<loc>)[^<]+")
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")


class CannotExport(Exception):
    """Why nothing was written, as a sentence."""


@dataclass
class Report:
    """``left``: addresses that were linked and not written, with the status that they were answered with."""

    pages: int = 0
    files: int = 0
    changed: int = 0
    removed: int = 0
    left: dict[str, int] = field(default_factory=dict)


def export(folder: Path, *, before: Callable[[], object] = lambda: None) -> Report:
    """Write every public address without a query into ``folder``. Raises CannotExport. ``before``: what makes, once
    nothing is in the way, what no reader may have made."""
    _check(folder)
    before()
    report, ask, stories = Report(), _reader(), _stories()
    site = _Part(folder, SITE, report)
    lists = {SITE}
    with site:
        into = site.follow(ask, [*STARTS, *([reverse("security")] if settings.SECURITY_CONTACT else [])], stories)
        for slug in stories:
            story = _Part(folder, f"story-{slug}", report)
            lists.add(story.name)
            with story:
                starts = [reverse("story:overview", args=[slug]), *sorted(into.pop(slug, ()))]
                elsewhere = story.follow(ask, starts, stories, slug)
            site.follow(ask, elsewhere.pop("", ()), stories)
        site.write("404.html", ask("/404.html").content)
    for list_ in sorted((folder / LIST).iterdir()):
        if list_.name not in lists:
            with _Part(folder, list_.name, report):
                pass  # nothing of it is public any more
            list_.unlink()
    return report


class _Part:
    """What is written of one story, or beside them all, and the list of it from one export to the next.

    At its end goes what was on the list and was not written; if it breaks off, the list holds both."""

    def __init__(self, folder: Path, name: str, report: Report) -> None:
        self.folder, self.name, self.report = folder, name, report
        self.seen: set[str] = set()
        self.written: set[str] = set()

    def __enter__(self) -> _Part:
        file = self.folder / LIST / self.name
        self.before = set(file.read_text(encoding="utf-8").split("\n")) - {""} if file.exists() else set[str]()
        self._list(self.before)
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        if kind is not None:
            self._list(self.before | self.written)
            return
        _remove(self.folder, self.before - self.written, self.report)
        self._list(self.written)

    def follow(self, ask: Ask, starts: Iterable[str], stories: Container[str], slug: str = "") -> dict[str, set[str]]:
        """Every link that leads to a file of this part; those that lead to others, by slug (the site's own: empty)."""
        ahead = [address for address in dict.fromkeys(starts) if address not in self.seen]
        self.seen.update(ahead)
        others: dict[str, set[str]] = defaultdict(set)
        while ahead:
            address = ahead.pop()
            response = ask(address)
            if response.status_code in (301, 302) and (target := _own(address, response["Location"])):
                found = {target}
            elif response.status_code != 200:
                self.report.left[address] = response.status_code
                continue
            else:
                self.write(_name(address), response.content)
                found = set(_links(address, response))
            for link in sorted(found - self.seen, reverse=True):
                place = _story_of(link, stories)
                if place == slug:
                    self.seen.add(link)
                    ahead.append(link)
                else:
                    others[place].add(link)
        return others

    def write(self, name: str, content: bytes) -> None:
        _write(self.folder, name, content, self.report)
        self.written.add(name)

    def _list(self, names: set[str]) -> None:
        _write(self.folder, f"{LIST}/{self.name}", "".join(f"{name}\n" for name in sorted(names)).encode(), Report())


def _stories() -> dict[str, None]:
    """The slug of every story that can be read: the first page names only the newest, and leads on by a query."""
    rows = Edition.objects.in_streams("").newest_of_each_stream(timezone.now()).readable()
    return dict.fromkeys(rows.values_list("slug", flat=True))


def _story_of(address: str, stories: Container[str]) -> str:
    first, _slash, rest = address[1:].partition("/")
    slug = rest.partition("/")[0] if first in PREFIXED else first
    return slug if slug in stories else ""


def _check(folder: Path) -> None:
    host = urlsplit(settings.SITE_URL).hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if local:
        raise CannotExport(f"SITE_URL is {settings.SITE_URL}; set it to the address that the files will have.")
    if folder.exists() and not folder.is_dir():
        raise CannotExport(f"{folder} is no folder.")
    if folder.exists() and not (folder / LIST).is_dir() and any(folder.iterdir()):
        raise CannotExport(f"{folder} holds files that no export wrote; give an empty folder.")


def _reader() -> Ask:
    """Asks the site's own handler, in this process, as somebody who has no account."""
    handler = BaseHandler()
    handler.load_middleware()
    site = urlsplit(settings.SITE_URL)

    def ask(address: str) -> HttpResponse:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(address),
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
        response = handler.get_response(WSGIRequest(environ))
        assert isinstance(response, HttpResponse)  # no page of ours streams
        return response

    return ask


class _References(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name == REFERS.get(tag)]
        if tag == "meta" and ("property", PICTURED) in attrs:
            self.found += [value for name, value in attrs if value and name == "content"]


def _links(address: str, response: HttpResponse) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        found = _References(response.content.decode()).found
    elif kind.startswith("text/css"):
        found = IN_STYLE.findall(response.content.decode())
    elif kind.startswith("application/manifest"):
        found = IN_MANIFEST.findall(response.content.decode())
    elif kind.startswith("application/xml"):
        found = IN_SITEMAP.findall(response.content.decode())
    elif kind.startswith(FEED):
        found = IN_FEED.findall(response.content.decode())
    else:
        return
    yield from filter(None, (_own(address, link) for link in found))


def _own(address: str, link: str) -> str | None:
    """The path that ``link`` leads to, if it is one of ours that a file can stand for."""
    try:
        target = urlsplit(urljoin(settings.SITE_URL + address, link))
    except ValueError:
        return None
    ours = f"{target.scheme}://{target.netloc}" == settings.SITE_URL
    return target.path if ours and not target.query and not LEFT_OUT.match(target.path) else None


def _name(address: str) -> str:
    """The file of an address, below the folder; pages are called index.html."""
    parts = [part for part in unquote(address).split("/") if part]
    if any((part.startswith(".") and part != WELL_KNOWN) or "\\" in part or "\0" in part for part in parts):
        raise CannotExport(f"{address} cannot be the name of a file.")
    return "/".join([*parts, "index.html"] if address.endswith("/") else parts)


def _write(folder: Path, name: str, content: bytes, report: Report) -> None:
    """Whole or not at all; a file that is the same already is left as it is."""
    report.files += 1
    report.pages += name.endswith(".html")
    file = folder / name
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    report.changed += 1


def _remove(folder: Path, names: set[str], report: Report) -> None:
    root = folder.resolve()
    for name in sorted(names):
        file = folder / name
        if root in file.resolve().parents and file.is_file():
            file.unlink()
            report.removed += 1
