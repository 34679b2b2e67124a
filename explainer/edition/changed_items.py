"""What changed between two editions, item by item: for the pages of the later one, which say so quietly.

It must not say what changed in an item; the page of changes does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .diffs import Change

Item = tuple[Any, ...]  # the document's list and what the row is known by there: ("statements", "a-slug")


def item(change: Change) -> Item:
    """The item that shows the change: its statement for a link, its phase for a provision that is gone."""
    match change.at:
        case ("links", statement, *_rest):
            return ("statements", statement)
        case ("provisions", phase, _slug) if change.verb == "removed":
            return ("phases", phase)
        case at:
            return at


def changed_items(changes: Iterable[Change]) -> dict[Item, str]:
    """Each item that changed, with “added”, “removed” or “changed”. An order is no item."""
    found: dict[Item, str] = {}
    for change in changes:
        if change.at:
            itself = item(change) == change.at
            found.setdefault(item(change), change.verb if itself else "changed")
            if itself and change.verb == "added":
                found[change.at] = "added"
    return found


def fragment(item: Item) -> str:
    """What the page of changes calls its first change of an item."""
    return "-".join(map(str, item))


class Places:
    """The ids of one page of changes, asked for in the order of the page: that of an item at the first change of it,
    and empty at those after it."""

    def __init__(self) -> None:
        self._seen: set[Item] = {()}

    def of(self, change: Change) -> str:
        here = item(change)
        if here in self._seen:
            return ""
        self._seen.add(here)
        return fragment(here)
