"""Whether two documents read the same: what nobody can see is no difference.

It must not say what differs; ``diffs`` does.
"""

from __future__ import annotations

from typing import Any

from ..language.letters import reads_the_same
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
