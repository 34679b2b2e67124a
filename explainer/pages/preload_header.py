"""What a page asks a browser to fetch before its HTML is read: a `Link` header (RFC 8288), and the same in its head.

It must not name what the first screen does not need. Whoever sends 103 Early Hints (RFC 8297) can send it as it stands.
"""

from __future__ import annotations

import re

from django.templatetags.static import static

STYLE = "style.css"
FONT = "fonts/schibsted-grotesk.woff2"  # our own words, so nearly all that is first seen
SERIF = "fonts/newsreader.woff2"  # theirs: a face that comes late is left out (`font-display: optional`)
SCREEN = 900  # characters of text: what a phone shows before anybody scrolls, or a desk under a large title
_QUOTED = re.compile(r"<(?:q|blockquote)\b")
_TAG = re.compile("<[^>]*>")
_FAR = 20_000  # characters of HTML, of which no first screen has as many


def with_fonts(html: str) -> tuple[str, str]:
    """The page with the fonts of its first screen in its head, and the header that says so: the style and the font of
    our words, and that of theirs where the first screen has some."""
    if not quotes_at_once(html):
        return html, early(FONT)
    ours = _preload(FONT)
    return html.replace(ours, f"{ours}\n{_preload(SERIF)}", 1), early(FONT, SERIF)


def early(*fonts: str) -> str:
    """The fonts as a browser would ask for them, without credentials."""
    named = [f'<{static(font)}>; rel=preload; as=font; type="font/woff2"; crossorigin' for font in fonts]
    return ", ".join([f"<{static(STYLE)}>; rel=preload; as=style", *named])


def quotes_at_once(html: str) -> bool:
    """Whether a quotation begins on the first screen of ``main``."""
    start = html.find("<main")
    found = _QUOTED.search(html, start, start + _FAR) if start >= 0 else None
    return found is not None and len(" ".join(_TAG.sub(" ", html[start : found.start()]).split())) <= SCREEN


def _preload(font: str) -> str:
    return f'<link rel="preload" href="{static(font)}" as="font" type="font/woff2" crossorigin>'
