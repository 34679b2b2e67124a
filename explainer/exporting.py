"""Writes the public site as files, as an anonymous reader finds it by following links: for any server of files.

It must not know what is on a page, nor see more than a reader. It never touches a file that it did not write: what it
wrote is listed in ``.exported``, so that the next export can remove what is no longer public.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
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

from .models.editions import Edition

LIST = ".exported"
STARTS = ("/", "/about/", "/corrections/", "/robots.txt", "/favicon.ico")
# What needs a server: the desk, what tells of the server, and search.
LEFT_OUT = re.compile(r"/(admin|preview|healthz)/|/(.+/)?search/")
REFERS = {"a": "href", "link": "href", "img": "src", "script": "src", "use": "href"}
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


def export(folder: Path) -> Report:
    """Write every public address without a query into ``folder``. Raises CannotExport."""
    before = _written_before(folder)
    report, written = Report(), set()
    _list(folder, before)
    try:
        _follow(folder, report, written)
    except BaseException:
        _list(folder, before | written)
        raise
    _remove(folder, before - written, report)
    _list(folder, written)
    return report


def _follow(folder: Path, report: Report, written: set[str]) -> None:
    """Every link that leads to a file. ``written`` grows by the names of the files."""
    ask = _reader()
    ahead = [*STARTS, *_stories()]
    seen = set(ahead)
    while ahead:
        address = ahead.pop()
        response = ask(address)
        if response.status_code in (301, 302) and (target := _own(address, response["Location"])):
            found = {target}
        elif response.status_code != 200:
            report.left[address] = response.status_code
            continue
        else:
            name = _name(address)
            _write(folder, name, response.content, report)
            written.add(name)
            found = set(_links(address, response))
        ahead += sorted(found - seen, reverse=True)
        seen |= found
    _write(folder, "404.html", ask("/404.html").content, report)
    written.add("404.html")


def _stories() -> list[str]:
    """Every story that can be read: the first page names only the newest, and leads on by a query."""
    rows = Edition.objects.in_streams("").newest_of_each_stream(timezone.now()).readable()
    return [reverse("story:overview", args=[slug]) for slug in rows.values_list("slug", flat=True)]


def _list(folder: Path, names: set[str]) -> None:
    _write(folder, LIST, "".join(f"{name}\n" for name in sorted(names)).encode(), Report())


def _written_before(folder: Path) -> set[str]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if local:
        raise CannotExport(f"SITE_URL is {settings.SITE_URL}; set it to the address that the files will have.")
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise CannotExport(f"{folder} is no folder.")
    if not (folder / LIST).exists():
        if any(folder.iterdir()):
            raise CannotExport(f"{folder} holds files that no export wrote; give an empty folder.")
        return set()
    return set((folder / LIST).read_text(encoding="utf-8").split("\n")) - {""}


def _reader() -> object:
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
        return handler.get_response(WSGIRequest(environ))

    return ask


class _References(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name == REFERS.get(tag)]


def _links(address: str, response: HttpResponse) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        found = _References(response.content.decode()).found
    elif kind.startswith("text/css"):
        found = IN_STYLE.findall(response.content.decode())
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
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
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
