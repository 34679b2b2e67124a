"""What a page asks a browser to fetch before its HTML is read: a `Link` header (RFC 8288), and the same in its head.

It must not name what the page does not need. Whoever sends 103 Early Hints (RFC 8297) can send it as it stands.
"""

from __future__ import annotations

from django.templatetags.static import static

STYLE = "style.css"
FONT = "fonts/schibsted-grotesk.woff2"  # our own words, so nearly all that is first seen
SERIF = "fonts/newsreader.woff2"  # theirs: a face that comes late is left out (`font-display: optional`)
QUOTED = ("<blockquote ", "<q ", "<q>", "<blockquote>")


def with_fonts(html: str) -> tuple[str, str]:
    """The page with its fonts in its head, and the header that says so: the style and the font of our words, and that
    of theirs where it quotes. Without that a first visit shows quotations in another face than the second."""
    if not quotes(html):
        return html, early(FONT)
    ours = _preload(FONT)
    return html.replace(ours, f"{ours}\n{_preload(SERIF)}", 1), early(FONT, SERIF)


def early(*fonts: str) -> str:
    """The fonts as a browser would ask for them, without credentials."""
    named = [f'<{static(font)}>; rel=preload; as=font; type="font/woff2"; crossorigin' for font in fonts]
    return ", ".join([f"<{static(STYLE)}>; rel=preload; as=style", *named])


def quotes(html: str) -> bool:
    """Whether there is a quotation in ``main``; the foot of every page has a word of one, which may come late."""
    start, end = html.find("<main"), html.rfind("</main>")
    return 0 <= start < end and any(html.find(tag, start, end) > 0 for tag in QUOTED)


def _preload(font: str) -> str:
    return f'<link rel="preload" href="{static(font)}" as="font" type="font/woff2" crossorigin>'
