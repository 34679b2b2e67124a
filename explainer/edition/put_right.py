"""Which of an edition's changes put something right, and which are other news of the same edition.

It must not know an edition, nor judge: an editor said what is put right, or the kind of the edition does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .changed_items import Item, item
from .diffs import Change

RIGHTING = ("changed", "removed")  # what is only added or put in another order puts nothing right by itself
ADDRESSES = "former_slugs"  # nor an address, which is no word
GOES_ON = {("story", name) for name in ("as_of", "coverage", "next_update")}  # nor does what moves on with a story


def put_right(changes: Iterable[Change], named: Sequence[Sequence[Any]], *, whole: bool) -> list[Change]:
    """Those of ``changes`` that put something right. ``named``: the items that an editor named, as JSON has them:
    [["statements", "x"], …]. ``whole``: whether, where none are named, all that is changed or taken out does."""
    wanted = {tuple(each) for each in named}
    if wanted:
        return [change for change in changes if change.at and item(change) in wanted]
    return [change for change in changes if _is_of_words(change)] if whole else []


def _is_of_words(change: Change) -> bool:
    moved = change.of == ADDRESSES or (change.verb == "removed" and change.told)  # the latter was merged
    return change.verb in RIGHTING and change.at not in GOES_ON and not moved


def items_of(changes: Iterable[Change]) -> dict[Item, str]:
    """What an editor can name as put right, in the order of the changes: each item that changed or went, in words."""
    found: dict[Item, str] = {}
    for change in changes:
        if change.at and _is_of_words(change):
            found.setdefault(item(change), f"{change.thing}: {change.name}" if change.name else change.thing)
    return found


def named_among(named: Iterable[Item], changes: Iterable[Change]) -> tuple[list[list[Any]], list[str]]:
    """Those of the ``named`` items that changed or went, as an edition keeps them; and “statements/slug” of others."""
    wanted, there = set(named), items_of(changes)
    return [list(each) for each in there if each in wanted], sorted(
        "/".join(map(str, each)) for each in wanted - there.keys()
    )


def other_than(changes: Iterable[Change], righted: Iterable[Change]) -> Iterator[Change]:
    """The other news of an edition that put these right."""
    seen = set(map(id, righted))
    return (change for change in changes if id(change) not in seen)
