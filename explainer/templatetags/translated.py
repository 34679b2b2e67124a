"""What a page says of its being a translation, or of there being none.

It must not decide which edition is read; ``readings`` does.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import override

from explainer.language.labels import language_name
from explainer.language.languages import interface, short, speaks, stream
from explainer.reading.copies import Preview
from explainer.reading.readings import Reading

register = template.Library()


@register.inclusion_tag("parts/translation-banner.html", takes_context=True)
def translation(context: Context) -> dict[str, Any]:
    """``made_from``: the edition that this one translates. ``wanted``: the language that the original is not in."""
    reading: Reading | Preview = context["reading"]
    edition, original = reading.edition, reading.original
    foreign = bool(stream()) and short(reading.story.language) != interface()
    return {
        "reading": reading,
        "made_from": edition.translates if edition and edition.stream else None,
        "reader": edition,
        "moved_on": original if original and edition and original.pk != edition.translates_id else None,
        "original_language": speaks(""),
        "wanted": language_name(interface()) if edition and not edition.stream and foreign else "",
        "own": language_name(reading.story.language),
        "here": context["languages"][0] if context["languages"] else None,
    }


@register.simple_tag(takes_context=True)
def lasting(context: Context, number: int, page: str = "overview", *args: Any) -> str:
    """The absolute address of a page in an edition of what is being read, in the language of those editions."""
    reading: Reading = context["reading"]
    return reading.lasting_in(number, page, *args)


@register.simple_tag
def url_in(language: str, view: str, *args: Any) -> str:
    """The path of a page among the addresses of a language."""
    with override(language):
        return reverse(view, args=args)


@register.simple_tag
def original(slug: str) -> str:
    """The path of a story in the language in which it was written."""
    return url_in(speaks(""), "story:overview", slug)
