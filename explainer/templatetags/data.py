"""What pages say of their data: the digest of the document of the edition that is read.

It must not give a document away; ``pages.views.data`` does.
"""

from __future__ import annotations

from django import template
from django.template import Context

from explainer.reading.documents import digest_now as digest_of

register = template.Library()


@register.simple_tag(takes_context=True)
def digest_now(context: Context) -> str:
    """The SHA-256 of what ``story.json`` beside this page is; no query where it is what was published."""
    return digest_of(context["reading"])
