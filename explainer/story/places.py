"""Where the entries of a story stand: the pages of its lists that are there only while something stands on them, and
the fragments of events there.

It must not decide what answers there: it names addresses, so that it is known later which of them were given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..edition import document as shape
from ..language.dates import readable
from .facet_values import month_at
from .facets import MOST


def places(document: shape.Document) -> Iterator[str]:
    """“timeline/month/2024-08”, “statements/act/denied”, and for each event the fragment of its entry, as
    “timeline/month/2024-08/#a-slug”; “timeline/#a-slug” too while one page holds everything."""
    said = {f"month/{month_at(readable(statement.when))}" for statement in document.statements}
    said |= {f"act/{statement.act}" for statement in document.statements}
    months = {event.slug: month_at(readable(event.when), event.status) for event in document.events}
    yield from (f"statements/{each}" for each in said)
    yield from (f"timeline/{each}" for each in said.union(f"month/{month}" for month in months.values()))
    yield from (f"timeline/month/{month}/#{slug}" for slug, month in months.items())
    if len(document.events) + len(document.statements) <= MOST:
        yield from (f"timeline/#{slug}" for slug in months)


def stood_at(addresses: Iterable[str], place: str) -> list[str]:
    """The slugs of events whose fragments on the page ``place`` (“timeline/”) are among ``addresses``."""
    start = f"{place}#"
    return [address.removeprefix(start) for address in addresses if address.startswith(start)]
