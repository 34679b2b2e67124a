"""Which of an edition's changes put something right, and which are other news of the same edition.

It must not know an edition, nor judge: an editor said what is put right, or the kind of the edition does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .changed_items import item
from .diffs import Change

RIGHTING = ("changed", "removed")  # what is only added or put in another order puts nothing right by itself


def put_right(changes: Iterable[Change], named: Sequence[Sequence[Any]], *, whole: bool) -> list[Change]:
    """Those of ``changes`` that put something right. ``named``: the items that an editor named, as JSON has them:
    [["statements", "x"], …]. ``whole``: whether, where none are named, all that is changed or taken out does."""
    wanted = {tuple(each) for each in named}
    if wanted:
        return [change for change in changes if change.at and item(change) in wanted]
    return [change for change in changes if change.verb in RIGHTING] if whole else []
