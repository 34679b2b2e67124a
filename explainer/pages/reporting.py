"""Where an error is reported, with the page and its version filled in, as the site says (CORRECTIONS_TO).

It must not send anything: whoever reports it does. Where nothing is said of it, there is no link.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from explainer.reading.readings import Reading

from .lasting_address import lasting_address


def report_to(reading: Reading, path: str) -> str:
    """An address to follow: a mail that is begun (RFC 6068), or a page that is told “address” and “edition”. Empty
    where the site says none."""
    to = settings.PUBLISHER.corrections
    if not to:
        return ""
    address, number = lasting_address(reading, path) or reading.lasting("overview"), reading.edition.number
    if to.startswith("https://"):
        asked = urlencode({"address": address, "edition": number})
        return f"{to}{'&' if '?' in to else '?'}{asked}"
    subject = _("Error in %(title)s, version %(number)s") % {
        "title": reading.story.short_title or reading.story.title,
        "number": number,
    }
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(address)}"
