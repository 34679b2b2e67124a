"""What the original has put right since what a reader reads was translated from it, and the translation without what
was taken out.

It must not cost a page of the original anything, nor one of a translation that is up to date.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from ..edition.diffs import Change
from ..edition.document import freeze
from ..edition.leaving_out import leave_out
from ..edition.since_translated import Since, since_translated, to_compare
from ..kept import Kept
from ..models.editions import Edition
from ..story.indexes import StoryIndex
from .which_edition import Found

Pairs = list[tuple[Edition, Edition]]


def since(found: Found, changes_of: Callable[[Pairs], list[list[Change]]]) -> Since | None:
    """None where there is nothing. One query, and what ``changes_of`` costs for comparisons that are not kept; none
    but beside an original that has moved on."""
    edition, original = found.edition, found.original
    if original is None or original.withdrawn_at or original.pk == edition.translates_id or not edition.translates:
        return None
    between = Edition.objects.of_story(edition.slug).after(edition.translates.number).up_to(original.number)
    pairs = to_compare([edition.translates, *between])
    return since_translated(pairs, changes_of(pairs)) or None if pairs else None


def without(index: StoryIndex, key: str, since: Since) -> StoryIndex:
    """The translation that ``index`` is of, kept by its ``key``, without what was taken out."""
    if not since.removed:
        return index
    found = _kept.get((key, since.key))
    if found is None:
        found = StoryIndex(leave_out(index.story, since.removed))
        _kept.put((key, since.key), found, weight=len(freeze(index.story)))
    return found


_kept: Kept[tuple[str, str], StoryIndex] = Kept(lambda: settings.READING_BYTES)
