"""What search engines are given to find: the pages of a story that they may list, each with when its substance changed
last (``substance``), as its feeds tell it; and where each story's own list is.

It must not list what a page forbids (``pages.indexing``), nor a translation's address that shows the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..data.tables import TABLES
from ..edition.former import lasting
from ..language.languages import PREFIXED, speaks
from ..models.editions import Edition
from ..reading.copies import Missing
from ..reading.readings import Reading
from ..story.facet_values import LISTED, counts_of
from .ledger import Item, Ledger, follow

MOST = 49_999  # in one list: 50,000 by the protocol (sitemaps.org), and the site's own beside them

# What can be taken along of a whole story.
DATA = ("story-json", "story-jsonld", "annotations-jsonld", *(f"{name}-csv" for name in TABLES))


class Place(NamedTuple):
    """``path``: with the prefix of its language; ``moved``: None where nothing says when."""

    path: str
    moved: datetime | None


def lists() -> list[Place]:
    """Where the list of each story that can be read is, and of each of its translations; the latest published first.

    ``moved`` is when its newest edition came out: what is said of a list is when the list was made. One query."""
    rows = Edition.objects.newest_of_each_stream(timezone.now()).readable()[:MOST]
    found = rows.values_list("slug", "stream", "published_at")
    return [Place(_in(stream, "story:sitemap", slug), published) for slug, stream, published in found]


def of_the_site() -> list[Place]:
    """The pages beside the stories, in each language of the interface. Two queries."""
    newest = Edition.objects.last_moment("", timezone.now())
    righted = Edition.objects.last_told(timezone.now())
    pages = (("home", newest), ("about", None), ("corrections", righted), ("data", newest), ("publisher", None))
    return [Place(_in(stream, page), moved) for stream in ("", *PREFIXED) for page, moved in pages]


def of_story(slug: str) -> list[Place]:
    """The pages of a story in the language of the address, at what a feed costs. Missing where nothing can be read."""
    reading, ledger = follow(slug)
    if reading is None:
        raise Missing(slug)
    places = [*_whole(reading, ledger), *_each(reading, ledger), *_filtered(reading, ledger)]
    return [Place(reading.address(page, *args), moved) for page, args, moved in places[: MOST + 1]]


Found = Iterator[tuple[str, tuple[Any, ...], datetime | None]]


def _whole(reading: Reading, ledger: Ledger) -> Found:
    """What is of the whole story, as the frame of its pages links to it."""
    index, story = reading.index, reading.story
    notable = [edition.published_at for edition in ledger.editions if edition.number in ledger.notable]
    moved = max(notable, default=ledger.opened)
    found = {
        "timeline": index.events or index.statements,
        "phases": index.phases,
        "texts": index.texts,
        "statements": index.statements,
        "positions": index.issues,
        "issues": index.issues,
        "actors": index.actors,
        "glossary": story.terms,
        "balance": index.statements,
        "open-questions": story.open_questions or index.ended_issues,
    }
    for page in ("overview", *(name for name, rows in found.items() if rows), "sources", "changes", *DATA):
        yield page, (), moved
    for phase in index.phases:
        yield "phase", (phase.number,), moved
    for text in index.texts:
        yield "text", (text.slug,), moved


def _each(reading: Reading, ledger: Ledger) -> Found:
    """What has an address of its own: statements and events by themselves, the others by all that their feed tells."""
    index = reading.index
    topics: dict[str, list[Item]] = {}
    for item in ledger.items.values():
        for topic in item.trace.topics:
            topics.setdefault(topic, []).append(item)
    for kind, rows in (("statement", index.statements), ("event", index.events)):
        for row in rows:
            told = ledger.items.get((kind, lasting(row.value)))
            yield kind, (row.slug,), _moved([told] if told else [])
    for actor in index.actors:
        yield "actor", (actor.slug,), _moved(topics.get(f"actors/{lasting(actor.value)}", ()))
    for issue in index.issues:
        yield "issue", (issue.slug,), _moved(topics.get(f"issues/{lasting(issue.value)}", ()))


def _filtered(reading: Reading, ledger: Ledger) -> Found:
    """The filters that are listed, where they find something."""
    kinds = {"statements": ("statement",), "timeline": ("statement", "event")}
    for page, names in LISTED.items():
        moved = _moved(item for key, item in ledger.items.items() if key[0] in kinds[page])
        counts = counts_of(reading.index, timeline=page == "timeline")
        for name in names:
            for value in sorted(counts[name]):  # one order, in every process
                yield f"{page}-by", (name, value), moved


def _moved(items: Iterable[Item]) -> datetime | None:
    return max((item.gone or item.changed for item in items if item.told), default=None)


def _in(stream: str, page: str, *args: str) -> str:
    with override(speaks(stream)):
        return reverse(page, args=args)


def absolute(path: str) -> str:
    return settings.SITE_URL + path
