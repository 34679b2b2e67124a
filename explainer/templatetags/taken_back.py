"""Where something stood that was taken back: a line in its place, so that counts explain themselves.

A page of which nothing was taken back costs nothing more. It must not know what stood there.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from explainer.story.resolved import Event, Statement
from explainer.story.tombstones import Tombstone

register = template.Library()


@register.simple_tag(takes_context=True)
def stood(context: Context, *kinds: str, of: str | int = "") -> SafeString | str:
    """All of these kinds, as a section of its own. ``of``: the issue or the phase that they belonged to."""
    rows = context["reading"].index.tombstones.of_kinds(*kinds)
    rows = [row for row in rows if not of or row.value.key[1] == str(of)]
    return _made(context, "parts/tombstones.html", rows=rows) if rows else ""


@register.simple_tag(takes_context=True)
def stood_after(context: Context, row: Event | Statement, element: str = "p") -> SafeString | str:
    """Those that stood next after a statement or an event."""
    found = context["reading"].index.tombstones
    if not found.rows:
        return ""
    return _lines(context, found.after("event" if isinstance(row, Event) else "statement", row.slug), element)


@register.simple_tag(takes_context=True)
def stood_first(context: Context, *kinds: str, element: str = "p") -> SafeString | str:
    """Those of these kinds that stood before all that is left."""
    found = context["reading"].index.tombstones
    rows = [row for kind in kinds for row in found.after(kind, "")] if found.rows else []
    return _lines(context, rows, element)


def _lines(context: Context, rows: list[Tombstone], element: str) -> SafeString:
    made = ((_made(context, "parts/tombstone.html", row=row),) for row in rows)
    if element == "li":
        return format_html_join("", '<li><p class="when"></p><p class="what note">{}</p></li>', made)
    return format_html_join("", '<p class="note">{}</p>', made)


def _made(context: Context, name: str, **given: object) -> SafeString:
    return render_to_string(name, {"reading": context["reading"], **given})
