"""What templates ask of pictures: which maps belong to an issue or to a word of the glossary.

It must not draw; ``story.maps`` does.
"""

from __future__ import annotations

from django import template
from django.template import Context

from explainer.reading.copies import Copy
from explainer.story.maps import Map

register = template.Library()


@register.simple_tag(takes_context=True)
def maps_about(context: Context, kind: str, slug: str) -> list[Map]:
    """The maps with something on them that is about an issue; or on which the first word explained is this one, so that
    the glossary has each map once. ``kind``: “issue” or “term”."""
    reading: Copy = context["reading"]
    if kind == "issue":
        return [each for each in reading.index.maps if slug in [issue.slug for issue in each.issues]]
    return [each for each in reading.index.maps if each.terms[:1] == [slug]]
