"""What somebody was shown of a story, as a few bytes that a page can carry: what is new to them is then found and told.

It must not say whether that is good, nor know the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from . import document as shape
from .diffs import SECTIONS, STORY, STORY_FIELDS, Change, compare

DIGITS = 8  # of each half of a mark: two of a thousand rows are alike once in ten thousand pages
MOST_TOLD = 400  # characters of a value


@dataclass(frozen=True, slots=True)
class Row:
    at: tuple[Any, ...]  # as ``Change.at`` begins
    name: str
    mark: str  # what it is known by, and what it says


def shown(document: shape.Document) -> str:
    """The digest of the whole, and a mark for each row: “9f86… 1a2b3c4d5e6f7a8b …”."""
    return " ".join([shape.digest_of(shape.freeze(document)), *(row.mark for row in _rows(document))])


def digest_in(token: str) -> str:
    """The digest in what ``shown`` gave; of anything else, nothing that a document could have."""
    return token.partition(" ")[0]


def news(token: str, document: shape.Document, published: shape.Document | None = None) -> Iterator[str]:
    """What ``document`` says otherwise than what was ``shown``, a sentence for each.

    With what differs from the edition that readers see, which is all that can still be told of the words of before.
    """
    seen = {mark[:DIGITS]: mark[DIGITS:] for mark in token.split()[1:]}
    changes = compare(published, document) if published else []
    there = set()
    for row in _rows(document):
        key, said = row.mark[:DIGITS], row.mark[DIGITS:]
        there.add(key)
        if seen.get(key) != said:
            yield from _told(row, changes, new=key not in seen)
    if gone := len(seen.keys() - there):
        yield "1 row that you saw is not there any more." if gone == 1 else f"{gone} rows that you saw are gone."


def _told(row: Row, changes: list[Change], *, new: bool) -> Iterator[str]:
    found = [each for each in changes if each.field and _is_of(row, each)]
    for each in found:
        was, now = (value if len(value) <= MOST_TOLD else f"{value[:MOST_TOLD]}…" for value in (each.was, each.now))
        yield f"{each.thing} “{each.name}”, {each.field}: readers see “{was}”, the desk says “{now}”."
    if not found:
        yield f"{row.name} was {'added' if new else 'changed'}."


def _is_of(row: Row, change: Change) -> bool:
    """A provision's is its phase's."""
    at = ("phases", change.at[1]) if change.at[0] == "provisions" else change.at
    return at[: len(row.at)] == row.at


def _rows(document: shape.Document) -> Iterator[Row]:
    own = [getattr(document, name) for name in STORY_FIELDS]
    yield Row(("story",), f"{STORY.thing} “{document.title}”", _mark(("story",), own))
    for section in SECTIONS:
        for row in getattr(document, section.field):
            key = section.key(row)
            at = (section.field, *(key if isinstance(key, tuple) else (key,)))
            yield Row(at, f"{section.thing} “{section.name(row, document)}”", _mark(at, row))


def _mark(at: tuple[Any, ...], value: Any) -> str:
    return _digits(at) + _digits(value)


def _digits(value: Any) -> str:
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=DIGITS // 2).hexdigest()
