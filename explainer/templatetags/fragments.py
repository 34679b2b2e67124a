"""What is the same wherever it stands in an edition: made once for each language, and kept.

It must not hold marks, a first mention of a term, or what follows from a filter: a fragment says nothing but its key.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from explainer.kept import Kept
from explainer.reading import Reading

register = template.Library()

Key = tuple[Any, ...]
fragments: Kept[Key, SafeString] = Kept(lambda: settings.READING_BYTES // 4)


class KeptNode(Node):
    """Anew where the reading is a preview, is marked or is a part of a story: they are its own reader's."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, names: list[FilterExpression]) -> None:
        self.nodelist, self.names = nodelist, names

    def render(self, context: Context) -> SafeString:
        reading: Reading | None = context.get("reading")
        if reading is None or reading.edition is None or reading.since or reading.whole:
            return self.make(context)
        key = (*_edition(reading), *(name.resolve(context, ignore_failures=True) for name in self.names))
        html = fragments.get(key)
        if html is None:
            html = self.make(context)
            fragments.put(key, html, weight=len(html))
        return html

    def make(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def _edition(reading: Reading) -> Key:
    """All that a page knows but what it is about: what is read, under which addresses, in which language."""
    edition, languages = reading.edition, (reading.language, get_language())
    return (edition.digest, edition.number, edition.stream, edition.published_at, reading.space, *languages)


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept "statement" statement.slug level %}…{% endkept %}``: a name, and everything that the words inside
    follow from but the edition and the language."""
    names = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, names)
