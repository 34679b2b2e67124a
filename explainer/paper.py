"""What a page needs on paper and not on a screen: where its links lead, numbered and written out once at its end.

It must not know what is on a page: it reads the links that are there.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from .reading import Reading

# What never reaches paper. Only the filters hold others of their kind, and those hold none.
UNPRINTED = re.compile(
    r"<nav\b.*?</nav>|<form\b.*?</form>"
    r"|<details class=\"facets\b(?:<details\b.*?</details>|[^<]+|<)*?</details>",
    re.DOTALL,
)
LINK = re.compile(r"<a ([^>]*?)href=\"([^\"]*)\"")


def with_addresses(html: str, own: str, reading: Reading | None) -> str:
    """``html`` with a number on each link in ``main`` and, last and hidden from screens, the list of what they lead to.

    ``own`` is the page's own path. Addresses are absolute, and those of the story as lasting ones: on paper
    they go with the edition that is printed there. A place within a page is left out: who types an address
    types the page's.
    """
    start, end, foot = html.find("<main"), html.rfind("</main>"), html.rfind("</body>")
    if min(start, end, foot) < 0:
        return html
    written = _Written(reading)
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        href = unescape(found[2]).partition("#")[0]
        if href in ("", own):
            return found[0]
        number = numbers.setdefault(written[href], len(numbers) + 1)
        return f'<a {found[1]}data-n="{number}" href="{found[2]}"'

    pieces, place = [html[:start]], start
    for chrome in UNPRINTED.finditer(html, start, end):
        pieces += [LINK.sub(numbered, html[place : chrome.start()]), chrome[0]]
        place = chrome.end()
    pieces.append(LINK.sub(numbered, html[place:end]))
    listed = render_to_string("parts/addresses.html", {"own": written[own], "addresses": list(numbers)})
    return "".join([*pieces, html[end:foot], listed, html[foot:]])


class _Written(dict[str, str]):
    """Each path as the absolute address that is printed, of a page of the story being read in its very edition; worked
    out once for each that a page has."""

    def __init__(self, reading: Reading | None) -> None:
        super().__init__()
        self.lasting = bool(reading and reading.space == "story" and reading.edition)
        if reading and self.lasting:
            self.now = reverse("story:overview", kwargs={"story": reading.story.slug})
            self.then = reading.lasting("overview")

    def __missing__(self, href: str) -> str:
        self[href] = self._of(href)
        return self[href]

    def _of(self, href: str) -> str:
        if urlsplit(href).netloc:
            return href
        if self.lasting:
            rest = href.removeprefix(self.now)
            if rest != href and _in_editions(rest):
                return f"{self.then}{rest}"
        return settings.SITE_URL + href


def _in_editions(rest: str) -> bool:
    """Whether a path below a story's is one below an edition's too: search, feeds and the calendar are of now."""
    path = urlsplit(rest).path
    return not path.startswith(("editions/", "search/")) and (not path or path.endswith("/"))
