"""What a rule says when a story breaks it: a sentence, and the place; and how that stops a publication.

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


class NotPublishable(Exception):
    """What stops it, as ``problems``: sentences for an editor."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))


class NotSeen(NotPublishable):
    """Somebody saved after it was looked at."""

    def __init__(self, slug: str) -> None:
        sentence = "Somebody saved at the desk after this was looked at. Nothing was published."
        super().__init__(Problem(sentence, f"stories/{slug}"))
