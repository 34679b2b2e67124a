"""What the readers' templates may say that HTML cannot: prose, dates, addresses.

It must not decide what is shown.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from explainer import date_words, dates, text
from explainer.diffs import Change
from explainer.folding import Query

register = template.Library()
register.filter("prose", text.render)
register.filter("line", text.render_line)
register.filter("plain", text.plain)


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, *args: Any) -> str:
    """The path of a page of the story being read, in the same edition."""
    return context["reading"].address(page, *args)


@register.simple_tag(takes_context=True)
def to_change(context: Context, change: Change) -> str:
    return context["reading"].address(change.page, *change.args)


@register.filter
def query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


@register.filter
def day(iso: str) -> str:
    """An ISO 8601 day in words."""
    return dates.words(dates.parse(iso))


@register.simple_tag(name="query")
def query_of(**values: Any) -> str:
    return query(values)


@register.filter
def marked(text: str, asked: Query) -> SafeString:
    """``text`` with what was looked for in ``mark`` elements."""
    return format_html_join("", "{}", ((_mark(piece) if found else piece,) for piece, found in asked.pieces(text)))


@register.filter
def marked_prose(text: str, asked: Query) -> SafeString:
    """As ``marked``, for our own sentences: “their words” are set apart as ``text.render`` does."""
    pieces = re.split("(“[^“”]*”)", text)
    rows = (
        (format_html('<q class="theirs">{}</q>', marked(piece, asked)) if place % 2 else marked(piece, asked),)
        for place, piece in enumerate(pieces)
    )
    return format_html_join("", "{}", rows)


def _mark(piece: str) -> SafeString:
    return format_html("<mark>{}</mark>", piece)


@register.filter
def words(when: dates.When | None) -> str:
    return dates.words(when) if when else _("no date given")


@register.simple_tag
def when(value: dates.When | str | None, weekday: bool = True) -> SafeString | str:
    """A date in words, in a ``time`` element where HTML can hold it (WHATWG HTML, “The time element”)."""
    if not value:
        return _("No date given")
    parsed = dates.parse(value) if isinstance(value, str) else value
    said = dates.sentence(parsed, weekday=weekday)
    if parsed.machine:
        return format_html('<time datetime="{}">{}</time>', parsed.machine, said)
    return format_html('<span data-edtf="{}">{}</span>', parsed.edtf, said)


@register.simple_tag
def moment(value: Any) -> SafeString:
    """When an edition was published: exact, in UTC."""
    said = date_words.moment_words(value)
    return format_html('<time datetime="{}">{}</time>', value.strftime("%Y-%m-%dT%H:%M:%SZ"), said)


@register.filter
def times(count: int) -> range:
    """For drawing ``count`` marks."""
    return range(count)
