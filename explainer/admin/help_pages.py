"""Help at the desk: the editors' guide in docs/, made into pages by our own Markdown, headings with their addresses.

It must not show any other file, nor anything to who may not see a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from explainer.language.text import render, render_line

from . import guide
from .front import may_see

PAGES = {"editing": "For editors", **guide.PAGES, "modelling": "How a story is modelled"}
PICTURES = "admin/guide"
LONGEST = 300_000  # characters of a file
_HEADING = re.compile(r"(#{1,4}) +(.+?) *#*")
_LINK = re.compile(r"\]\((?:\.\./|guide/)?([a-z-]+)\.md(#[\w-]*)?\)")
_PICTURE = re.compile(r"!\[(.+)\]\((?:\.\./)*static/([\w/-]+\.webp)\)")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a table, a picture, words as they are typed, or text."""

    kind: str
    level: int = 0
    anchor: str = ""
    title: str = ""
    html: SafeString | str = ""
    head: tuple[SafeString, ...] = ()
    rows: tuple[tuple[SafeString, ...], ...] = ()
    words: str = ""
    size: tuple[int, int] = (0, 0)


@require_safe
def page(request: HttpRequest, name: str = "editing") -> HttpResponse:
    if not may_see(request.user):
        raise PermissionDenied
    if name not in PAGES:
        raise Http404
    blocks = read(file_of(name))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": PAGES[name],
        "blocks": blocks,
        "headings": [block for block in blocks if block.kind == "heading" and block.level == 2],
        "name": name,
        "pages": [(each, title, reverse("desk-help-page", args=(each,))) for each, title in PAGES.items()],
    }
    return TemplateResponse(request, "admin/explainer/help.html", context)


def file_of(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / ("guide" if name in guide.PAGES else "") / f"{name}.md"


def read(file: Path) -> tuple[Block, ...]:
    """The blocks of a file; none where it did not come with the site."""
    try:
        return blocks_of(file.read_text(encoding="utf-8")[:LONGEST])
    except (OSError, UnicodeDecodeError):
        return ()


@lru_cache(maxsize=8)
def blocks_of(text: str) -> tuple[Block, ...]:
    return tuple(_blocks(_LINK.sub(_leads, text)))


def _leads(found: re.Match[str]) -> str:
    """A link to another file of docs/ leads to its page here, if it has one."""
    name, place = found[1], found[2] or ""
    return f"]({reverse('desk-help-page', args=(name,))}{place})" if name in PAGES else "]()"


def _blocks(text: str) -> Iterator[Block]:
    seen: set[str] = set()
    tables = 0
    lines = text.split("\n")
    while lines:
        line = lines.pop(0)
        if line.startswith("```"):
            yield Block("words", words="\n".join(_until(lines, lambda each: each.startswith("```"))))
            lines = lines[1:]
        elif heading := _HEADING.fullmatch(line):
            yield _heading(len(heading[1]), heading[2], seen)
        elif picture := _PICTURE.fullmatch(line):
            yield _picture(picture[1], picture[2])
        elif line.startswith("|"):
            tables += 1
            yield _table([line, *_until(lines, lambda each: not each.startswith("|"))], f"Table {tables}")
        elif line.strip():
            more = _until(lines, _ends)
            yield Block("text", html=render("\n".join([line, *more])))


def _ends(line: str) -> bool:
    return line.startswith(("```", "|", "![")) or _HEADING.fullmatch(line) is not None


def _until(lines: list[str], ends: Any) -> list[str]:
    """The lines before the first at which it ends, taken away."""
    count = next((number for number, each in enumerate(lines) if ends(each)), len(lines))
    taken, lines[:] = lines[:count], lines[count:]
    return taken


def _heading(level: int, title: str, seen: set[str]) -> Block:
    name = slugify(title) or "part"
    anchor, number = name, 1
    while anchor in seen:
        number += 1
        anchor = f"{name}-{number}"
    seen.add(anchor)
    return Block("heading", level=level, anchor=anchor, title=title, html=render_line(title))


def _table(lines: list[str], title: str) -> Block:
    rows = [tuple(render_line(cell.strip()) for cell in _CELL.split(line.strip().strip("|"))) for line in lines]
    if len(lines) > 1 and set(lines[1]) <= set("|-: "):
        return Block("table", title=title, head=rows[0], rows=tuple(rows[2:]))
    return Block("table", title=title, rows=tuple(rows))


def _picture(alt: str, path: str) -> Block:
    """With its size, so that nothing moves when it comes; words alone where it did not come with the site."""
    try:
        with (Path(settings.BASE_DIR) / "static" / path).open("rb") as file:
            return Block("picture", title=alt, words=path, size=size_of(file.read(64)))
    except OSError:
        return Block("text", html=render_line(alt))


def size_of(head: bytes) -> tuple[int, int]:
    """Width and height of a WebP picture, from its first bytes, by its kind."""
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
