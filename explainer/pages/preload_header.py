"""What a page asks a browser to fetch before its HTML is read: a `Link` header (RFC 8288), the same for every page.

It must not name what only some pages need. Whoever sends 103 Early Hints (RFC 8297) can send it as it stands."""

from django.templatetags.static import static

STYLE = "style.css"
FONT = "fonts/schibsted-grotesk.woff2"  # our own words, so nearly all that is first seen


def early() -> str:
    """The style and the one font that matters; the font as a browser would ask for it, without credentials."""
    return (
        f"<{static(STYLE)}>; rel=preload; as=style, "
        f'<{static(FONT)}>; rel=preload; as=font; type="font/woff2"; crossorigin'
    )
