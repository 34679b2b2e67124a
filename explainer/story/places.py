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
    for statement in document.statements:
        month = month_at(readable(statement.when))
        for page in ("statements", "timeline"):
            yield f"{page}/month/{month}"
            yield f"{page}/act/{statement.act}"
    short = len(document.events) + len(document.statements) <= MOST
    for event in document.events:
        month = month_at(readable(event.when), event.status)
        yield f"timeline/month/{month}"
        yield f"timeline/month/{month}/#{event.slug}"
        if short:
            yield f"timeline/#{event.slug}"


def stood_at(addresses: Iterable[str], place: str) -> list[str]:
    """The slugs of events whose fragments on the page ``place`` (“timeline/”) are among ``addresses``."""
    start = f"{place}#"
    return [address.removeprefix(start) for address in addresses if address.startswith(start)]
