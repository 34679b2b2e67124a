"""The columns for a statement's passages: the words, a line for each; ours between them, and cuts, by number.

It must not change a letter of the words. What else a passage has stays with its words, and is edited in the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from ...language.text import tidy
from .columns import Column
from .references import Lookup, Wrong

BREAK = "⏎"  # a line that ends within a passage
MOST = 50


def in_order(row: Any) -> list[Any]:
    return sorted(row.passages.all(), key=lambda each: each.order)


@dataclass(frozen=True)
class Passages(Column):
    def none(self, model: type[Model]) -> Any:
        return ()

    def of(self, row: Any) -> Any:
        return tuple(each.text for each in in_order(row))

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        found = tuple(tidy(line.replace(BREAK, "\n")) for line in text.split("\n") if tidy(line))
        if len(found) > MOST:
            raise Wrong(f"There are {len(found)} passages; at most {MOST} are read.")
        return found

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return "\n".join(words.replace("\n", BREAK) for words in value)


@dataclass(frozen=True)
class Between(Passages):
    """Our words before a passage, as “2: , but strain is”: the number is the passage's."""

    def of(self, row: Any) -> Any:
        return tuple((place, each.before) for place, each in enumerate(in_order(row), 1) if each.before)

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        found = {}
        for line in filter(str.strip, text.split("\n")):
            number, sign, words = line.partition(":")
            found[_number(number, row, f"{number}{sign}{words}")] = tidy(words)
        return tuple(sorted(found.items()))

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return "\n".join(f"{number}: {words}" for number, words in value)


@dataclass(frozen=True)
class Cuts(Passages):
    """The numbers of the passages before which the source breaks the sentence."""

    def of(self, row: Any) -> Any:
        return tuple(place for place, each in enumerate(in_order(row), 1) if each.cut_before)

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        parts = text.replace(";", ",").replace("\n", ",").split(",")
        return tuple(sorted({_number(part, row, part) for part in parts if part.strip()}))

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return ", ".join(map(str, value))


def _number(text: str, row: dict[str, Any], said: str) -> int:
    number = text.strip()
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        raise Wrong(f"“{said[:80]}” does not begin with the number of a passage, as “2”.")
    if not 1 < int(number) <= len(row.get("passages", ())):
        raise Wrong(f"There is no passage {int(number)} that has another before it.")
    return int(number)
