"""The mark of an item that publishing would add or change, on the pages of a preview that asks for marks.

It must not mark anything in an edition: the page of an edition does that itself.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..edition.changed_items import Item
from ..reading.copies import Copy, Preview


def would_change(reading: Copy | None, item: Item) -> SafeString | str:
    verb = reading.marks.get(item) if isinstance(reading, Preview) else None
    if not verb or not isinstance(reading, Preview):
        return ""
    said = _("New since version %(number)s") if verb == "added" else _("Changed since version %(number)s")
    number = {"number": reading.published}
    return format_html('<small class="since"><a href="{}">{}</a></small>', reading.address("changes"), said % number)
