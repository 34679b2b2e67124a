"""Which parts of a document are our own words: what the lints, the search and the comparison read.

It must not change a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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
