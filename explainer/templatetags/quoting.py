"""The words of a passage as readers get them: to the letter, with what the source changed in them set apart.

It must not put quotation marks round anything: templates do, where they are earned.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from explainer.language.alterations import Alteration, Pieces
from explainer.language.queries import Query

register = template.Library()


@register.simple_tag
def words_of(pieces: Pieces) -> SafeString:
    return format_html_join("", "{}", ((_set_apart(what, words),) for what, words in pieces))


@register.simple_tag
def found_words(pieces: Pieces, asked: Query) -> SafeString:
    """The same, with what was looked for in ``mark`` elements, though it may run from one piece into the next."""
    found = [(word, mark) for word, mark in asked.pieces("".join(words for _what, words in pieces)) if word]
    html: list[tuple[SafeString | str]] = []
    for what, words in pieces:
        inside: list[tuple[SafeString | str]] = []
        while words:
            word, mark = found[0]
            here, words = words[: len(word)], words[len(word) :]
            found[0] = (word[len(here) :], mark)
            if not found[0][0]:
                found.pop(0)
            inside.append((format_html("<mark>{}</mark>", here) if mark else here,))
        html.append((_set_apart(what, format_html_join("", "{}", inside)),))
    return format_html_join("", "{}", html)


def _set_apart(what: Alteration, words: str) -> SafeString | str:
    if not what:
        return words
    if what == "emphasised":
        return format_html('<em class="altered">{}</em>', words)
    return format_html('<span class="altered">{}</span>', words)
