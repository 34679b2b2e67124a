"""Pack an edition as one file to take along: when it is published or taken from, and those that lack theirs.

It must not be called for a reader who waits: an edition that has no package has none until somebody makes it.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from ..data.columns import Place
from ..data.package import Packed, package
from ..edition import document as shape
from ..language.languages import speaks
from ..models import Edition, Package
from ..story.indexes import StoryIndex


def pack(edition: Edition, document: shape.Document | None = None) -> None:
    """Make its package, or make it anew; of one that was withdrawn, have none. ``document``: what its text says, where
    that is known."""
    if edition.withdrawn_at:
        Package.objects.of(edition).delete()
        return
    index = StoryIndex(document or shape.thaw(edition.document))
    with override(speaks(edition.stream)):
        base = settings.SITE_URL + reverse("edition:overview", args=[edition.slug, edition.number])
        packed = Packed(index, edition.document, edition.digest, Place(base, edition.number), edition.published_at)
        content = package(packed)
    Package.objects.update_or_create(edition=edition, defaults={"key": edition.key, "content": content})


def pack_missing(most: int | None = None) -> int:
    """Make those that lack one, the newest first; how many that were."""
    keys = list(Edition.objects.unpacked().values_list("pk", flat=True)[:most])
    for key in keys:
        pack(Edition.objects.get(pk=key))
    return len(keys)
