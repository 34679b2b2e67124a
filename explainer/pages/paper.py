"""What a page needs on paper and not on a screen: where its links lead, numbered and written out once at its end.

It must not know what is on a page: it reads the links that are there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from ..reading.copies import Copy
from ..reading.readings import Reading

# What never reaches paper. Only the filters hold others of their kind, and those hold none.
UNPRINTED = re.compile(
    r"<nav\b.*?</nav>|<form\b.*?</form>"
    r"|<details class=\"facets\b(?:<details\b.*?</details>|[^<]+|<)*?</details>"
    r"|<(p|details|share-words|last-read) class=\"(?:[\w-]+ )*noprint\b.*?</\1>",
    re.DOTALL,
)
OF_NOW = re.compile(
    r"(?:editions|search|on)/|(?:statements|events|issues|actors|texts|phases)/[^/]+/history/$|statements/[^/]+/embedding/$"
)
OF_ITSELF = 'rel="bookmark"'  # a link from an entry to its own page: what is told there is printed here
LINK = re.compile(r"<a ([^>]*?)href=\"([^\"]*)\"")


def with_addresses(html: str, own: str, reading: Copy | None) -> str:
    """``html`` with a number on each link in ``main`` and, last and hidden from screens, the list of what they lead to.

    ``own`` is the page's own path. Addresses are absolute, and those of the story as lasting ones: on paper
    they go with the edition that is printed there. A place within a page is left out: who types an address
    types the page's.
    """
    start, end, foot = html.find("<main"), html.rfind("</main>"), html.rfind("</body>")
    if min(start, end, foot) < 0:
        return html
    now = then = ""
    if isinstance(reading, Reading) and reading.space == "story":
        now = reverse("story:overview", kwargs={"story": reading.story.slug})
        then = reading.lasting("overview")
    site, numbers = (settings.SITE_URL, now, then), dict[str, int]()

    def numbered(found: re.Match[str]) -> str:
        href = unescape(found[2]).partition("#")[0]
        if href in ("", own) or OF_ITSELF in found[1]:
            return found[0]
        number = numbers.setdefault(_written(href, *site), len(numbers) + 1)
        return f'<a {found[1]}data-n="{number}" href="{found[2]}"'

    pieces, place = [html[:start]], start
    for chrome in UNPRINTED.finditer(html, start, end):
        pieces += [LINK.sub(numbered, html[place : chrome.start()]), chrome[0]]
        place = chrome.end()
    pieces.append(LINK.sub(numbered, html[place:end]))
    rows = SafeString("".join(f"<li>{escape(address)}</li>" for address in numbers))
    listed = render_to_string("parts/addresses.html", {"own": _written(own, *site), "rows": rows})
    return "".join([*pieces, html[end:foot], listed, html[foot:]])


@lru_cache(maxsize=8_192)
def _written(href: str, site: str, now: str, then: str) -> str:
    """A path as the absolute address that is printed: below ``now``, a story's own address, that of its very edition,
    which stands at ``then``. Where there is none both are empty."""
    if urlsplit(href).netloc:
        return href
    rest = href.removeprefix(now)
    return f"{then}{rest}" if now and rest != href and _in_editions(rest) else site + href


def _in_editions(rest: str) -> bool:
    """Whether a path below a story's is one below an edition's too: search, histories, feeds and the calendar are of
    now."""
    path = urlsplit(rest).path
    return not OF_NOW.match(path) and (not path or path.endswith("/"))
