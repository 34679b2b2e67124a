"""Of a page the part around the story: in the language of the address, whatever the story's own part is written in.

It must not know a story; ``answers.page`` says which languages the two are in.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import override

from explainer.language.languages import split

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


class OriginalNode(FrameNode):
    def render(self, context: Context) -> str:  # type: ignore[override]  # a part of what was rendered, so escaped
        path = self.nodelist.render(context)
        return split(path)[1] if context.get("main_language") else path


@register.tag
def frame(parser: Parser, token: Token) -> FrameNode:
    """``{% frame %}…{% endframe %}``: in the language of the address."""
    return FrameNode(_inside(parser, "endframe"))


@register.tag
def of_the_original(parser: Parser, token: Token) -> OriginalNode:
    """``{% of_the_original %}…{% endof_the_original %}``: a path, which on the page of an original that stands at the
    addresses of another language is the original's."""
    return OriginalNode(_inside(parser, "endof_the_original"))


def _inside(parser: Parser, end: str) -> NodeList:
    nodelist = parser.parse([end])
    parser.delete_first_token()
    return nodelist
