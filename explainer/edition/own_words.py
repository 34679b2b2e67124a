"""Which parts of a document are our own words: what the lints read, and what a translation says in another language.

It must not judge a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from . import document as shape

# Field names that hold our own sentences, wherever they stand.
OURS = (
    "title", "short_title", "question", "short_answer", "standfirst", "limits", "text", "sentence", "meaning",
    "descriptor", "description", "unnamed_because", "name", "short_name", "gist", "duration", "summary", "what",
    "condition", "through", "through_note", "label", "outcome", "outcome_note", "explanation", "standing",
    "attributed_as", "topic", "lead_in", "tail", "context", "note", "alterations", "setting", "when_note",
    "to_report", "body", "qualifier", "unit", "why", "definition",
)  # fmt: skip
# What each row cannot do without: (section, fields).
NEEDED = (
    ("state", ("label", "text")),
    ("key_points", ("sentence",)),
    ("actors", ("name",)),
    ("phases", ("name",)),
    ("gates", ("label",)),
    ("issues", ("name", "short_name", "question")),
    ("statements", ("lead_in", "topic")),
    ("positions", ("sentence",)),
    ("events", ("title",)),
    ("figures", ("label",)),
    ("open_questions", ("question",)),
    ("terms", ("name", "definition")),
    ("sources", ("publisher",)),
)


def our_words(story: shape.Document) -> Iterator[tuple[str, str]]:
    """(place, text) of everything in the story that is in our own words and not empty."""
    yield from _texts(f"stories/{story.slug}", story)
    for section in shape.SECTIONS:
        for row in getattr(story, section):
            yield from _texts(shape.place(section, row), row)
            for provision in getattr(row, "provisions", ()):
                yield from _texts(f"{shape.place(section, row)}/{provision.slug}", provision)
            for relay in getattr(row, "relays", ()):
                yield from _texts(shape.place(section, row), relay)


Slot = tuple[str, str]  # a place, each its own, and a field: (“statements/x/relays/1”, “label”)
S = TypeVar("S", bound=shape.Struct)
PARTS = ("roles", "provisions", "relays")  # rows inside rows


def texts(story: shape.Document) -> Iterator[tuple[Slot, str]]:
    """Everything that a translation says anew, in the order of the story: our own words, titles and names among them.

    What others said, what they printed and what machines read is not among them.
    """
    yield from _said(_top(story), story)
    for at, row in _placed(story):
        yield from _said(at, row)


def retold(story: shape.Document, words: Mapping[Slot, str], language: str) -> shape.Document:
    """The same story in another language; a text that ``words`` does not have stays as it is."""
    at = iter(_placed(story))
    sections = {section: [_anew(*next(at), words) for _row in getattr(story, section)] for section in shape.SECTIONS}
    return msgspec.structs.replace(_anew(_top(story), story, words), language=language, **sections)


def _top(story: shape.Document) -> str:
    return f"stories/{story.slug}"


def _placed(story: shape.Document) -> Iterator[tuple[str, shape.Struct]]:
    """The rows of the sections. Those without a name of their own, as links, are told apart by a number."""
    for section in shape.SECTIONS:
        seen: Counter[str] = Counter()
        for row in getattr(story, section):
            at = shape.place(section, row)
            seen[at] += 1
            yield at if hasattr(row, "slug") or hasattr(row, "number") else f"{at}/{seen[at]}", row


def _inside(at: str, row: shape.Struct, part: str) -> Iterator[tuple[str, Any]]:
    for number, inner in enumerate(getattr(row, part, ()), 1):
        yield f"{at}/{part}/{getattr(inner, 'slug', number)}", inner


def _said(at: str, row: shape.Struct) -> Iterator[tuple[Slot, str]]:
    yield from (((at, field), text) for field in _fields(row) if (text := _text(row, field)))
    for part in PARTS:
        for place, inner in _inside(at, row, part):
            yield from _said(place, inner)


def _anew(at: str, row: S, words: Mapping[Slot, str]) -> S:
    changed: dict[str, Any] = {}
    for field in _fields(row):
        if (at, field) in words and _text(row, field):
            said = words[at, field]
            changed[field] = _split(said) if field == "aliases" else said
    for part in PARTS:
        if hasattr(row, part):
            changed[part] = [_anew(place, inner, words) for place, inner in _inside(at, row, part)]
    return msgspec.structs.replace(row, **changed) if changed else row


def _fields(row: shape.Struct) -> Iterator[str]:
    """The fields of ours. The title of a source is as printed; other names of a term are found by readers' words."""
    printed = ("title",) if isinstance(row, shape.Source) else ()
    return (field for field in row.__struct_fields__ if field in (*OURS, "aliases") and field not in printed)


def _text(row: shape.Struct, field: str) -> str:
    value = getattr(row, field)
    return ", ".join(value) if isinstance(value, list) else value


def _split(text: str) -> list[str]:
    return [alias for part in re.split("[,،]", text) if (alias := part.strip())]


def our_lines(story: shape.Document) -> Iterator[tuple[str, str, str]]:
    """(place, field in words, text) of everything that a story cannot do without."""
    for field in ("title", "question", "short_answer"):
        yield f"stories/{story.slug}", field.replace("_", " "), getattr(story, field)
    for section, fields in NEEDED:
        for row in getattr(story, section):
            for field in fields:
                yield shape.place(section, row), field.replace("_", " "), getattr(row, field)


def without_quotations(text: str) -> str:
    return re.sub("“[^”]*”?", " ", text)


def _texts(at: str, row: shape.Struct) -> Iterator[tuple[str, str]]:
    theirs = ("title",) if isinstance(row, shape.Source) else ()  # as printed
    for field in row.__struct_fields__:
        value = getattr(row, field)
        if field in OURS and field not in theirs and isinstance(value, str) and value:
            yield at, value
