"""What is new in all stories together: their editions that changed substance, put something right or were withdrawn.

It must not hand on a word of an edition that was withdrawn, nor tell of what only changed labels.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.utils import timezone

from ..models.editions import Edition
from ..reading.readings import changes_of
from .edition_entries import entry_of_the_site
from .feeds import FeedEntry
from .ledger import is_notable, prints_of
from .substance import Print

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Beside(TypedDict):
        since_id: int | None

    Told = WithAnnotations[Edition, Beside]

MOST = 20  # entries, as of all corrections
LOOKED_AT = 40  # the newest editions, among which they are looked for; and as many of those that were withdrawn


def newest(nothing: str) -> list[FeedEntry]:
    """The latest told first. ``nothing``: the title of a story of which none can be read.

    Costs three queries, and at most three more for documents that this process has not met."""
    now = timezone.now()
    told = [
        *Edition.objects.of_originals(now)[:LOOKED_AT],
        *Edition.objects.of_originals(now, withdrawn=True)[:LOOKED_AT],
    ]
    editions = cast("list[Told]", sorted({edition.pk: edition for edition in told}.values(), key=_told, reverse=True))
    keys = {edition.since_id for edition in editions if edition.since_id}
    before = {edition.pk: edition for edition in Edition.objects.among(keys).without_document()}
    prints = prints_of(edition for edition in (*editions, *before.values()) if not edition.withdrawn_at)
    shown = [each for each in editions if is_notable(each, before.get(each.since_id or 0), prints)][:MOST]
    pairs = [(before[each.since_id], each) for each in shown if each.since_id and not each.withdrawn_at]
    changes = {new.pk: found for (_old, new), found in zip(pairs, changes_of(pairs), strict=True)}
    return [
        entry_of_the_site(
            each,
            _title(each, before, prints) or nothing,
            changes.get(each.pk, []),
            "" if each.withdrawn_at else prints[each.key].byline,
        )
        for each in shown
    ]


def _told(edition: Edition) -> tuple[datetime, str, int]:
    return edition.withdrawn_at or edition.published_at, edition.slug, edition.number


def _title(edition: Told, before: dict[int, Edition], prints: dict[str, Print]) -> str:
    """The story's; where the edition was withdrawn, as the one before it has it."""
    known = before.get(edition.since_id or 0) if edition.withdrawn_at else edition
    return prints[known.key].title if known else ""
