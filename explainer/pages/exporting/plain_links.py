"""A page as a file has it: what leads to nothing there is plain text, and what needs a server to be filled in is gone.

It must not change another byte of a page. What is left out is decided by where a link leads, not by the template that
has it, so that no page can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import accumulate

Written = Callable[[str], str | None]  # a link → as it stands in the file; None where it leads to nothing
Edit = tuple[int, int, str]
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "label", "legend"])
# What goes when nothing but a heading is left in it.
AROUND = frozenset(["li", "ul", "ol", "nav", "p", "section", "details", "div", "aside", "search"])
SHOWN = frozenset(["img", "svg", "iframe", "video", "audio", "input", "select", "textarea"])  # not words
KEPT = ("id", "lang", "dir")  # of a link that is plain text
FORMS = frozenset(("form", "last-read"))  # the second is a link to what a machine has to answer, made by a script
REFERS = {"a": "href", "link": "href", "img": "src", "script": "src", "use": "href", "iframe": "src"}
PICTURED = "og:image"  # of a line for machines
HREF = re.compile(r'(\shref=")[^"]*')


def with_plain_links(html: str, written: Written, *, dropped: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The page, and all that it refers to as it was sent: it is read once for both, which is half of the work.

    ``dropped``: of what leads to nothing, what is not worth a word either, such as the way to the search."""
    reading = _Page(html, written, dropped)
    parts: list[str] = []
    at = 0
    for start, end, instead in sorted(reading.edits, key=lambda edit: (edit[0], -edit[1])):
        if start < at:
            continue  # stands in what is gone
        parts += [html[at:start], instead]
        at = end
    return "".join([*parts, html[at:]]), reading.found


@dataclass(slots=True)
class _Element:
    tag: str
    start: int
    inner: int
    name: str  # its id
    instead: str = ""  # of a link that becomes plain text, its opening tag
    goes: bool = False
    words: int = 0
    lost: bool = False  # whether something in it went


class _Page(HTMLParser):
    def __init__(self, html: str, written: Written, dropped: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._html, self._written, self._dropped = html, written, dropped
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._open = [_Element("", 0, 0, "")]
        self.edits: list[Edit] = []
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, text = self._at(), self.get_starttag_text() or ""
        found = dict(attrs)
        self._refer(tag, found)
        element = _Element(tag, start, start + len(text), found.get("id") or "", goes=tag in FORMS)
        if tag in ("a", "link") and (link := found.get("href")):
            self._follow(element, link, text, found)
        if tag in SHOWN:
            element.words = self._open[-1].words = self._open[-1].words + 1
        if tag in VOID:
            if element.goes:
                self.edits.append((start, element.inner, ""))
            return
        self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._refer(tag, dict(attrs))  # of a drawing, in which no link stands

    def _refer(self, tag: str, found: dict[str, str | None]) -> None:
        named = REFERS.get(tag, "content" if found.get("property") == PICTURED else "")
        if named and (value := found.get(named)):
            self.found.append(value)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open[-1].words += 1

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open[1:]):
            return
        while self._open[-1].tag != tag:
            self._close(self._open.pop(), self._at(), self._at())
        start = self._at()
        self._close(self._open.pop(), start, self._html.index(">", start) + 1)

    def _follow(self, element: _Element, link: str, text: str, found: dict[str, str | None]) -> None:
        leads = self._written(link)
        if leads is None:
            element.goes = element.tag == "link" or self._dropped(link)
            kept = "".join(f' {name}="{escape(found[name] or "")}"' for name in KEPT if name in found)
            element.instead = f"<{self._plain()}{kept}>"
        elif leads != link:
            told = HREF.sub(lambda match: match[1] + escape(leads), text, count=1)
            self.edits.append((element.start, element.inner, told))

    def _plain(self) -> str:
        """What stands for a link that is none: of a drawing, what may stand in a drawing."""
        around = {element.tag for element in self._open}
        return "tspan" if "text" in around else "g" if "svg" in around else "span"

    def _close(self, element: _Element, start: int, end: int) -> None:
        around = self._open[-1]
        if element.goes or (element.lost and not element.words and element.tag in AROUND):
            stays = element.name and element.tag in AROUND | FORMS  # other pages may lead to it
            place = f'<span id="{escape(element.name)}"></span>' if stays else ""
            self.edits.append((element.start, end, place))
            around.lost = True
            return
        if element.instead:
            closing = f"</{element.instead[1:-1].partition(' ')[0]}>"
            self.edits += [(element.start, element.inner, element.instead), (start, end, closing)]
        around.lost = around.lost or element.lost
        if element.tag not in HEADINGS:
            around.words += element.words

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column
