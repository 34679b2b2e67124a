"""A value of a field in words, as a change of it is told: “2 May 2019”, “yes”, the name for a slug.

It must not know what changed; ``diffs`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import pgettext

from ..language.labels import joined, language_name
from ..language.text import plain
from . import document as shape
from .change_words import value_words
from .fields import Field
from .row_names import (
    actor_name,
    date_words,
    event_name,
    group_name,
    inner_words,
    issue_name,
    provision_name,
    role_title,
    source_named,
    statement_named,
    text_name,
)

_LOOKUPS: dict[str | None, Callable[[str | None, shape.Document], str]] = {
    "actor": actor_name, "statement": statement_named, "issue": issue_name, "source": source_named, "event": event_name,
    "text": text_name, "group": group_name, "provision": provision_name, "role": role_title,
}  # fmt: skip


def text_of(field: Field, value: Any, story: shape.Document) -> str:
    """A value in words, as plain text."""
    if value is None or value == "" or value == []:
        return pgettext("value", "nothing")
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if field.holds == "code":
        return value_words(value)
    if field.holds == "date":
        return date_words(value)
    if field.holds == "language":
        return language_name(value)
    if field.holds == "rows":
        return inner_words(value, story)
    if field.to in _LOOKUPS:
        return joined(_LOOKUPS[field.to](slug, story) for slug in (value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        return joined(str(item) for item in value)
    return plain(str(value)) if field.holds not in ("address", "key", "positions", "wikidata") else str(value)
