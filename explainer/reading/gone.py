"""Why there is nothing to read at an address: an edition was withdrawn, or a later one has the thing no longer.

It must not answer a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..models.editions import Edition
from .copies import FOLDERS

Reading = Any  # ``readings.Reading``, which raises these


class Withdrawn(LookupError):
    """The edition was taken back; answered with 410 and its reason. ``edition`` says which; ``numbers`` as in
    ``Reading``."""

    def __init__(self, edition: Edition, numbers: Mapping[str, int]) -> None:
        self.edition, self.numbers = edition, numbers
        super().__init__(str(edition))


class Retired(LookupError):
    """The address was in an earlier edition and is no longer; answered with 410. ``number``: the last
    that had it and can be read, 0 when there is none. ``went``: the first that can be read without it. ``kind`` and
    ``key`` say what it was, as in ``find``."""

    def __init__(self, reading: Reading, number: int, went: Edition | None, kind: str, key: str | int) -> None:
        self.reading, self.number, self.went, self.kind, self.key = reading, number, went, kind, key
        super().__init__(f"last in edition {number}")

    @property
    def righted(self) -> bool:
        """Whether the edition that took it out did so to put something right."""
        told = self.reading.rightings.before.get((FOLDERS[self.kind], self.key), [])
        return any(each.taken_out and each.edition == self.went for each in told)
