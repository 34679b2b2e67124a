"""What of a difference readers are told with its kind and a note: quoted words, dates, speakers, sources.

It must not know a field by name: ``fields`` says what each holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import document as shape
from .diffs import SECTIONS
from .fields import Field, fields_of
from .former import as_in
from .reads_alike import reads_alike

NOUNS = ("quoted words", "a date", "a speaker", "a source")


def weighty(old: shape.Document, new: shape.Document) -> list[str]:
    """Which of NOUNS changed in rows that stand in ``old``, or went with what feeds tell of, or with a source.

    What is only added takes nothing back; nor does what is a label: who compared the words, what stands around them.
    """
    found = set(_found(as_in(new, old), new))
    return [noun for noun in NOUNS if noun in found]


def _found(old: shape.Document, new: shape.Document) -> Iterator[str]:
    for section in SECTIONS:
        before, after = ({section.key(row): row for row in getattr(story, section.field)} for story in (old, new))
        for key, row in before.items():
            if key in after or isinstance(row, shape.Source) or _told(type(row)):
                yield from _of(row, after.get(key))


def _of(was: shape.Struct, now: shape.Struct | None) -> Iterator[str]:
    for name, field in fields_of(type(was)).items():
        before, after = getattr(was, name), getattr(now, name, None)
        if field.substance != "label" and not reads_alike(before, after) and (before or after):
            if field.holds == "rows":
                yield from _of_parts(before, after)
            elif noun := _noun(type(was), field):
                yield noun


def _told(kind: type[shape.Struct]) -> bool:
    return any(field.substance == "told" for field in fields_of(kind).values())


def _of_parts(before: list[Any], after: list[Any] | None) -> Iterator[str]:
    """Parts are known by their slug or, as passages are, by their place."""
    was, now = (dict(_known_by(parts)) for parts in (before, after or []))
    for key in was.keys() | now.keys():
        if was.get(key) != now.get(key):
            yield from _of(was.get(key) or now[key], now.get(key) if key in was else None)


def _known_by(parts: list[Any]) -> Iterator[tuple[Any, Any]]:
    for place, part in enumerate(parts):
        yield getattr(part, "slug", place), part


def _noun(kind: type[shape.Struct], field: Field) -> str:
    if field.to == "source" or kind is shape.Source:
        return "a source"
    if field.to == "actor" and field.substance == "told":
        return "a speaker"
    if field.holds == "date":
        return "a date"
    return "quoted words" if field.holds == "theirs" else ""
