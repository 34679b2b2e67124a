"""What was looked for, marked where it was found.

It must not look for anything itself.
"""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from explainer.language.queries import Query

register = template.Library()


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
