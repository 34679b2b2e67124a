"""What of all that a story told stands in which document of a feed: the one that is subscribed to, and those of its
archive (RFC 5005, section 4), which are cut from the oldest telling on and so keep their places.

Who subscribes today gets the editions and the newest items, not all that a story said on its first day; whoever wants
the rest reads the archive. Most programs never do: who asks once a day is told here of all that is told anew, too.
A document of the archive holds what was last told in its part of the log: what was told anew since stands in a later
one, so that nothing is told twice and nothing that is no longer so is told. It must not put anything into words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from ..edition import document as shape
from ..models.editions import Edition
from ..reading.copies import Missing
from .ledger import ANY, STORY, Item, Ledger, Telling
from .substance import Key

RECENT = 10  # items in the document that is subscribed to, and whatever was told LATELY or is in no archive yet
LATELY = timedelta(days=1)  # before the newest telling: as seldom as programs ask that do not read archives
SIZE = 100  # tellings in a document of the archive, at most; fewer than RECENT are in none
MOST = 100  # editions in the document that is subscribed to, and items in it; the newest
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


def part_of(ledger: Ledger, topic: str = STORY, number: int = 0, *, dated: Callable[[Key], date]) -> Part:
    """``topic``: “actors/slug” or “issues/slug”. ``dated``: the day in the world that an item is of, by which what was
    told at one moment is ordered. Missing where the archive has no document of that number yet."""
    told = [telling for telling in ledger.log if topic in telling.topics or ANY in telling.topics]
    ends = _ends(told)
    archived = len(ends)
    if number > archived:
        raise Missing(f"{ledger.slug}: {number} of {archived}")
    last = {telling.key: place for place, telling in enumerate(told)}
    begins = [0, *ends]
    places = range(begins[number - 1], begins[number]) if number else range(len(told))
    standing = [place for place in reversed(places) if last[told[place].key] == place]
    editions = {str(edition.number): edition for edition in ledger.editions if edition.number in ledger.notable}
    subjects = [(place, _stands(told[place], ledger, topic, editions)) for place in standing]
    stones = [
        each for _, each in subjects if isinstance(each, shape.Tombstone) or (isinstance(each, Item) and each.gone)
    ]
    found = [
        (place, each)
        for place, each in subjects
        if isinstance(each, Edition) or (isinstance(each, Item) and not each.gone)
    ]
    if number:
        return Part([each for _, each in found], stones, told[places[-1]].moment, number, archived)
    entries = _newest(found, told, begins[-1], ledger.opened, dated)
    gone = _withdrawn(ledger, topic)
    moments = [told[place].moment for place, each in subjects if each]
    moments += [item.gone for item in gone if item.gone]
    return Part(entries, [*gone, *stones[:MOST_STONES]], max(moments, default=None), 0, archived)


def _ends(told: list[Telling]) -> list[int]:
    """Where each document of the archive ends. It is full, or holds RECENT or more and ends with a moment: nothing is
    ever told of a moment later on, so that no end moves."""
    ends, place, begin = [], 0, 0
    for _moment, together in groupby(told, key=attrgetter("moment")):
        for _telling in together:
            place += 1
            if place - begin == SIZE:
                ends.append(begin := place)
        if place - begin >= RECENT:
            ends.append(begin := place)
    return ends


def _newest(
    found: list[tuple[int, Edition | Item]],
    told: list[Telling],
    archived: int,
    opened: datetime,
    dated: Callable[[Key], date],
) -> list[Edition | Item]:
    """What who subscribes gets, newest first, each edition before what it told. ``archived``: how many tellings stand
    in the archive; no other may fall between. ``opened``: what a story began with then is no news."""

    def age(row: tuple[int, Edition | Item]) -> tuple[datetime, bool, date, int]:
        place, each = row
        day = dated(each.key) if isinstance(each, Item) else date.max
        return told[place].moment, isinstance(each, Edition), day, place

    found = sorted(found, key=age, reverse=True)
    editions = [row for row in found if isinstance(row[1], Edition)][:MOST]
    items = [row for row in found if isinstance(row[1], Item)]
    waiting = [row for row in items if row[0] >= archived]
    others = [row for row in items if row[0] < archived]
    since = told[-1].moment - LATELY if told else opened
    news = [row for row in others if told[row[0]].moment >= since and told[row[0]].moment > opened]
    shown = min(max(len(news), RECENT - len(waiting)), MOST - len(waiting))
    return [each for _place, each in sorted([*editions, *waiting, *others[: max(0, shown)]], key=age, reverse=True)]


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
