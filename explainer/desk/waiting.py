"""Which corrections of the original a translation waits for: what its translators look at before anything else.

It must not decide what readers see: that follows by itself, and ends when the translation is published anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from ..edition import document as shape
from ..edition.diffs import Change, compare
from ..edition.put_right import put_right
from ..models import Edition, Translation
from .translations import original_of


@dataclass(frozen=True)
class Waiting:
    """An edition of the original that put something right, and what it did."""

    edition: Edition
    changes: list[Change]


def waiting(translation: Translation) -> list[Waiting]:
    """Those since the edition that readers of the translation read is made from, the latest first; none before there is
    one. Three queries, and one for each."""
    now = timezone.now()
    original = original_of(translation.story, now)
    last = Edition.objects.of(translation.story, translation.language).public_at(now).with_original().first()
    if original is None or last is None or last.translates is None:
        return []
    between = Edition.objects.of(translation.story).after(last.translates.number).up_to(original.number)
    pairs = [pair for pair in pairwise([last.translates, *between]) if pair[1].rights]
    return [Waiting(new, _put_right(old, new)) for old, new in reversed(pairs)]


def _put_right(old: Edition, new: Edition) -> list[Change]:
    texts = {pk: text for pk, _key, text in Edition.objects.among([old.pk, new.pk]).texts()}
    changes = compare(shape.thaw(texts[old.pk]), shape.thaw(texts[new.pk]))
    return put_right(changes, new.puts_right, whole=new.kind in Edition.RIGHTING)
