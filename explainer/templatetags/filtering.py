"""The addresses of filters, and what is chosen in words.

It must not know what a filter leaves; ``facets`` does.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from explainer.facets import Choice, Facet, Line
from explainer.resolved import NO_SIDE

from .reader import content, content_lang, query

register = template.Library()

Drawn = tuple[Line, str, SafeString | str, str, str]


@register.simple_tag(takes_context=True)
def to_filtered(context: Context, page: str, values: dict[str, str]) -> str:
    """The address of the timeline or of who-said-what with a filter."""
    path, rest = context["reading"].filtered(page, values)
    return path + query(rest)


@register.simple_tag(takes_context=True)
def facet_rows(context: Context, facet: Facet, page: str) -> list[Drawn]:
    """Each line of a facet with its address on ``page`` (empty where it leads to nothing), the language of its label,
    its label and its count. Lists of filters are the longest there are: what they ask is asked once."""
    lang, reading = content_lang(context), context["reading"]
    rows: list[Drawn] = []
    for row in facet.rows:
        href = ""
        if row.chosen or row.count:
            path, rest = reading.filtered(page, row.query)
            href = path + query(rest)
        ours = not _is_content(facet.name, row.query.get(facet.name, ""))
        rows.append((row, href, "" if ours else lang, row.label, str(row.count)))
    return rows


@register.simple_tag(takes_context=True)
def facet_lang(context: Context, facet: str, query: dict[str, str]) -> SafeString | str:
    """As ``content_lang``, for the label of what ``query`` chooses in a facet."""
    return content_lang(context) if _is_content(facet, query.get(facet, "")) else ""


@register.simple_tag(takes_context=True)
def filters(context: Context, choice: Choice) -> SafeString:
    """What is chosen, as ``Choice.words``."""
    rows = [
        (content(context, label) if _is_content(facet, choice.query[facet]) else label,)
        for facet, label, _rest in choice.chosen
    ]
    return format_html_join(pgettext("between two filters", ", "), "{}", rows)


def _is_content(facet: str, value: str) -> bool:
    return facet in ("side", "actor", "issue") and (facet, value) != ("side", NO_SIDE)
