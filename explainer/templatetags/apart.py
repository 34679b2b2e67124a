"""What statements are called that stand beside each other: by speaker and date, told apart where that is not enough.

It must not link to them; a page does, and a feed has no need to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from explainer.story.resolved import Statement

from .reader import dated, spoken, words

register = template.Library()


def told_apart(context: Context, statements: list[Statement]) -> Iterator[tuple[Statement, str]]:
    """Each by its speaker and its date; with its topic too where that alone tells it from another."""
    alike = Counter((row.speaker, row.value.when) for row in statements)
    for row in statements:
        several = alike[row.speaker, row.value.when] > 1
        yield row, spoken(context, row, date=True) if several else dated(context, row.speaker.name, words(row.when))


@register.simple_tag(takes_context=True)
def told_of(context: Context, statements: list[Statement]) -> SafeString:
    named = ((name,) for _row, name in told_apart(context, statements))
    return format_html_join(pgettext("list", "; "), "{}", named)
