"""Since when everything in a story has stood as it stands, and when what is gone was taken out: our clock alone.

It must not say when something was said or happened, and it hands on no word of an edition that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.utils import timezone

from ..edition import document as shape
from ..edition.leaving_out import Out
from ..kept import Kept
from ..models.editions import Edition
from ..reading.gone import Withdrawn
from ..reading.readings import Reading, current
from .news import is_news
from .substance import Key, Print, Trace, imprint
from .taken_out import take_out

TRACE = 700  # bytes, about, of what is remembered of one item of an edition

V = TypeVar("V")


@dataclass(slots=True)
class Item:
    """``first``: when feeds first told it. ``changed``: when its substance last changed, with
    ``edition``. All are times of editions.

    ``gone``: when it was taken out, with the edition that lacks it or was withdrawn, ``went``; None while it can be
    read. ``lacked``: whether a later edition than the last that had it can be read, and lacks it. ``told``: whether it
    ever was news (``news``); until then it is remembered, to tell what is new of it.

    Of an event, ``moved`` counts how often it was put off or called off: by the dates that it had before readers met
    it, then with each edition that tells another date, state or past. ``expected``: whether one ever told it as such.
    """

    key: Key
    first: datetime
    changed: datetime
    edition: Edition
    trace: Trace
    told: bool = False
    gone: datetime | None = None
    taken_out: Out | None = None  # of a translation: that its original took it out
    went: Edition | None = None
    lacked: bool = False
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

    @property
    def awaited(self) -> bool:
        """Whether it was expected when readers last read of it."""
        return self.trace.planned is not None and self.trace.planned[1] == "expected"


class Telling(NamedTuple):
    """That feeds told something anew at a moment: of an item, of an edition, or that something was taken back.

    ``topics``: in whose feeds, STORY for its own, ANY for all of them. It holds no words: what is told of ``key`` is
    what stands now."""

    moment: datetime
    key: Key
    topics: frozenset[str]


STORY, ANY = "", "*"
HAD_ENTRIES = ("statement", "event", "position")  # kinds of what can be taken back


@dataclass(frozen=True, slots=True)
class Ledger:
    """``notable``: editions that changed substance, put something right or were withdrawn, by their number.

    ``title`` is that of the newest edition that can be read, empty when there is none. ``log``: all that was told, the
    oldest first; what is in it once stays in its place, for archives count by it. ``names``: what actors and issues are
    or were called, by topic.
    """

    slug: str
    stream: str
    title: str
    editions: list[Edition]
    notable: set[int]
    items: dict[Key, Item]
    taken: dict[Key, shape.Tombstone]  # what no edition holds any more, since it was taken back from all of them
    log: list[Telling]
    names: dict[str, str]

    @property
    def opened(self) -> datetime:
        return self.editions[0].published_at

    @property
    def moved(self) -> frozenset[datetime]:
        """When what is told of it changed: published, withdrawn, or without a thing that was taken from it. None where
        something was brought back: when, no edition says, and no copy from before may pass for one from after."""
        if any(each.revision and not each.redacted_at for each in self.editions):
            return frozenset()
        moments = [at for each in self.editions for at in (each.published_at, each.withdrawn_at, each.redacted_at)]
        moments += [item.gone for item in self.items.values()]
        return frozenset(filter(None, moments))

    @property
    def topics(self) -> set[str]:
        """The actors and issues that the story has, or once had, something on: “actors/slug”, “issues/slug”."""
        gone = {f"actors/{key[1]}" for key in self.taken if key[0] == "actor"}
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
    taken: dict[Key, shape.Tombstone] = {}
    log: list[Telling] = []
    notable: set[int] = set()
    before: Edition | None = None
    for edition, after in zip(editions, [*editions[1:], None], strict=True):
        here = prints[edition.key]
        since = date.fromisoformat(prints[editions[0].key].as_of) if before else None
        told = list(_turn(items, here.items, edition, since))
        for row in here.taken:
            log += _taken_back(row, edition, told, new=tuple(row.key) not in taken)
            taken[tuple(row.key)] = row
        log += [*told, *_edition_itself(edition)]
        if edition.withdrawn_at and (after is None or edition.withdrawn_at < after.published_at):
            _withdraw(items, edition, edition.withdrawn_at)
        if is_notable(edition, before, prints):
            notable.add(edition.number)
        before = edition
    readable = [edition for edition in editions if not edition.withdrawn_at]
    title = prints[readable[-1].key].title if readable else ""
    names = {topic: name for edition in readable for topic, name in prints[edition.key].names.items()}
    log.sort(key=attrgetter("moment"))
    gone = {key: row for key, row in taken.items() if key not in items}
    return Ledger(slug, stream, title, editions, notable, items, gone, log, names)


def _turn(items: dict[Key, Item], now: dict[Key, Trace], edition: Edition, since: date | None) -> Iterator[Telling]:
    """What readers read became ``now`` with this edition: what of that is told."""
    moment = edition.published_at
    for key, trace in now.items():
        item = items.get(key)
        was, topics = (item.trace, item.trace.topics) if item else (None, frozenset[str]())
        anew = not (item and item.told) and is_news(key, was, trace, since=since)
        if item is None:
            item = items[key] = Item(key, moment, moment, edition, trace)
        changed = item.told and (item.lacked or item.trace.substance != trace.substance)
        if anew or changed:
            item.changed, item.edition = moment, edition
            item.first = moment if anew else item.first
        if anew or changed or (item.told and item.gone):
            yield Telling(moment, key, trace.topics | {STORY})
        elif item.told and (joined := trace.topics - topics):
            yield Telling(moment, key, joined)
        item.moved += item.lacked and item.awaited
        item.told, item.trace, item.gone, item.went, item.lacked = item.told or anew, trace, None, None, False
        item.plan(was)
    for key, item in items.items():
        if key not in now and not item.lacked:
            item.gone, item.went = item.gone or moment, item.went or edition
            item.lacked = True
            item.moved += item.awaited
            if item.told:
                yield Telling(moment, key, item.trace.topics | {STORY})


def _withdraw(items: dict[Key, Item], edition: Edition, moment: datetime) -> None:
    """Nothing can be read from then on, until another edition comes. Nothing is logged: what comes back was not told
    anew, and what does not is told with the edition that lacks it."""
    for item in items.values():
        if item.gone is None:
            item.gone, item.went = moment, edition


def _edition_itself(edition: Edition) -> Iterator[Telling]:
    """Every edition has its place in the log, whether feeds tell of it or not; again when it is withdrawn."""
    moments = filter(None, (edition.published_at, edition.withdrawn_at))
    return (Telling(moment, ("edition", str(edition.number)), frozenset([STORY])) for moment in moments)


def _taken_back(row: shape.Tombstone, edition: Edition, told: list[Telling], *, new: bool) -> Iterator[Telling]:
    """That it was taken back, told once. In ``told`` it keeps the place that it had when it was first told, after the
    row that it stood after, so that what comes later keeps its own."""
    kind, key = row.kind, tuple(row.key)
    if not new or kind not in HAD_ENTRIES:
        return
    places = [place for place, telling in enumerate(told) if telling.key[0] == kind]
    before = [place for place in places if told[place].key[1:] == (row.after,)]
    at = before[0] + 1 if before else places[-1] + 1 if row.after and places else places[0] if places else 0
    told.insert(at, Telling(edition.published_at, key, frozenset([STORY])))
    yield Telling(datetime.fromisoformat(row.at), key, frozenset([STORY, ANY]))


def is_notable(edition: Edition, before: Edition | None, prints: dict[str, Print]) -> bool:
    """Whether feeds tell of it: as it comes out or, of one that is withdrawn, from then on."""
    if before is None or edition.withdrawn_at or edition.rights:
        return True
    if before.withdrawn_at and before.withdrawn_at < edition.published_at:
        return True
    return prints[edition.key].whole != prints[before.key].whole


_prints: Kept[str, Print] = Kept(lambda: settings.READING_BYTES)
_titles: Kept[str, str] = Kept(lambda: 2_000)  # a title is a line
