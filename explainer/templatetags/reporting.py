"""How somebody is reached, as a link.

It must not know who.
"""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def reach(where: str) -> SafeString:
    """An e-mail address, or an https one."""
    scheme = "" if where.startswith("https://") else "mailto:"
    return format_html('<a href="{}{}"><bdi>{}</bdi></a>', scheme, where, where)
