"""What search holds of a translation whose original has moved on: what that took out is not found in it either.

It must not cost an original anything: only an edition of a translation is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..edition import document as shape
from ..edition.diffs import Change, compare
from ..edition.leaving_out import leave_out
from ..edition.since_translated import Since, since_translated, to_compare
from ..models.editions import Edition


def as_read(edition: Edition, document: shape.Document, at: datetime) -> shape.Document:
    """``document`` as readers of the translation read it at a moment; itself for an edition of the original."""
    since = put_right_since(edition, at) if edition.stream else None
    return leave_out(document, since.removed) if since else document


def put_right_since(edition: Edition, at: datetime) -> Since | None:
    """What the original, as it is ``at`` a moment, has put right since the edition that this translation is made from.
    Three queries, and one for each comparison."""
    made_from = Edition.objects.keyed(edition.translates_id) if edition.translates_id else None
    original = Edition.objects.newest(edition.slug, "", at)
    if made_from is None or original is None or original.withdrawn_at or original.number <= made_from.number:
        return None
    between = Edition.objects.of_story(edition.slug).after(made_from.number).up_to(original.number)
    pairs = to_compare([made_from, *between])
    return since_translated(pairs, _compared(pairs)) or None if pairs else None


def _compared(pairs: Iterable[tuple[Edition, Edition]]) -> list[list[Change]]:
    found = []
    for old, new in pairs:
        texts = {pk: text for pk, _key, text in Edition.objects.among([old.pk, new.pk]).texts()}
        found.append(compare(shape.thaw(texts[old.pk]), shape.thaw(texts[new.pk])))
    return found
