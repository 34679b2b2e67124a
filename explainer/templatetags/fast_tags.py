"""Django's own tags of the same names, which ask but once what they would ask at each use and never changes.

They must mean what Django's mean. A page has hundreds of them, and half of its cost was in the asking.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token, render_value_in_context
from django.template.defaulttags import url as do_url
from django.template.loader_tags import IncludeNode, do_include
from django.templatetags.i18n import BlockTranslateNode, do_block_translate, do_get_current_language_bidi, do_translate
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()
register.tag("get_current_language_bidi", do_get_current_language_bidi)


class Said(Node):
    """What follows from the language alone, as ``node`` said it first in each."""

    child_nodelists = ()

    def __init__(self, node: Any, name: str | None) -> None:
        self.node, self.name = node, name
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        said = self.said.get(language)
        if said is None:
            said = self.said[language] = self.node.render(context)
        if self.name is None:
            return said
        context[self.name] = said
        return ""


class Sentence(BlockTranslateNode):
    """Its words as the catalogues have them are put together when the template is read."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.one, self.names = self.render_token_list(self.singular)
        self.many, names = self.render_token_list(self.plural or [])
        self.names = [*self.names, *names]

    def render(self, context: Context, nested: bool = False) -> str:
        given = {name: value.resolve(context) for name, value in self.extra_context.items()}
        count = None
        if self.plural and self.counter and self.countervar:
            count = given[self.countervar] = self.counter.resolve(context)
        if nested or self.message_context or not isinstance(count, int | None):
            return super().render(context, nested)
        words = gettext(self.one) if count is None else ngettext(self.one, self.many, count)
        filled = {name: given[name] if name in given else context.get(name, "") for name in self.names}
        try:
            said = words % {name: render_value_in_context(value, context) for name, value in filled.items()}
        except (KeyError, ValueError):  # a fault of a translation, for which Django has an answer
            return super().render(context, nested)
        if self.asvar is None:
            return said
        context[self.asvar] = SafeString(said)
        return ""


class Part(IncludeNode):
    """A template that is named in so many words is looked for once, and is no stage of its own while it is rendered:
    it holds no block, and nothing that counts how often it was there."""

    nodelist: NodeList | None = None

    def render(self, context: Context) -> SafeString:
        assert context.template is not None  # one is being rendered
        engine = context.template.engine
        if engine.debug:
            return super().render(context)
        if self.nodelist is None:
            self.nodelist = engine.get_template(self.template.var).nodelist
        with context.push(**{name: value.resolve(context) for name, value in self.extra_context.items()}):
            return self.nodelist.render(context)


@register.tag
def include(parser: Parser, token: Token) -> Node:
    node = do_include(parser, token)
    if node.isolated_context or node.template.filters or not isinstance(node.template.var, str):
        return node
    return Part(node.template, extra_context=node.extra_context)


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    node = do_translate(parser, token)
    words, about = node.filter_expression, node.message_context
    if words.filters or words.var.literal is None or (about and not isinstance(about.var, str)):
        return node
    return _said(node)


@register.tag
def blocktranslate(parser: Parser, token: Token) -> Node:
    node = Sentence(**vars(do_block_translate(parser, token)))
    varies = node.names or node.plural or node.extra_context or node.message_context
    return node if varies else _said(node)


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """The path of a page that has no arguments is one in each language."""
    node = do_url(parser, token)
    return node if node.args or node.kwargs or not isinstance(node.view_name.var, str) else _said(node)


def _said(node: Any) -> Said:
    name, node.asvar = node.asvar, None
    return Said(node, name)
