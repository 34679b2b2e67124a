"""That the original has put right since what stands in a translation: said at the item, with the way to the original's.

It must not say what the original says now: that is not in this language yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..edition.changed_items import Item
from ..edition.diffs import Change
from ..language import date_words
from ..language.languages import speaks
from ..reading.copies import address_of
from ..reading.readings import Reading


def put_right_in_the_original(reading: Reading, item: Item) -> SafeString | str:
    """The mark of an item; empty where its original says what it said."""
    found = reading.put_right.changed.get(item) if reading.put_right else None
    if found is None:
        return ""
    edition, change = found
    said = _("The original has since corrected this, in version %(number)s, published %(date)s") % {
        "number": edition.number,
        "date": date_words.moment_words(edition.published_at),
    }
    return format_html(
        '<small class="since put-right"><a href="{}" hreflang="{}">{}</a></small>',
        _in_the_original(reading, item, change),
        edition.language,
        said,
    )


def _in_the_original(reading: Reading, item: Item, change: Change) -> str:
    """Where readers of the original read it."""
    language = speaks("")
    if item[0] == "events" and item[1] in reading.index.event:
        return replace(reading, language=language).event(item[1])
    if item[0] == "positions":
        issue = address_of(language, "story", "issue", reading.story.slug, None, item[1:2])
        return f"{issue}#position-{item[2]}"
    args: tuple[Any, ...] = change.args
    return address_of(language, "story", change.page, reading.story.slug, None, args)
