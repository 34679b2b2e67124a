"""The index of the translations of a story, written anew when their original puts something right, or no longer does.

It must not decide what they lack then: ``beside_original`` does, whenever an edition is written.
"""

from __future__ import annotations

from datetime import datetime

from ..edition import document as shape
from ..models.editions import Edition
from . import search_index


def write_translations(slug: str, *, at: datetime) -> None:
    for edition in Edition.objects.at_address(slug).newest_of_each_stream(at).readable():
        if edition.stream:
            search_index.forget(edition)
            search_index.write(edition, shape.thaw(edition.document), at=at)
