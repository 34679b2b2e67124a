"""What of all that a story told stands in which document of a feed: the one that is subscribed to, and those of its
archive (RFC 5005, section 4), which are cut from the oldest telling on and so keep their places.

A document of the archive holds what was last told in its part of the log: what was told anew since stands in a later
one, so that nothing is told twice and nothing that is no longer so is told. It must not put anything into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..edition import document as shape
from ..models.editions import Edition
from ..reading.copies import Missing
from .ledger import ANY, STORY, Item, Ledger, Telling

SIZE = 100  # tellings in a document of the archive
MOST = 100  # entries in the document that is subscribed to; the newest. Never less than SIZE: none falls between
MOST_STONES = 1_000  # tombstones in it, a line each, beside those of a withdrawal, which are there as long as it lasts

Subject = Edition | Item | shape.Tombstone


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a feed, newest first. ``number`` is 0 for the one that is subscribed to, which ``archived``
    documents come before. ``moment``: when the newest of it was told, None where there is nothing in it."""

    entries: list[Edition | Item]
    stones: list[Item | shape.Tombstone]
    moment: datetime | None
    number: int
    archived: int


def part_of(ledger: Ledger, topic: str = STORY, number: int = 0) -> Part:
    """``topic``: “actors/slug” or “issues/slug”. Missing where the archive has no document of that number yet."""
    told = [telling for telling in ledger.log if topic in telling.topics or ANY in telling.topics]
    archived = len(told) // SIZE
    if number > archived:
        raise Missing(f"{ledger.slug}: {number} of {archived}")
    last = {telling.key: place for place, telling in enumerate(told)}
    places = range((number - 1) * SIZE, number * SIZE) if number else range(len(told))
    standing = [place for place in places if last[told[place].key] == place]
    editions = {str(edition.number): edition for edition in ledger.editions if edition.number in ledger.notable}
    subjects = [_stands(told[place], ledger, topic, editions) for place in reversed(standing)]
    entries = [each for each in subjects if isinstance(each, Edition) or (isinstance(each, Item) and not each.gone)]
    stones = [each for each in subjects if isinstance(each, shape.Tombstone) or (isinstance(each, Item) and each.gone)]
    if number:
        return Part(entries, stones, told[places[-1]].moment, number, archived)
    gone = _withdrawn(ledger, topic)
    moments = [told[place].moment for place, each in zip(reversed(standing), subjects, strict=True) if each]
    moments += [item.gone for item in gone if item.gone]
    return Part(entries[:MOST], [*gone, *stones[:MOST_STONES]], max(moments, default=None), 0, archived)


def _withdrawn(ledger: Ledger, topic: str) -> list[Item]:
    """What nobody can read as long as no edition comes after the one that was withdrawn."""
    return [
        item
        for item in ledger.items.values()
        if item.told and item.gone and not item.lacked and (not topic or topic in item.trace.topics)
    ]


def _stands(telling: Telling, ledger: Ledger, topic: str, editions: dict[str, Edition]) -> Subject | None:
    """What is told of it: nothing of an edition that is not notable, of what left the topic, or where all of it was
    withdrawn."""
    key = telling.key
    if key[0] == "edition":
        return editions.get(key[1])
    item = ledger.items.get(key)
    if item is None:
        return ledger.taken.get(key)
    if (item.gone and not item.lacked) or (topic and topic not in item.trace.topics):
        return None
    return item
