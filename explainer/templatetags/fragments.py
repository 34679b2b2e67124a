"""What is the same wherever it stands in an edition: made once for each language, and kept.

It must not hold marks, a first mention of a term, or what follows from a filter: a fragment says nothing but its key.
An edition's pages stand at two places while it is the newest, the story's own address and the edition's: a fragment is
made with the addresses of the latter and serves at both, so it must not look at the place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from explainer.kept import Kept
from explainer.reading.readings import Reading

register = template.Library()

Key = tuple[Any, ...]
fragments: Kept[Key, SafeString] = Kept(lambda: settings.READING_BYTES // 4)


PLACE = '="\0'  # in what is kept: where its edition's addresses begin. No attribute has a NUL (WHATWG HTML, 13.1.2.3)


class KeptNode(Node):
    """Anew where the reading is a preview, is marked or is a part of a story: they are its own reader's.

    ``here``: it follows from the place as well, and is made for each."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, names: list[FilterExpression], *, here: bool) -> None:
        self.nodelist, self.names, self.here = nodelist, names, here

    def render(self, context: Context) -> SafeString:
        reading = context.get("reading")
        if not isinstance(reading, Reading) or reading.since or reading.whole:
            return self.make(context)
        key = (*_edition(reading), *(name.resolve(context, ignore_failures=True) for name in self.names))
        if self.here:
            key = (reading.space, *key)
        html = fragments.get(key)
        if html is None:
            html = self.make(context) if self.here else self._made_anywhere(context, reading)
            fragments.put(key, html, weight=len(html))
        return html if self.here else SafeString(html.replace(PLACE, f'="{reading.address("overview")}'))

    def _made_anywhere(self, context: Context, reading: Reading) -> SafeString:
        placed = replace(reading, space="edition")
        with context.push(reading=placed):
            return SafeString(self.make(context).replace(f'="{placed.address("overview")}', PLACE))

    def make(self, context: Context) -> SafeString:
        return self.nodelist.render(context)


def _edition(reading: Reading) -> Key:
    """All that a page knows but what it is about and where it stands: what is read, in which language."""
    edition, languages = reading.edition, (reading.language, get_language())
    return (reading.key, edition.number, edition.stream, edition.published_at, *languages)


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept "statement" statement.slug level %}…{% endkept %}``: a name, and everything that the words inside
    follow from but the edition and the language. ``{% kept_here "foot" %}…{% endkept_here %}`` where they follow
    from ``reading.space`` too, or have addresses that do not."""
    tag, *bits = token.split_contents()
    names = [parser.compile_filter(bit) for bit in bits]
    nodelist = parser.parse([f"end{tag}"])
    parser.delete_first_token()
    return KeptNode(nodelist, names, here=tag == "kept_here")


register.tag("kept_here", kept)
