"""What editions put right, item by item: told where the words stand, and on older editions that it was done later.

It must not compare two documents, nor hand on a word of an edition that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..edition.changed_items import Item, item
from ..edition.diffs import Change
from ..edition.put_right import put_right
from ..models.editions import Edition

Pair = tuple[Edition, Edition]
PARTS = {"positions": "issues", "provisions": "phases"}  # what is told with its whole


@dataclass(frozen=True, slots=True)
class Righting:
    """What ``edition`` put right of one item. ``since``: the number of the edition before it, which said otherwise.

    ``taken_out``: the item itself is what was taken out."""

    edition: Edition
    since: int
    item: Item
    changes: list[Change]
    taken_out: bool = False


@dataclass(frozen=True, slots=True)
class Rightings:
    """``before``: by the edition that is read and those before it; ``later``: by those after it. Newest first, by item.

    ``newest``: the newest edition that can be read; None where there is but one."""

    before: Mapping[Item, list[Righting]] = field(default_factory=dict)
    later: Mapping[Item, list[Righting]] = field(default_factory=dict)
    newest: Edition | None = None

    @property
    def gone(self) -> Mapping[str, int]:
        """The addresses that the newest edition has no more, as “statements/x”."""
        return self.newest.retired if self.newest else {}


NONE = Rightings()


def righting_pairs(readable: Iterable[Edition]) -> list[Pair]:
    """Each edition that puts something right, with the one before it; of those that can be read, in any order."""
    told = sorted(readable, key=lambda edition: edition.number)
    return [(old, new) for old, new in pairwise(told) if new.rights]


def righted(pair: Pair, changes: Iterable[Change]) -> Iterator[Righting]:
    """What the second of two editions put right, item by item, of all that changed between them."""
    old, new = pair
    found: dict[Item, list[Change]] = {}
    out: set[Item] = set()
    for change in put_right(changes, new.puts_right, whole=new.kind in Edition.RIGHTING):
        if change.at:
            for place in dict.fromkeys((_shown_at(change), *([change.at] if change.verb == "removed" else []))):
                found.setdefault(place, []).append(change)
            out |= {change.at} if change.verb == "removed" else set()
    for place, told in found.items():
        yield Righting(new, old.number, place, told, place in out)


def undone(readable: Iterable[Edition], upto: int) -> set[int]:
    """The numbers of editions of which nothing holds in that with the number ``upto``: an older one was published again
    since."""
    told = sorted(readable, key=lambda edition: edition.number)
    number = {edition.pk: edition.number for edition in told}
    again = [(number[each.republishes_id], each.number) for each in told if each.republishes_id in number]
    return {each for older, newer in again if newer <= upto for each in number.values() if older < each < newer}


def gathered(
    pairs: Sequence[Pair], changes: Sequence[Iterable[Change]], *, upto: int, newest: Edition, out: Container[int] = ()
) -> Rightings:
    """What all of them put right, as the edition with the number ``upto`` tells it; of those before it, not ``out``."""
    before: dict[Item, list[Righting]] = {}
    later: dict[Item, list[Righting]] = {}
    for pair, told in zip(pairs[::-1], changes[::-1], strict=True):
        if pair[1].number <= upto and pair[1].number in out:
            continue
        for each in righted(pair, told):
            (before if each.edition.number <= upto else later).setdefault(each.item, []).append(each)
    return Rightings(before, later, newest)


def of_page(rightings: Mapping[Item, list[Righting]], place: Item) -> list[Righting]:
    """Those of an item and of what stands on its page as a part of it, newest first: an issue's with its positions."""
    found: dict[int, Righting] = {}
    for at, rows in rightings.items():
        if not _belongs(at, place):
            continue
        for row in rows:
            known = found.get(row.edition.number)
            more = [change for change in row.changes if known is None or change not in known.changes]
            out = row.taken_out and at == place
            found[row.edition.number] = (
                Righting(row.edition, row.since, place, [*known.changes, *more], known.taken_out or out)
                if known
                else Righting(row.edition, row.since, place, more, out)
            )
    return [found[number] for number in sorted(found, reverse=True)]


def stands_with(change: Change, place: Item) -> bool:
    """Whether a change is one of an item, or of what is told with it: of an issue's positions, an event's links."""
    return bool(change.at) and _belongs(_shown_at(change), place)


def _belongs(part: Item, place: Item) -> bool:
    return part == place or (PARTS.get(part[0]), *part[1:2]) == place


def _shown_at(change: Change) -> tuple[Any, ...]:
    """As ``changed_items.item``; a link of an event shows at that event."""
    place = item(change)
    return ("events", place[1]) if place[0] == "event_links" else place
