"""Why there is no data at an address any more, for machines: “problem details” (RFC 9457), whatever form was asked for.

It must not hand on a word of what is gone.
"""

from __future__ import annotations

import json
from typing import Any

from ..models.editions import Edition
from ..serving.rendering import Answer
from ..story.tombstones import Tombstone

TYPE = "application/problem+json"


def withdrawn(edition: Edition) -> Answer:
    assert edition.withdrawn_at
    return _problem(
        f"Edition {edition.number} was withdrawn.",
        story=edition.slug,
        edition=edition.number,
        published_at=edition.published_at.isoformat(),
        withdrawn_at=edition.withdrawn_at.isoformat(),
        reason=edition.withdrawn_because,
        reason_language=edition.language,
    )


def taken_back(row: Tombstone) -> Answer:
    """``ground`` is the code that a document has for it (``basis``)."""
    value = row.value
    told = {"ground": value.basis, "reason": value.reason, "reason_language": value.language}
    return _problem("It was taken back from every edition.", taken_back_at=value.at, **told)


def _problem(detail: str, **told: Any) -> Answer:
    body = {"type": "about:blank", "title": "Gone", "status": 410, "detail": detail, **told}
    return Answer(json.dumps(body, ensure_ascii=False), lasting=True, status=410, content_type=TYPE)
