"""Of a page the part around the story: in the language of the address, whatever the story's own part is written in.

It must not know a story; ``answers.page`` says which languages the two are in.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import override

register = template.Library()


class FrameNode(Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        if not context.get("main_language"):
            return self.nodelist.render(context)
        with override(context["frame_language"]):
            return self.nodelist.render(context)


@register.tag
def frame(parser: Parser, token: Token) -> FrameNode:
    """``{% frame %}…{% endframe %}``: in the language of the address."""
    nodelist = parser.parse(["endframe"])
    parser.delete_first_token()
    return FrameNode(nodelist)
