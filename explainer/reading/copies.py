"""One story as its pages show it: what a published reading and a preview of the desk's copy have in common.

It must not look for an edition: ``readings`` does, and only what is published has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override, pgettext

from ..edition import document as shape
from ..edition.changed_items import Item, changed_items
from ..edition.diffs import Change
from ..language.dates import When, words
from ..story.coverage import Stopped, next_update, stopped
from ..story.facet_values import month_of
from ..story.facets import MOST, placed
from ..story.indexes import StoryIndex
from ..story.resolved import Event, Shown
from ..story.tombstones import Tombstone

FOLDERS = {kind: f"{kind}s" for kind in ("statement", "event", "actor", "issue", "phase", "text")}
# What the arguments of an address are called in the site map, where it is not “slug”.
NAMED = {page: ["phase"] for page in ("phase", "phase-history", "phase-card", "phase-atom", "phase-json")} | {
    f"{list_}-by{form}": ["facet", "value"] for list_ in ("statements", "timeline") for form in ("", "-atom", "-json")
}
NAMED["compare"] = ["other"]


class Missing(LookupError):
    """There is no such page; answered with 404."""


class TakenBack(LookupError):
    """It was taken back from every edition; answered with 410 and its tombstone."""

    def __init__(self, reading: Copy, tombstone: Tombstone) -> None:
        self.reading, self.tombstone = reading, tombstone
        super().__init__()


class Renamed(LookupError):
    """It has another slug by now; answered with 301 and its address."""

    def __init__(self, reading: Copy, slug: str) -> None:
        self.reading, self.slug = reading, slug
        super().__init__(slug)


@dataclass(frozen=True)
class Copy(Shown):
    """``space`` is the URL namespace of its pages: story, edition or preview."""

    index: StoryIndex
    space: str
    whole: StoryIndex | None = None  # where ``index`` holds only what was known by a date: all of it
    language: str | None = field(default_factory=get_language)  # of the addresses that it gives

    @property
    def story(self) -> shape.Document:
        return self.index.story

    @property
    def entire(self) -> StoryIndex:
        return self.whole or self.index

    @property
    def worded_in(self) -> str | None:
        """The language of our words around the story's: that of the addresses."""
        return self.language

    @property
    def told_on(self) -> date:
        """The day (UTC) on which it was published, of a preview today: by it a story is of now or not."""
        return timezone.now().date()

    @property
    def stopped(self) -> Stopped:
        """Why the story stops at its own date; empty where it goes on."""
        return stopped(self.entire.story, self.told_on)

    @property
    def next_update(self) -> When | None:
        return next_update(self.entire.story, self.told_on)

    def titled(self, title: str) -> str:
        """A title; of a story that stops with its date, “… (as of 23 August 2024)”."""
        if not self.stopped:
            return title
        return pgettext("title", "%(title)s (as of %(date)s)") % {"title": title, "date": words(self.entire.as_of)}

    def address(self, page: str, *args: Any) -> str:
        """The path of one of its pages."""
        return address_of(self.language, self.space, page, self.story.slug, None, args)

    def filtered(self, page: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """The one address of ``page`` (timeline, statements) with this filter: its path and its query."""
        place, rest = placed(query)
        return self.address(f"{page}-by" if place else page, *place), rest

    def event(self, slug: str) -> str:
        """An event's own page."""
        return self.address("event", slug)

    def on_timeline(self, slug: str) -> str:
        """Where an event stands among others: on the timeline, or on its month's page where that is read by months."""
        row, entries = self.entire.event[slug], len(self.entire.events) + len(self.entire.statements)
        path = self.address("timeline-by", "month", month_of(row)) if entries > MOST else self.address("timeline")
        return f"{path}#{slug}"

    def absolute(self, page: str, *args: Any) -> str:
        return settings.SITE_URL + self.address(page, *args)

    def lasting(self, page: str, *args: Any) -> str:
        """The absolute address to cite a page by."""
        return self.absolute(page, *args)

    def find(self, kind: str, key: str | int) -> Any:
        """The statement, event, actor, issue, phase or text with that slug or number; Missing when there is none,
        TakenBack where only its tombstone is left, Renamed where it has another slug in this document."""
        found = getattr(self.index, kind).get(key)
        if found is None:
            if tombstone := self.entire.tombstones.of(kind, key):
                raise TakenBack(self, tombstone)
            if slug := self.entire.former.get(kind, {}).get(str(key)):
                raise Renamed(self, slug)
            raise Missing(f"{FOLDERS[kind]}/{key}")
        return found

    def lent_on(self, day: date) -> tuple[StoryIndex | None, frozenset[Item]]:
        """What readers of it read at the end of that day, and which of it was put right since. None where that was
        nothing, as of what is not published."""
        return None, frozenset()

    def had(self, address: str) -> bool:
        """Whether an earlier edition had a page there, as “timeline/month/2024-08”, on which nothing stands now."""
        return False

    def last_with(self, list_: str, facet: str, value: str) -> tuple[int, str] | None:
        """The number of the edition that last had something there, and its page; None where it cannot be read."""
        return None

    def stood_at(self, place: str) -> dict[str, Event]:
        """The fragments that events had on the page “timeline/month/2024-08/” and have no more, as they were called."""
        return {}

    def of_the_original(self) -> Copy | None:
        """Beside a translation, the original under the same addresses: where it is Missing something."""
        return None


@dataclass(frozen=True)
class Preview(Copy):
    """The desk's copy as it would be published now. It is no edition, and has none of what follows from one: a template
    that serves both finds it empty."""

    space: str = "preview"
    pending: list[Change] | None = None  # what publishing would change; None before the first edition
    published: int = 0  # the number of the edition that it would change
    place: tuple[str, str] | None = None  # of a copy of its own: the namespace of its pages, and its key in addresses
    until: datetime | None = None  # where it is lent to somebody outside of the desk
    made_at: datetime | None = None  # and since when it is as it is
    marked: bool = False  # whether pages mark what would change
    notes: Any = None  # what editors noted on the page: for staff alone
    told_in: str = ""  # of a translation at the desk: its language

    edition: ClassVar[None] = None
    original: ClassVar[None] = None
    since: ClassVar[None] = None
    lacking: ClassVar[None] = None
    is_older: ClassVar[bool] = False

    def address(self, page: str, *args: Any) -> str:
        """The path of one of its pages; of a translation's, which is no page of the site map's three spaces."""
        if self.told_in and self.place is None:
            named = dict(zip(NAMED.get(page, ["slug"]), args, strict=False))
            where = {"story": self.story.slug, "language": self.told_in}
            return reverse(f"translation-preview:{page}", kwargs={**where, **named})
        space, key = self.place or (self.space, None)
        return address_of(self.language, space, page, self.story.slug, key, args)

    @cached_property
    def marks(self) -> dict[Item, str]:
        """What publishing would change, item by item."""
        return changed_items(self.pending or []) if self.marked else {}


@lru_cache(maxsize=20_000)
def address_of(
    language: str | None, space: str, page: str, story: str, number: int | str | None, args: tuple[Any, ...]
) -> str:
    """The path of a page. ``language``: of its prefix; ``space``: its namespace; ``number``: of an edition, or
    the key of a copy of the desk."""
    asked = (story, *(() if number is None else (number,)), *args)
    return _pattern(language, space, page, number is not None, len(args)).format(*asked)


@lru_cache(maxsize=1_000)
def _pattern(language: str | None, space: str, page: str, numbered: bool, count: int) -> str:
    """The address of a page with a place for the story, the edition’s number and ``count`` arguments: a first read
    asks for a hundred addresses, and ``reverse`` takes long. It makes the prefix by the active language."""
    names = ["story", *(["number"] if numbered else []), *NAMED.get(page, ["slug"])[:count]]
    asked = {name: 700_000 + place for place, name in enumerate(names)}  # a slug may be digits, too
    with override(language):
        found = reverse(f"{space}:{page}", kwargs=asked)
    for value in asked.values():
        found = found.replace(str(value), "{}")
    return found
