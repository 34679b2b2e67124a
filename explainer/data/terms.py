"""Under what terms the data may be used, in one place: whose words are whose.

It must not know a story.
"""

from __future__ import annotations

from django.conf import settings

# In English wherever it stands: it is said of the data, whose names and descriptions are English, too.
THEIRS = (
    "Quoted words, and titles and excerpts of sources, are their speakers’ and publishers’; they are quoted to report "
    "on them, and this licence does not cover them."
)


def ours() -> str:
    """“Annotations and our own words: CC BY 4.0, https://…”"""
    return f"Our own words, the selection and the annotations: {settings.LICENCE.title}, {settings.LICENCE.address}"


def rights() -> str:
    return f"{ours()}. {THEIRS}"


def link() -> str:
    """A link (RFC 8288) to the licence."""
    return f'<{settings.LICENCE.address}>; rel="license"'
