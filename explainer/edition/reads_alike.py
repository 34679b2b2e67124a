"""Documents as readers see them: what nobody can see is no difference.

It must not say what differs; ``diffs`` does.
"""

from __future__ import annotations

from typing import Any

from ..language.letters import letters, reads_the_same
from .fields import Struct


def reads_alike(first: Any, then: Any) -> bool:
    """Whether a document, a row or a value of a field reads as another does, whatever their digests."""
    if first == then:
        return True
    if isinstance(first, Struct):
        return type(first) is type(then) and all(
            reads_alike(getattr(first, name), getattr(then, name)) for name in first.__struct_fields__
        )
    if isinstance(first, list) and isinstance(then, list):
        return len(first) == len(then) and all(map(reads_alike, first, then))
    return isinstance(first, str) and isinstance(then, str) and reads_the_same(first, then)


def as_seen(value: Any) -> Any:
    """A value of a field, or a row, for a digest that stays the same while nobody can see a difference. Where lines and
    paragraphs end is layout."""
    if isinstance(value, str):
        return letters(value)
    if isinstance(value, Struct):
        return {name: as_seen(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {name: as_seen(each) for name, each in value.items()}
    return [as_seen(each) for each in value] if isinstance(value, list | tuple) else value
