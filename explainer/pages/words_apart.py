"""A blank between two elements in a line whose words would run together for who reads without layout: a text browser,
a screen reader, a search excerpt (“spokesmanWeek”). On a screen it is nothing, or the blank that was meant.

It must not touch what stands within one element, nor where somebody’s words are altered.
"""

from __future__ import annotations

import re

_IN_LINE = "(?:a|b|bdi|cite|code|dfn|small|span|time)"
# One ends and another begins, with a word, a quotation or a bracket; marks without words may stand before it.
_BORDER = re.compile(rf"(</{_IN_LINE}>)(?=<{_IN_LINE}\b(?![^>]*\baltered\b)[^>]*>(?:<[a-z][^>]*>|</i>)*[\w“«(])")
_IN_DRAWING = re.compile(r"(</(?:tspan|foreignObject)>)(?=<(?:tspan|foreignObject)\b)")  # labels, and their lines
_BEFORE_SMALL = re.compile(r"<small(?<=\w<small)\b")
_AFTER_SMALL = re.compile(r"</small>(?=\w)")


def words_apart(html: str) -> str:
    html = _IN_DRAWING.sub(r"\1 ", _BORDER.sub(r"\1 ", html))
    return _AFTER_SMALL.sub("</small> ", _BEFORE_SMALL.sub(" <small", html))
