"""What a load of files did with each row, in sentences.

It must not load anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .fixture_files import Key
from .fixture_rows import Model, name_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, as “statement truce/a-partial-deal: changed at the desk since the last load”."""

    model: Model
    key: Key
    why: str = ""

    def __str__(self) -> str:
        return name_of(self.model, self.key) + (f": {self.why}" if self.why else "")


@dataclass(slots=True)
class Report:
    """What a load did. ``gone``: loaded once and still at the desk, but not in the files. ``editions``: how many."""

    story: str
    editions: int = 0
    texts: int = 0  # of sources
    created: list[Outcome] = field(default_factory=list)
    updated: list[Outcome] = field(default_factory=list)
    unchanged: list[Outcome] = field(default_factory=list)
    left_alone: list[Outcome] = field(default_factory=list)
    gone: list[Outcome] = field(default_factory=list)

    def __str__(self) -> str:
        done = {"created": self.created, "updated": self.updated, "unchanged": self.unchanged}
        done["left alone"] = self.left_alone
        counts = [f"{len(outcomes)} {word}" for word, outcomes in done.items() if outcomes]
        counts += [f"{self.editions} editions as they were published"] if self.editions else []
        counts += [f"{self.texts} texts of sources"] if self.texts else []
        return f"Story {self.story}: {', '.join(counts) or 'no rows'}."

    def sentences(self, *, every: bool = False) -> Iterator[str]:
        """What somebody should look at, a line for each row; with ``every``, what was written too."""
        for word, outcomes in (("Created", self.created), ("Updated", self.updated)):
            yield from (f"{word} {outcome}." for outcome in outcomes if every)
        yield from (f"Left alone {outcome}." for outcome in self.left_alone)
        yield from (f"No longer in the files, and still at the desk: {outcome}." for outcome in self.gone)
