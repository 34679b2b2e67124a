"""What the original of a translation has put right since the edition that the translation was made from.

It must not look for an edition: it is handed those between, and what changed. Plain updates tell it nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Protocol, TypeVar

from .changed_items import Item, item
from .diffs import Change
from .leaving_out import Out
from .put_right import put_right


class Righting(Protocol):
    """An edition of the original, as far as it is looked at."""

    number: int
    kind: str
    note: str
    language: str
    published_at: datetime
    puts_right: list[Any]
    RIGHTING: Any

    @property
    def key(self) -> str: ...

    @property
    def rights(self) -> bool: ...


E = TypeVar("E", bound=Righting)


@dataclass(frozen=True)
class Since:
    """``changed``: each item that was put right and stands, with the last edition that did and where it shows.
    ``removed``: what was taken out and is not back. ``key``: never the same for two of them of one translation."""

    key: str = ""
    changed: dict[Item, tuple[Any, Change]] = field(default_factory=dict)
    removed: dict[Item, Out] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changed or self.removed)

    @property
    def last(self) -> int:
        """The number of the last edition that put something of it right."""
        corrected = [edition.number for edition, _change in self.changed.values()]
        return int(max([*corrected, *(out.number for out in self.removed.values())]))


def to_compare(editions: Sequence[E]) -> list[tuple[E, E]]:
    """Which of the original's readable editions are to be compared: the first, which was translated, with the last;
    then each that puts something right with the one before it. None where none does."""
    righting = [(before, edition) for before, edition in pairwise(editions) if edition.rights]
    return [(editions[0], editions[-1]), *righting] if righting else []


def since_translated(pairs: Sequence[tuple[E, E]], changes: Sequence[list[Change]]) -> Since:
    """``changes``: of each of the pairs that ``to_compare`` names."""
    if not pairs:
        return Since()
    now = {item(change) for change in changes[0] if change.at and change.verb == "changed"}
    gone = {change.at for change in changes[0] if change.verb == "removed"}
    changed: dict[Item, tuple[Any, Change]] = {}
    removed: dict[Item, Out] = {}
    for (_before, edition), found in zip(pairs[1:], changes[1:], strict=True):
        whole = edition.kind in edition.RIGHTING
        for change in put_right(found, edition.puts_right, whole=whole):
            if change.verb == "removed" and change.at in gone:
                moment = edition.published_at.isoformat(timespec="seconds")
                removed[change.at] = Out(edition.number, moment, edition.note, edition.language)
            if change.at and (item(change) in now or (change.verb == "removed" and item(change) != change.at)):
                changed[item(change)] = (edition, change)
    key = ",".join([pairs[0][1].key, *(str(edition.number) for _before, edition in pairs[1:])])
    return Since(key, {at: row for at, row in changed.items() if at not in removed}, removed)
