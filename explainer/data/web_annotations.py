"""The quoted words of an edition as W3C Web Annotations: each at its place in the report that it is from.

Only words that stand in the source to the letter are annotated: a paraphrase points at no words of anybody's. A source
without an address has no place to point at. It must not know a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings

from ..story.indexes import StoryIndex
from ..story.resolved import Source, Statement
from .columns import Place

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TYPE = f'application/ld+json; profile="{CONTEXT}"'  # Web Annotation Protocol, section 4.1
NAME = "annotations.jsonld"


def annotations_of(index: StoryIndex, place: Place, published_at: datetime) -> bytes:
    """One page that holds them all (Web Annotation Data Model, section 5.2), statement by statement."""
    items = [
        {**told, "created": published_at.astimezone(UTC).isoformat(timespec="seconds")}
        for statement in index.statements
        for told in _of(statement, place)
    ]
    whole = {
        "@context": CONTEXT,
        "id": f"{place.base}{NAME}",
        "type": "AnnotationPage",
        "partOf": {"id": place.base, "label": index.story.title},
        "startIndex": 0,
        "items": items,
    }
    return msgspec.json.encode(whole)


def _of(statement: Statement, place: Place) -> Iterator[dict[str, Any]]:
    """``body``: the statement’s page in this edition, which says who said it, when, and how sure that is."""
    if not statement.quoted:
        return
    at = f"{place.base}statements/{statement.slug}/"
    for number, passage in enumerate(statement.value.passages, 1):
        for source in statement.sources:
            if source.value.address:
                yield {
                    "id": f"{place.base}{NAME}#{statement.slug}-{number}-{source.slug}",
                    "type": "Annotation",
                    "motivation": "linking",
                    "rights": settings.LICENCE.address,
                    "body": at,
                    "target": _target(statement, source, number, passage.text),
                }


def _target(statement: Statement, source: Source, number: int, words: str) -> dict[str, Any]:
    """Where in the report the words stand: what stands before and after them, where we keep that (section 4.2.4); and
    the copy that we know of it (4.3.1)."""
    selector = {"type": "TextQuoteSelector", "exact": words}
    for around in statement.value.around:
        if (around.passage, around.source) == (number, source.slug):
            told = {"prefix": around.preceding, "suffix": around.following}
            selector |= {name: text for name, text in told.items() if text}
    state = {"type": "TimeState", "cached": source.copy} if source.copy else {}
    return {
        "type": "SpecificResource",
        "source": source.value.address,
        "selector": selector,
        **({"state": state} if state else {}),
    }
