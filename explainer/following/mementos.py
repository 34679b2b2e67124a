"""The editions of one page, as mementos (RFC 7089): which have it, at what address, which was current at a moment.

It must not answer a reader, nor tell a word of an edition that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.http import http_date

from ..edition.changed_items import Item
from ..language.languages import speaks
from ..models.editions import Edition
from ..reading.copies import FOLDERS, Missing, TakenBack, address_of
from ..reading.gone import Withdrawn
from ..reading.readings import current
from .filters_then import with_filter
from .item_history import known_as, prints_of

TYPE = "application/link-format"
# The filters whose value is an item: an edition without it has no such list.
_FILTERS = {"side": "actor", "actor": "actor", "issue": "issue", "phase": "phase"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a story's own address and those of its editions have: its name in the site map and its arguments,
    and ``rest``, what of its path stands below either."""

    slug: str
    stream: str
    name: str
    args: tuple[Any, ...]
    rest: str

    @property
    def original(self) -> str:
        """The absolute address of what is kept up to date."""
        return _base(self.slug, self.stream) + self.rest

    @property
    def timegate(self) -> str:
        return f"{_base(self.slug, self.stream)}timegate/{self.rest}"

    @property
    def timemap(self) -> str:
        return f"{_base(self.slug, self.stream)}timemap/{self.rest}"

    @property
    def item(self) -> tuple[str, Any] | None:
        """The kind of item that an edition must have to have the page, and what that is known by; None: any has it."""
        kind = self.name.removesuffix("-json")
        if kind in FOLDERS:
            return kind, self.args[0]
        if kind.endswith("-by") and self.args[0] in _FILTERS and self.args[1] != "none":
            kind = _FILTERS[self.args[0]]
            return kind, int(self.args[1]) if kind == "phase" and self.args[1].isdecimal() else self.args[1]
        return None


@dataclass(frozen=True, slots=True)
class Memento:
    """``url``: where ``edition`` has the page, under the name that it had there. It may have been withdrawn."""

    edition: Edition
    url: str

    @property
    def at(self) -> datetime:
        """To the second, as HTTP has it."""
        return self.edition.published_at.replace(microsecond=0)


def mementos(page: Page) -> list[Memento]:
    """One for each public edition that has the page, the oldest first, withdrawn ones among them.

    One query; for a page of an item one more for editions that this process has not met, and what ``current`` takes."""
    public = Edition.objects.of_story(page.slug, page.stream).public_at(timezone.now())
    editions = list(public.without_document().reverse())
    if page.name in ("phases", "texts"):
        prints = prints_of(editions)
        editions = [edition for edition in editions if any(each[0] == page.name for each in prints[edition.key])]
    if page.name.endswith("-by") and page.item is None:
        editions = with_filter(editions, page.name.removesuffix("-by"), *map(str, page.args))
    if page.item is None:
        return [Memento(edition, _url(page, edition, page.rest)) for edition in editions]
    return [Memento(edition, url) for edition, url in _with_item(page, editions) if url]


def why_none(page: Page) -> TakenBack | None:
    """Of a page that no edition has: that what it is of was taken back from all of them, as the page itself says."""
    try:
        if page.item:
            current(page.slug).find(*page.item)
    except TakenBack as gone:
        return gone
    except LookupError:
        pass
    return None


def address_in(page: Page, edition: Edition) -> str:
    """Where that edition has the page, or would have it: the absolute address."""
    found = next(iter(_with_item(page, [edition])))[1] if page.item else ""
    return found or _url(page, edition, page.rest)


def current_at(found: Iterable[Memento], moment: datetime | None) -> Memento | None:
    """The newest up to ``moment``, without one the newest of all; where all are younger, the oldest that can be read.

    It may have been withdrawn: that is what readers read then, and nobody read the one before it."""
    rows = list(found)
    until = [row for row in rows if moment is None or row.at <= moment]
    return until[-1] if until else next((row for row in rows if not row.edition.withdrawn_at), None)


def time_map(page: Page, found: Iterable[Memento]) -> str:
    """The list of its mementos, as a link format (RFC 7089, section 5; RFC 6690). What was withdrawn is none."""
    rows = [row for row in found if not row.edition.withdrawn_at]
    span = f'; from="{http(rows[0].at)}"; until="{http(rows[-1].at)}"' if rows else ""
    lines = [
        f'<{page.original}>; rel="original"',
        f'<{page.timegate}>; rel="timegate"',
        f'<{page.timemap}>; rel="self"; type="{TYPE}"{span}',
    ]
    lines += [link_to(row, first=row is rows[0], last=row is rows[-1]) for row in rows]
    return ",\n".join(lines) + "\n"


def link_to(row: Memento, *, first: bool = False, last: bool = False) -> str:
    rel = " ".join(["first"] * first + ["last"] * last + ["memento"])
    return f'<{row.url}>; rel="{rel}"; datetime="{http(row.at)}"'


def links(page: Page) -> str:
    """What every answer of it says: where it is kept up to date, and where its editions are (RFC 7089, section 2.2)."""
    return f'<{page.original}>; rel="original", {links_on(page)}'


def links_on(page: Page) -> str:
    return f'<{page.timegate}>; rel="timegate", <{page.timemap}>; rel="timemap"'


def http(moment: datetime) -> str:
    """As Memento-Datetime and links have it: the date of RFC 1123."""
    return http_date(moment.timestamp())


def moment_of(text: str) -> datetime:
    """The moment that Accept-Datetime names (RFC 7089, section 2.1.1); ValueError for any other form of a date."""
    found = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    if len(text) != len("Tue, 20 Aug 2024 12:00:00 GMT"):  # strptime takes “1” for “01”
        raise ValueError(text)
    return found


def _base(slug: str, stream: str) -> str:
    return settings.SITE_URL + address_of(speaks(stream), "story", "overview", slug, None, ())


def _url(page: Page, edition: Edition, rest: str) -> str:
    base = address_of(speaks(page.stream), "edition", "overview", page.slug, edition.number, ())
    return settings.SITE_URL + base + rest


def _with_item(page: Page, editions: list[Edition]) -> Iterable[tuple[Edition, str]]:
    """Each edition with the address of the page under the name that its item had there; empty where it had none."""
    assert page.item is not None
    kind, key = page.item
    names, prints = _names(page.slug, kind, key), prints_of(editions)
    for edition in editions:
        name = known_as(prints[edition.key], names)
        if name not in prints[edition.key]:
            yield edition, ""
        elif page.name.endswith("-by"):
            yield edition, _url(page, edition, page.rest.replace(f"/{key}/", f"/{name[1]}/"))
        else:
            args = (name[1],)
            yield (
                edition,
                settings.SITE_URL
                + address_of(speaks(page.stream), "edition", page.name, page.slug, edition.number, args),
            )


def _names(slug: str, kind: str, key: Any) -> tuple[Item, ...]:
    """What the item is known by now and was known by before, the newest first."""
    section = FOLDERS[kind]
    try:
        index = current(slug).entire
    except (Missing, Withdrawn):
        return ((section, key),)
    key = index.former.get(kind, {}).get(str(key), key)
    row = getattr(index, kind).get(key)
    former = [] if row is None or kind == "phase" else row.value.former_slugs
    return ((section, key), *((section, name) for name in former))
