"""Which edition a reader reads, and its pages' indexes, kept in memory by ``Edition.key`` and bounded in bytes.

An index serves every language, for it keeps no words of ours (``indexes``). A comparison is words: it is kept by
language. It must not import a desk model: drafts cannot leak where they cannot be reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from ..edition import document as shape
from ..edition.changed_items import Item, changed_items
from ..edition.diffs import Change, compare
from ..edition.since_translated import Since
from ..kept import Kept
from ..language.labels import spoken
from ..language.languages import PREFIXED, short, speaks
from ..models.editions import Edition
from ..story.indexes import StoryIndex
from ..story.places import stood_at
from ..story.resolved import Event
from . import since_translated, which_edition
from .copies import FOLDERS, Copy, Missing, TakenBack, address_of
from .gone import Retired, Withdrawn
from .rightings import NONE, Rightings, gathered, righting_pairs, undone


@dataclass(frozen=True, kw_only=True)
class Reading(Copy):
    """One story as one reader reads it, in an edition."""

    edition: Edition
    newest: int
    since: Edition | None = None  # an earlier edition, where what changed since is to be marked
    read: Edition | None = None  # what was read last, where it was withdrawn: ``since`` is the last before it
    original: Edition | None = None  # beside a translation: what readers of the original read
    lacking: Edition | None = None  # the translation that does not have this page yet
    numbers: Mapping[str, int] = field(
        default_factory=dict
    )  # of this edition in other languages (``which_edition.Found``)
    put_right: Since | None = None  # of a translation: what its original has put right since
    told_in: frozenset[str] = frozenset()  # the languages in which readers read a translation (``which_edition.Found``)

    @property
    def key(self) -> str:
        """What is made of what it shows is kept by this: ``Edition.key``, and what was put right since."""
        return f"{self.edition.key} {self.put_right.key}" if self.put_right else self.edition.key

    @property
    def worded_in(self) -> str | None:
        """Of an original at the addresses of another language, its own where the site speaks it: all of one piece."""
        if self.edition.stream or self.language not in PREFIXED:
            return self.language
        told = self.story.language
        return own if short(own := spoken(told)) == short(told) else self.language

    @property
    def is_older(self) -> bool:
        return self.edition.number < self.newest

    @property
    def told_on(self) -> date:
        return self.edition.published_at.date()

    def address(self, page: str, *args: Any) -> str:
        """The path of one of its pages, in the same edition as this reading. An original is followed where it stands,
        in whatever language its pages are read."""
        number = self.edition.number if self.space == "edition" else None
        followed = page == "calendar" or page.endswith(("-atom", "-json", "-jsonld", "-csv", "-zip", "-cited"))
        language = speaks("") if followed and not self.edition.stream else self.language
        return address_of(language, self.space, page, self.story.slug, number, args)

    def lasting(self, page: str, *args: Any) -> str:
        """The absolute address of a page in this very edition."""
        return self.lasting_in(self.edition.number, page, *args)

    def lasting_in(self, number: int, page: str, *args: Any) -> str:
        """The same in another of its editions. An original's stands where no translation will ever be."""
        language = speaks(self.edition.stream)
        return settings.SITE_URL + address_of(language, "edition", page, self.story.slug, number, args)

    def find(self, kind: str, key: str | int) -> Any:
        """As ``Copy.find``, but Retired where an earlier edition had it.

        What the original has by now is Missing, though an older edition had it: it can be read there."""
        try:
            return super().find(kind, key)
        except Missing:
            whole = self.of_the_original()
            number = self.edition.retired.get(f"{FOLDERS[kind]}/{key}")
            if number and not (whole and key in getattr(whole.index, kind)):
                raise self._retired(kind, key, number) from None
            raise

    def had(self, address: str) -> bool:
        return address in self.edition.retired

    def last_with(self, list_: str, facet: str, value: str) -> tuple[int, str] | None:
        number = self.edition.retired.get(f"{list_}/{facet}/{value}")
        readable = published_before(self.story.slug, self.edition.stream) if number else []
        if not number or number not in {edition.number for edition in readable}:
            return None
        return number, self.lasting_in(number, f"{list_}-by", facet, value)

    def stood_at(self, place: str) -> dict[str, Event]:
        slugs = stood_at(self.edition.retired, place)
        called = {old: event for event in self.entire.events for old in event.value.former_slugs} if slugs else {}
        called |= self.entire.event
        return {slug: called[slug] for slug in slugs if slug in called}

    def of_the_original(self) -> Reading | None:
        if self.original is None or self.original.withdrawn_at:
            return None
        whole = Reading(_index_of(self.original), self.space, edition=self.original, newest=self.original.number)
        return replace(whole, lacking=self.edition, language=self.language, told_in=self.told_in)

    def _retired(self, kind: str, key: str | int, upto: int) -> Retired:
        """With the newest edition up to ``upto`` that holds it and can still be read, and the one that no longer did.

        TakenBack where it was taken from that one."""
        readable = published_before(self.story.slug, self.edition.stream)
        went = next((edition for edition in reversed(readable) if edition.number > upto), None)
        for edition in readable:
            if edition.number > upto:
                continue
            index = _index_of(edition)
            if tombstone := index.tombstones.of(kind, key):
                raise TakenBack(self, tombstone)
            if key in getattr(index, kind) or key in index.former.get(kind, {}):
                return Retired(self, edition.number, went, kind, key)
        return Retired(self, 0, went, kind, key)

    def as_of(self, edition: Edition) -> Reading:
        """The same story in another edition of this stream, which can be read, at its own address."""
        index, language = _index_of(edition), self.tongue
        return replace(self, index=index, space="edition", edition=edition, since=None, language=language)

    @property
    def tongue(self) -> str | None:
        """The language in whose addresses editions of this stream stand under their numbers, for whoever reads this:
        an original beside a translation is found among its own."""
        return speaks(self.edition.stream) if self.lacking else self.language

    def lent_on(self, day: date) -> tuple[StoryIndex | None, frozenset[Item]]:
        """What its readers read at the end of that day (UTC) and still can, up to this edition, and which of it was put
        right since. Of a translation what was one of the original that was current then. One query, or two."""
        end = datetime.combine(day, time.max, UTC)
        editions = Edition.objects.of_story(self.story.slug, self.edition.stream)
        edition = editions.current_at(end, self.edition.number).first()
        if edition is None or (edition.stream and not _translated_what_was_current(edition, end)):
            return None, frozenset()
        rightings = self.rightings.before.items() if edition.number < self.edition.number else ()
        wrong = (item for item, rows in rightings if any(row.edition.number > edition.number for row in rows))
        return _index_from(edition.key, edition.document), frozenset(wrong)

    @cached_property
    def marks(self) -> dict[Item, str]:
        """What changed since ``since``, item by item: added, removed or changed."""
        return changed_items(changes(self.since, self.edition)) if self.since else {}

    @cached_property
    def rightings(self) -> Rightings:
        """What was put right in this edition and those before it, and what later. Of an only edition nothing was.

        One query, and one more for CHUNK unknown comparisons."""
        if self.newest == 1:
            return NONE
        readable = published_before(self.story.slug, self.edition.stream) or [self.edition]
        pairs, upto = righting_pairs(readable), self.edition.number
        return gathered(pairs, changes_of(pairs), upto=upto, newest=readable[0], out=undone(readable, upto))


def current(slug: str) -> Reading:
    """The newest public edition of a story, in the language of the address if it is translated.

    Missing when there is none, Withdrawn when it was taken back."""
    found = which_edition.newest(slug)
    if found is None:
        raise Missing(slug)
    return _read(found, "story")


def at_edition(slug: str, number: int) -> Reading:
    """One public edition of a story, under its own address; Missing, Withdrawn or Elsewhere."""
    found = which_edition.numbered(slug, number)
    if found is None:
        raise Missing(f"{slug}/editions/{number}")
    return _read(found, "edition")


def read(found: which_edition.Found) -> Reading:
    """What was found, as a story's own pages show it."""
    return _read(found, "story")


CHUNK = 25  # comparisons whose documents are held at once
Pair = tuple[str | None, str, str]  # language and two keys of editions: what changed is told in words
kept_changes: Kept[Pair, list[Change]] = Kept(lambda: settings.READING_BYTES)


def pair_of(old: Edition, new: Edition) -> Pair:
    return (get_language(), old.key, new.key)


def keep_changes(pair: Pair, found: list[Change]) -> None:
    """Weighed by their words, and some 500 bytes for each change."""
    kept_changes.put(pair, found, weight=500 + sum(500 + len(row.name + row.was + row.now) for row in found))


def changes(old: Edition, new: Edition) -> list[Change]:
    """What changed between two editions, in words."""
    return changes_of([(old, new)])[0]


def changes_of(pairs: Iterable[tuple[Edition, Edition]]) -> list[list[Change]]:
    """What changed from the first to the second of each pair, in the language of the moment.

    One query for every CHUNK of unknown ones, of documents that are not kept; a document is let go once nothing waits
    to be compared with it."""
    pairs = list(pairs)
    missing = [pair for pair in pairs if kept_changes.get(pair_of(*pair)) is None]
    found: dict[Pair, list[Change]] = {}
    for start in range(0, len(missing), CHUNK):
        waiting = missing[start : start + CHUNK]
        read: dict[int, tuple[str, shape.Document]] = {}
        for pk, known_by, document in _documents({edition.pk: edition for pair in waiting for edition in pair}):
            read[pk] = known_by, document
            for old, new in waiting:
                if old.pk in read and new.pk in read:
                    (was, before), (now, after) = read[old.pk], read[new.pk]
                    told = found[pair_of(old, new)] = compare(before, after)
                    keep_changes((get_language(), was, now), told)
            waiting = [pair for pair in waiting if pair_of(*pair) not in found]
            wanted = {edition.pk for pair in waiting for edition in pair}
            read = {pk: known for pk, known in read.items() if pk in wanted}
    return [found[key] if (key := pair_of(*pair)) in found else kept_changes.get(key) or [] for pair in pairs]


def _documents(editions: Mapping[int, Edition]) -> Iterator[tuple[int, str, shape.Document]]:
    """(id, key, document) of each: first what is being read here, then what one query finds, the oldest first."""
    kept = {pk: index.story for pk, edition in editions.items() if (index := _indexes.get(edition.key))}
    yield from ((pk, editions[pk].key, document) for pk, document in kept.items())
    if rest := editions.keys() - kept.keys():
        for pk, key, text in Edition.objects.among(rest).order_by("pk").texts():
            yield pk, key, shape.thaw(text)


def published_before(slug: str, stream: str = "") -> list[Edition]:
    """Public editions of a story, or of a translation, that can still be read, newest first."""
    public = Edition.objects.of_story(slug, stream).public_at(timezone.now()).without_document()
    return list(public.readable())


def _read(found: which_edition.Found, space: str) -> Reading:
    if found.edition.withdrawn_at:
        raise Withdrawn(found.edition, found.numbers)
    index, put_right = _index_of(found.edition), since_translated.since(found, changes_of)
    return Reading(
        since_translated.without(index, found.edition.key, put_right) if put_right else index,
        space,
        edition=found.edition,
        newest=found.newest,
        original=found.original,
        numbers=found.numbers,
        put_right=put_right,
        told_in=found.told_in,
    )


def _index_of(edition: Edition) -> StoryIndex:
    index = _indexes.get(edition.key)
    if index is None:
        _pk, key, text = next(Edition.objects.among([edition.pk]).texts())
        index = _index_from(key, text)
    return index


def _translated_what_was_current(edition: Edition, moment: datetime) -> bool:
    """Whether the original had no newer edition at ``moment`` than the one that ``edition`` translates."""
    originals = Edition.objects.of_story(edition.slug, "").public_at(moment).readable()
    return edition.translates_id == originals.values_list("pk", flat=True).first()


def _index_from(key: str, text: str) -> StoryIndex:
    index = _indexes.get(key)
    if index is None:
        index = StoryIndex(shape.thaw(text))
        _indexes.put(key, index, weight=len(text))
    return index


_indexes: Kept[str, StoryIndex] = Kept(lambda: settings.READING_BYTES)  # of frozen text; an index takes ten times that
