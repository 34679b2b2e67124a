"""What stands in long lists: people, marks of sides, and the statements that something rests on.

Written here and not in templates: a page has a hundred of each. It must not hold anything that a page has but once.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from explainer.pages.shared_links import words_with_source
from explainer.story.resolved import Actor, Side, Statement
from explainer.story.roles import Told

from .apart import told_apart
from .reader import content, content_lang, line_lang, since

register = template.Library()

# What follows on the same line is set apart from them by the line's end.
MARK = '<span class="mk %s" aria-hidden="true">%s</span>\n'
PERSON = '<li>%s<span><a href="%s"><bdi%s>%s</bdi></a>%s%s</span></li>\n'
LINK = '<a href="%s">%s</a>'


@register.simple_tag
def mark(of: Actor | Side, size: str = "") -> SafeString:
    """The mark of an actor's side. ``size``: “sm”, or empty."""
    return _mark(of.shape, "faint" if of.faint else "", size, of.mark)


@lru_cache(maxsize=1_000)
def _mark(shape: str, faint: str, size: str, letters: str) -> SafeString:
    long = f"l{len(letters)}" if len(letters) > 2 else ""
    return SafeString(MARK % (" ".join(filter(None, (shape, faint, size, long))), escape(letters)))


@register.simple_tag(takes_context=True)
def person(context: Context, actor: Actor) -> SafeString:
    place, lang = context["reading"].address("actor", actor.slug), content_lang(context)
    line = beside_name(context, actor) or escape(actor.kind_words)
    beside = f"<small>{line}</small>" if line else ""
    told = since(context, "actors", actor.slug)
    return SafeString(PERSON % (mark(actor), place, lang, escape(actor.name), beside, told))


@register.simple_tag(takes_context=True)
def beside_name(context: Context, actor: Actor) -> SafeString:
    """The line beside its name in lists: titles in the story's language, their dates in ours; or a line of no date."""
    if roles := actor.shown_roles:
        said = ((_role(context, role),) for role in roles)
        return format_html_join(pgettext("list", "; "), "{}", said)
    line = actor.described
    return conditional_escape(content(context, line) if line_lang(context, actor) else line)


@register.simple_tag(takes_context=True)
def every_role(context: Context, actor: Actor) -> list[tuple[str, SafeString]]:
    """What it was and is: the slug of each role, and the role with its dates and what is not known of them."""
    told = zip(actor.tenures.roles, actor.tenures.all(), strict=True)
    return [(value.slug, _role(context, role)) for value, role in told]


def _role(context: Context, role: Told) -> SafeString:
    return format_html(role.pattern, title=content(context, role.title), **role.dates)


@register.simple_tag(takes_context=True)
def on_record(context: Context, statements: list[Statement]) -> SafeString:
    """A link to each, as ``told_apart`` names it."""
    address = context["reading"].address
    named = ((row.slug, conditional_escape(name)) for row, name in told_apart(context, statements))
    links = [LINK % (address("statement", slug), name) for slug, name in named]
    return SafeString(escape(pgettext("list", "; ")).join(links))


@register.simple_tag
def handed_on(statement: Statement) -> str:
    """A statement as somebody hands it on, as plain words."""
    return words_with_source(statement)
