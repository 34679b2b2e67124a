"""Which parts of a document are our own words: what the lints read, and what a translation says in another language.

It must not judge a word, nor know a field by name: ``fields`` says what each holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from ..language.letters import as_read
from . import document as shape
from .fields import Holds, fields_of, names_of

Slot = tuple[str, str]  # a place, each its own, and a field: (“statements/x/relays/1”, “label”)
S = TypeVar("S", bound=shape.Struct)


def our_words(story: shape.Document, *also: Holds) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(place, field, words) of everything in the story that is in our own words, as readers get them: what ``as_read``
    gives. ``also``: what to read besides what holds “ours”."""
    for at, row in ((_top(story), story), *shape.rows(story)):
        for name in names_of(type(row), "ours", *also):
            if text := _text(row, name):
                yield at, name, as_read(text)


def our_lines(story: shape.Document) -> Iterator[tuple[str, str, str]]:
    """(place, what the field is called, text) of everything that a story cannot do without."""
    for at, row in ((_top(story), story), *shape.rows(story)):
        for name, field in fields_of(type(row)).items():
            if field.needed:
                yield at, str(field.called), getattr(row, name)


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
    for number, inner in enumerate(getattr(row, part), 1):
        yield f"{at}/{part}/{getattr(inner, 'slug', number)}", inner


def _said(at: str, row: shape.Struct) -> Iterator[tuple[Slot, str]]:
    kind = type(row)
    yield from (((at, name), text) for name in names_of(kind, "ours", "names") if (text := _text(row, name)))
    for part in names_of(kind, "rows"):
        for place, inner in _inside(at, row, part):
            yield from _said(place, inner)


def _anew(at: str, row: S, words: Mapping[Slot, str]) -> S:
    kind = type(row)
    changed: dict[str, Any] = {}
    for name in names_of(kind, "ours", "names"):
        if (at, name) in words and _text(row, name):
            said = words[at, name]
            changed[name] = _split(said) if isinstance(getattr(row, name), list) else said
    for part in names_of(kind, "rows"):
        changed[part] = [_anew(place, inner, words) for place, inner in _inside(at, row, part)]
    return msgspec.structs.replace(row, **changed) if changed else row


def _text(row: shape.Struct, name: str) -> str:
    value = getattr(row, name)
    return ", ".join(value) if isinstance(value, list) else value


def _split(text: str) -> list[str]:
    return [alias for part in re.split("[,،]", text) if (alias := part.strip())]
