"""One statement of an edition as JSON that can be read alone: with its speaker, its issues and its sources.

It must not know a request.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings

from ..story.indexes import StoryIndex
from ..story.resolved import Statement
from . import schema, terms
from .columns import Place
from .words_tables import said


def statement_of(statement: Statement, index: StoryIndex, place: Place, published_at: datetime) -> bytes:
    story, value = index.story, statement.value
    version = schema.address(story.schema, settings.SITE_URL)
    named = [value.speaker, value.medium, value.addressee, *value.about, *(relay.actor for relay in value.relays)]
    told: dict[str, Any] = {
        "id": f"{place.base}statements/{value.slug}/",
        "schema": f"{version}#/$defs/Statement",
        "story": {
            "slug": story.slug,
            "title": story.title,
            "language": story.language,
            "edition": place.number,
            "published": published_at.astimezone(UTC).isoformat(),
            "data": f"{place.base}story.json",
        },
        "licence": settings.LICENCE.address,
        "rights": terms.rights(),
        "whole": said(statement),
        "statement": value,
        "actors": [index.actor[slug].value for slug in dict.fromkeys(filter(None, named))],
        "issues": [issue.value for issue in statement.issues],
        "sources": [source.value for source in statement.sources],
        "links": [link for link in story.links if value.slug in (link.statement, link.to_statement)],
    }
    return msgspec.json.encode(told)
