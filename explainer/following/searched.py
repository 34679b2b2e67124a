"""The feed of a search: what is found now, as feeds tell it, what was told last first.

It must not tell anything otherwise than the feed of its story does: an entry has the same name, words and times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ..edition.former import key_now
from ..language.languages import short
from ..language.queries import Query
from ..models.editions import Edition
from ..reading.copies import Missing
from ..reading.readings import Reading
from ..search.find import Narrowed, found_now
from ..search.findable import IndexEntry
from .archive import RECENT
from .entries import entries_of, tombstones_of
from .feeds import Feed, FeedEntry, Tombstone
from .ledger import follow
from .substance import Key
from .writing import language_of

MOST = 50  # entries
MOST_STORIES = 10  # that are looked at: those that the most recent hits are of
MOST_STONES = 100
KINDS = ("statements", "events", "positions", "issues", "phases", "questions")  # that feeds tell of


def of_search(
    query: Query, kind: str, narrowed: Narrowed, path: str, asked: Mapping[str, Any], reading: Reading | None
) -> Feed:
    """``path``: of the page of the search; ``asked``: its parameters. Of one story where ``reading`` is given.

    Two queries for each story, at most, and one for what is found."""
    kinds = [each for each in KINDS if kind in ("", each)]
    edition = reading.edition.pk if reading and reading.edition else None
    wanted: dict[str, set[Key]] = {reading.story.slug: set()} if reading else {}
    for story, what, entry in found_now(query, kinds, at=timezone.now(), edition=edition, narrowed=narrowed):
        if key := _key(what, entry):
            wanted.setdefault(story, set()).add(key)
    told = [each for story, keys in list(wanted.items())[:MOST_STORIES] for each in told_of(story, keys)]
    entries, stones, updated = newest(told, MOST, MOST_STONES)
    suffix = f"?{urlencode(asked)}" if asked else ""
    return Feed(
        title=_title(query, reading),
        subtitle=_("What a search finds, as it is published now: the newest first."),
        language=reading.story.language if reading else short(get_language() or settings.LANGUAGE_CODE),
        site=settings.SITE_URL,
        page=f"{settings.SITE_URL}{path}{suffix}",
        place=f"{settings.SITE_URL}{path}feed",
        entries=entries,
        tombstones=stones,
        updated=updated or _moved(reading),
        query=suffix,
    )


def _title(query: Query, reading: Reading | None) -> str:
    if reading is None:
        return _("“%(text)s” – search") % {"text": query.text} if query.text else _("Search")
    story = reading.titled(reading.story.short_title or reading.story.title)
    if not query.text:
        return _("Search: %(story)s") % {"story": story}
    return _("“%(text)s” – search: %(story)s") % {"text": query.text, "story": story}


def _moved(reading: Reading | None) -> datetime:
    """When that could last have become so: nothing is found in what has been read since."""
    if reading and reading.edition:
        return reading.edition.published_at
    now = timezone.now()
    return Edition.objects.last_moment("", now) or Edition.objects.opened(now)


def newest(
    told: Iterable[FeedEntry | Tombstone], most: int, most_stones: int
) -> tuple[list[FeedEntry], list[Tombstone], datetime | None]:
    """The entries and tombstones that were told last, and when the last of them was; None where there is none."""
    told = list(told)
    entries = sorted((each for each in told if isinstance(each, FeedEntry)), key=_when, reverse=True)[:most]
    stones = sorted((each for each in told if isinstance(each, Tombstone)), key=_gone, reverse=True)[:most_stones]
    return entries, stones, max([*map(_when, entries), *map(_gone, stones)], default=None)


def told_of(story: str, keys: set[Key]) -> Iterator[FeedEntry | Tombstone]:
    """What feeds tell of these, and that something of the story was taken back. Of what the story has said since its
    first day RECENT alone: who subscribes to news has not asked for all that was there before."""
    try:
        reading, ledger = follow(story)
    except Missing:
        return
    if reading is None:
        return
    items = [
        item
        for item in ledger.items.values()
        if item.told and not item.gone and key_now(item.key, reading.index.former) in keys
    ]
    items.sort(key=lambda item: item.changed, reverse=True)
    since = [item for item in items if item.changed > ledger.opened]
    items = [*since, *items[len(since) :][:RECENT]]
    with override(language_of(reading, ledger)):
        yield from entries_of(items[:MOST], reading, ledger)
        stones = [row for row in ledger.taken.values() if row.kind in ("statement", "event", "position")]
        yield from tombstones_of(stones[-MOST_STONES:], ledger)


def _key(kind: str, entry: IndexEntry) -> Key | None:
    """What feeds know it by, with the slugs of now."""
    match kind:
        case "statements" | "events" | "issues":
            return (kind.rstrip("s"), entry.slug)
        case "positions":
            return ("position", entry.slug, entry.by)
        case "questions":
            return ("question", entry.part)
        case "phases" if entry.page == "phase" and not entry.within:
            return ("phase", entry.slug)
    return None


def _when(entry: FeedEntry) -> datetime:
    return entry.updated


def _gone(stone: Tombstone) -> datetime:
    return stone.when
