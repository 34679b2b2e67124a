"""What stood in a story and was taken back, as pages say it: what kind of thing, when, on what ground and why.

It must not know what it was: nothing of its words is left.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..edition import document as shape
from ..edition.tombstone import TAKEN_OUT
from ..language.dates import When, parse
from ..language.labels import GROUNDS, THINGS
from .shown import Resolved


class Tombstone(Resolved[shape.Tombstone]):
    @property
    def kind(self) -> str:
        return self.value.kind

    @property
    def thing(self) -> str:
        """“A statement”."""
        return str(THINGS.get(self.kind, ""))

    @property
    def ground(self) -> str:
        """“by order of a court”."""
        return str(GROUNDS.get(self.value.basis, ""))

    @property
    def taken_out_in(self) -> str:
        """The number of the edition of the original that took it out; empty where it was taken back."""
        return self.value.went_with[1] if self.value.basis == TAKEN_OUT else ""

    @property
    def went_with_words(self) -> str:
        """“A statement”, where it went with one; empty where it was taken back itself."""
        return str(THINGS.get("".join(self.value.went_with[:1]), ""))

    @cached_property
    def day(self) -> When:
        """In UTC."""
        return parse(self.value.at[:10])


class Tombstones:
    """Those of one document. ``touched``: the places of rows that referred to something that is gone."""

    def __init__(self, values: list[shape.Tombstone]) -> None:
        self.rows = [Tombstone(value) for value in values]
        self.touched = frozenset(at for value in values for at in value.touched)
        self._by_key = {tuple(row.value.key): row for row in self.rows}

    def of(self, kind: str, key: str | int) -> Tombstone | None:
        return self._by_key.get((kind, str(key)))

    def of_kinds(self, *kinds: str) -> list[Tombstone]:
        return [row for row in self.rows if row.kind in kinds]

    def after(self, kind: str, slug: str) -> list[Tombstone]:
        """Those of a kind that stood next after a row, or with an empty slug before all."""
        return [row for row in self.rows if row.kind == kind and row.value.after == slug]

    def mark(self, index: Any) -> None:
        """What of a ``StoryIndex`` referred to something that is gone knows it: its page says so."""
        rows: list[tuple[str, Any]] = [
            *(("statements", statement) for statement in index.statements),
            *(("events", event) for event in index.events),
            *(("key-points", point) for point in index.key_points),
            *(("backgrounds", row) for row in index.backgrounds),
            *(("gates", gate) for gate in index.gates),
            *(("positions", position) for position in index.positions),
            *(("figures", figure) for figure in index.figures),
            *(("issues", issue) for issue in index.issues),
            *(("open-questions", question) for question in index.questions),
            *(("texts", text) for text in index.texts),
            *((f"phases/{provision.phase.number}", provision) for provision in index.provisions),
        ]
        for place, row in rows:
            row.lost = f"{place}/{row.value.slug}" in self.touched
