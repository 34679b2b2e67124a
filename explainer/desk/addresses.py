"""Which parts of a story have an address, and which addresses a new edition has no longer.

It must not know what stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..edition import document as shape
from ..edition import former
from ..models import Edition
from ..story.places import places


def retired(
    last: Edition | None,
    said: shape.Document | None,
    document: shape.Document,
    known: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, int]:
    """Addresses that readers may have kept and that the new edition lacks, with the last edition that had them. One
    that leads to what was renamed is not lacking. ``known``: those that are known to have been there besides."""
    if last is None or said is None:
        return {}
    now = {*addresses(document), *former.addresses(document)}
    before = dict.fromkeys((*addresses(said), *former.addresses(said)), last.number)
    return {address: number for address, number in (last.retired | before | known).items() if address not in now}


def addresses(document: shape.Document) -> Iterator[str]:
    """The parts of a story that have an address of their own, as “statements/slug”, and the places where its entries
    stand; tombstones have theirs."""
    yield from (f"statements/{statement.slug}" for statement in document.statements)
    yield from (f"actors/{actor.slug}" for actor in document.actors)
    yield from (f"issues/{issue.slug}" for issue in document.issues)
    yield from (f"phases/{phase.number}" for phase in document.phases)
    yield from (f"texts/{text.slug}" for text in document.texts)
    yield from (f"events/{event.slug}" for event in document.events)
    yield from places(document)
    folders = {"statement": "statements", "event": "events", "actor": "actors"}
    yield from (f"{folders[row.key[0]]}/{row.key[1]}" for row in document.tombstones if row.key[0] in folders)
