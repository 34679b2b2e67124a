"""The addresses of filters, and what is chosen in words.

It must not know what a filter leaves; ``facets`` does.
"""

from __future__ import annotations

from html import escape

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from explainer.reading.copies import Copy
from explainer.story.facet_values import NO_PHASE
from explainer.story.facets import MOST, Choice, Facet
from explainer.story.lanes import Lane
from explainer.story.resolved import NO_SIDE, Statement

from .phased import phased
from .reader import content, content_lang, query

register = template.Library()

LINE = '<li><a href="%s"%s><bdi%s>%s</bdi> <span class="n">%d</span></a></li>'
OFF = '<li class="off"><bdi%s>%s</bdi> <span class="n">0</span></li>'
CURRENT = ' aria-current="true"'


@register.simple_tag(takes_context=True)
def to_filtered(context: Context, page: str, values: dict[str, str]) -> str:
    """The address of the timeline or of who-said-what with a filter."""
    reading: Copy = context["reading"]
    path, rest = reading.filtered(page, values)
    return path + query(rest)


@register.filter
def newest(rows: list[Statement], most: int = MOST) -> list[Statement]:
    """All of them if they are no more than ``most``; else the newest that have a date of their own, in their order."""
    return rows if len(rows) <= most else ([row for row in rows if row.dated] or rows)[-most:]


@register.simple_tag(takes_context=True)
def facet_lines(context: Context, facet: Facet, page: str) -> SafeString:
    """The lines of a facet, each with the page that it leads to and its count; one that leads to nothing leads nowhere.

    Written here and not in a template: they are the longest list on most pages, and what they ask is asked once."""
    lang, reading = content_lang(context), context["reading"]
    lines: list[str] = []
    for row in facet.rows:
        named = lang if _is_content(context, facet.name, row.value) else ""
        label = conditional_escape(_label(context, facet.name, row.value, row.label))
        if row.chosen or row.count:
            path, rest = reading.filtered(page, row.query)
            current = CURRENT if row.chosen else ""
            lines.append(LINE % (escape(path + query(rest)), current, named, label, row.count))
        else:
            lines.append(OFF % (named, label))
    return SafeString("".join(lines))


@register.simple_tag(takes_context=True)
def facet_lang(context: Context, facet: str, query: dict[str, str]) -> SafeString | str:
    """As ``content_lang``, for the label of what ``query`` chooses in a facet."""
    return content_lang(context) if _is_content(context, facet, query.get(facet, "")) else ""


@register.simple_tag(takes_context=True)
def facet_label(context: Context, facet: str, query: dict[str, str], label: str) -> str:
    """The label of what ``query`` chooses in a facet, with its language where only a part of it is content."""
    return _label(context, facet, query.get(facet, ""), label)


@register.simple_tag(takes_context=True)
def facet_title(context: Context, facet: Facet) -> str:
    return phased(context, "one") if facet.name == "phase" else facet.label


@register.simple_tag(takes_context=True)
def lane_lang(context: Context, lane: Lane) -> SafeString | str:
    """As ``content_lang``, for the name of a lane."""
    return "" if lane.ours else content_lang(context)


@register.simple_tag(takes_context=True)
def filters(context: Context, choice: Choice) -> SafeString:
    """What is chosen, as ``Choice.words``."""
    rows = [
        (
            content(context, label)
            if _is_content(context, facet, choice.query[facet])
            else facet_label(context, facet, choice.query, label),
        )
        for facet, label, _rest in choice.chosen
    ]
    return format_html_join(pgettext("between two filters", ", "), "{}", rows)


def _is_content(context: Context, facet: str, value: str) -> bool:
    if facet == "phase":
        return value != NO_PHASE and context["reading"].index.words.own
    return facet in ("side", "actor", "issue") and (facet, value) != ("side", NO_SIDE)


def _label(context: Context, facet: str, value: str, label: str) -> str:
    return phased(context, "none") if (facet, value) == ("phase", NO_PHASE) else label
