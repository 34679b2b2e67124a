"""What a rule says when a story breaks it: a sentence, and the place.

It must not hold a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..compose import Draft


@dataclass(frozen=True, slots=True)
class Problem:
    """``sentence`` says what is wrong and what to do; ``at`` is the place: “statements/slug”."""

    sentence: str
    at: str

    def __str__(self) -> str:
        return self.sentence


Rule = Callable[[Draft], Iterator[Problem]]
