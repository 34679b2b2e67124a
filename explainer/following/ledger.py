"""Since when everything in a story has stood as it stands, and when what is gone was taken out: our clock alone.

It must not say when something was said or happened, and it hands on no word of an edition that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.utils import timezone

from ..edition import document as shape
from ..edition.leaving_out import Out
from ..kept import Kept
from ..models.editions import Edition
from ..reading.readings import Reading, Withdrawn, current
from .substance import Key, Print, Trace, imprint
from .taken_out import take_out

TRACE = 700  # bytes, about, of what is remembered of one item of an edition

V = TypeVar("V")


@dataclass(slots=True)
class Item:
    """``first``: when readers first met it. ``changed``: when its substance last changed, in ``edition``.

    ``gone``: when it was taken out, with ``edition``; None while it can be read. All are times of editions.

    Of an event, ``moved`` counts how often it was put off or called off: by the dates that it had before readers met
    it, then with each edition that tells another date, state or past. ``expected``: whether one ever told it as such.
    """

    key: Key
    first: datetime
    changed: datetime
    edition: Edition
    trace: Trace
    gone: datetime | None = None
    taken_out: Out | None = None  # of a translation: that its original took it out
    moved: int = 0
    expected: bool = False

    def plan(self, before: Trace | None) -> None:
        """Count what its newest trace tells anew: another date or state, or dates that it had before."""
        if self.trace.planned is None:
            return
        when, status, dates = self.trace.planned
        self.expected |= status == "expected"
        was = before.planned if before else None
        self.moved += max(dates - was[2], (when, status) != was[:2]) if was else dates


@dataclass(frozen=True, slots=True)
class Ledger:
    """``notable``: editions that changed substance, put something right or were withdrawn; oldest first.

    ``title`` is that of the newest edition that can be read, empty when there is none.
    """

    slug: str
    stream: str
    title: str
    editions: list[Edition]
    notable: list[Edition]
    items: dict[Key, Item]
    taken: list[shape.Tombstone]  # what no edition holds any more, since it was taken back from all of them

    @property
    def opened(self) -> datetime:
        return self.editions[0].published_at

    @property
    def topics(self) -> set[str]:
        """The actors and issues that the story has, or once had, something on: “actors/slug”, “issues/slug”."""
        gone = {f"actors/{key[1]}" for key in (row.key for row in self.taken) if key[0] == "actor"}
        return gone.union(*(item.trace.topics for item in self.items.values()))


def follow(slug: str) -> tuple[Reading | None, Ledger]:
    """What is read now (None when it was withdrawn) and the ledger up to it. Missing when nothing was published.

    Costs two queries, and at most two more for documents that this process has not met. Once more where something was
    taken back between them: what is read and the ledger are of one state.
    """
    reading, ledger = _follow(slug)
    if reading and ledger.editions[-1].key != reading.edition.key:
        reading, ledger = _follow(slug)
    return reading, ledger


def _follow(slug: str) -> tuple[Reading | None, Ledger]:
    try:
        reading = current(slug)
        assert reading.edition is not None  # what is current was published; a preview alone has none
        newest = reading.edition
    except Withdrawn as gone:
        reading, newest = None, gone.edition
    public = Edition.objects.of_story(slug, newest.stream).public_at(timezone.now())
    ledger = _ledger(slug, newest.stream, list(public.up_to(newest.number).without_document()))
    if reading:
        take_out(ledger.items, reading)
    return reading, ledger


def titles_of(editions: Iterable[Edition]) -> dict[str, str]:
    """The title of each edition, by its key; one query for those that are unknown."""
    return _remembered(_titles, editions, shape.title_of, weigh=lambda _title: 1)


def prints_of(editions: Iterable[Edition]) -> dict[str, Print]:
    """What is remembered of each edition, by its key; one query for those that are unknown."""
    return _remembered(
        _prints,
        editions,
        lambda text: imprint(shape.thaw(text)),
        weigh=lambda known: TRACE * (1 + len(known.items)),
    )


def _remembered(
    kept: Kept[str, V], editions: Iterable[Edition], make: Callable[[str], V], *, weigh: Callable[[V], int]
) -> dict[str, V]:
    """What is kept of each edition, by its key; made of its document where it is not, which is one query."""
    wanted = {edition.pk: edition.key for edition in editions}
    found = {key: known for key in wanted.values() if (known := kept.get(key))}
    if unknown := [pk for pk, key in wanted.items() if key not in found]:
        for pk, key, text in Edition.objects.among(unknown).texts():
            found[wanted[pk]] = made = make(text)
            kept.put(key, made, weight=weigh(made))
    return found


def _ledger(slug: str, stream: str, editions: list[Edition]) -> Ledger:
    prints = prints_of(editions)
    items: dict[Key, Item] = {}
    notable: list[Edition] = []
    before: Edition | None = None
    for edition, after in zip(editions, [*editions[1:], None], strict=True):
        _turn(items, prints[edition.key].items, edition, edition.published_at)
        if edition.withdrawn_at and (after is None or edition.withdrawn_at < after.published_at):
            _turn(items, {}, edition, edition.withdrawn_at)
        if _is_notable(edition, before, prints):
            notable.append(edition)
        before = edition
    readable = [edition for edition in editions if not edition.withdrawn_at]
    title = prints[readable[-1].key].title if readable else ""
    taken = {tuple(row.key): row for edition in readable for row in prints[edition.key].taken}
    gone = [row for key, row in taken.items() if key not in items]
    return Ledger(slug, stream, title, editions, notable, items, gone)


def _turn(items: dict[Key, Item], now: dict[Key, Trace], edition: Edition, moment: datetime) -> None:
    """At ``moment`` what readers read became ``now``."""
    for key, trace in now.items():
        item = items.get(key)
        if item is None:
            items[key] = Item(key, moment, moment, edition, trace)
            items[key].plan(None)
            continue
        if item.gone or item.trace.substance != trace.substance:
            item.changed, item.edition, item.gone = moment, edition, None
        before, item.trace = item.trace, trace
        item.plan(before)
    for key, item in items.items():
        if key not in now and item.gone is None:
            item.gone, item.edition = moment, edition


def _is_notable(edition: Edition, before: Edition | None, prints: dict[str, Print]) -> bool:
    if before is None or before.withdrawn_at or edition.withdrawn_at or edition.kind in Edition.RIGHTING:
        return True
    return prints[edition.key].whole != prints[before.key].whole


_prints: Kept[str, Print] = Kept(lambda: settings.READING_BYTES)
_titles: Kept[str, str] = Kept(lambda: 2_000)  # a title is a line
