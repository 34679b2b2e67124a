"""A translation without what its original has taken out since: document → document, with a tombstone in each place.

What rests on it alone goes with it, and what refers to it among others loses the reference, as where something is taken
back. It must not look for an edition, nor judge what is to go.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from . import document as shape
from .changed_items import Item
from .diffs import SECTIONS, Section
from .fields import Noun, fields_of
from .taking_back import RESTS_ON, cited, may_be_none, sided
from .tombstone import TAKEN_OUT, Tombstone

S = TypeVar("S", bound=shape.Struct)
NOUNS: dict[str, Noun] = {
    "statements": "statement", "events": "event", "actors": "actor", "issues": "issue", "phases": "phase",
    "texts": "text", "groups": "group", "sources": "source", "terms": "term",
}  # fmt: skip
KINDS = {**NOUNS, "key_points": "key-point", "backgrounds": "background", "gates": "gate", "figures": "figure",
         "open_questions": "open-question", "state": "state", "positions": "position"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Out:
    """That the original took something out: in which edition, when (ISO 8601, UTC), and its note, in its language."""

    number: int
    at: str
    because: str
    language: str


def leave_out(story: shape.Document, gone: Mapping[Item, Out]) -> shape.Document:
    """``story`` without ``gone``; what goes with it stands for the first of them."""
    return _Left(story, gone).document() if gone else story


def without(story: shape.Document, wrong: Container[Item]) -> shape.Document:
    """``story`` without those items, and nothing in their place; of its own words, with none."""
    parts: dict[str, Any] = {
        section.field: [
            row for row in getattr(story, section.field) if (section.field, *_key(section, row)) not in wrong
        ]
        for section in SECTIONS
    }
    parts["phases"] = [
        msgspec.structs.replace(
            phase,
            provisions=[row for row in phase.provisions if ("provisions", phase.number, row.slug) not in wrong],
        )
        for phase in parts["phases"]
    ]
    own = {name: "" for name in ("short_answer", "standfirst", "limits") if ("story", name) in wrong}
    return msgspec.structs.replace(story, **parts, **own)


class _Left:
    """``nouns``: what can be referred to and is gone. ``fell``: every row that goes, with why."""

    def __init__(self, story: shape.Document, gone: Mapping[Item, Out]) -> None:
        self.story, self.gone = story, gone
        self.why = next(iter(gone.values()))
        self.links = {key[:4]: why for key, why in gone.items() if key[0] == "links"}  # of which the end is our words
        self.nouns: dict[Noun, set[Any]] = {noun: set() for noun in NOUNS.values()}
        self.nouns["provision"] = {key[2] for key in gone if key[0] == "provisions"}

    def document(self) -> shape.Document:
        before = -1
        while before != sum(map(len, self.nouns.values())):  # what rests on what rests on it
            before = sum(map(len, self.nouns.values()))
            for section in SECTIONS:
                if noun := NOUNS.get(section.field):
                    rows = getattr(self.story, section.field)
                    self.nouns[noun] |= {_name(row) for row in rows if self._why(section, row)}
        parts: dict[str, list[Any]] = {}
        stones = list(self.story.tombstones)
        for section in SECTIONS:
            if section.field != "tombstones":
                parts[section.field] = list(self._section(section, stones))
        left = msgspec.structs.replace(self.story, **parts)
        left = msgspec.structs.replace(left, actors=sided(left.actors), tombstones=stones)
        uncited = cited(self.story) - cited(left)
        return msgspec.structs.replace(left, sources=[row for row in left.sources if row.slug not in uncited])

    def _section(self, section: Section, stones: list[Tombstone]) -> Iterator[Any]:
        after = ""
        for row in getattr(self.story, section.field):
            if why := self._why(section, row):
                if kind := KINDS.get(section.field):
                    stones.append(_stone([kind, *map(str, _key(section, row))], after, why))
                continue
            kept = self._cut(row)
            if isinstance(row, shape.Phase):
                kept = msgspec.structs.replace(kept, provisions=list(self._provisions(row, stones)))
            yield kept
            after = str(_name(row) or "")

    def _provisions(self, phase: shape.Phase, stones: list[Tombstone]) -> Iterator[shape.Provision]:
        for row in phase.provisions:
            why = self.gone.get(("provisions", phase.number, row.slug))
            kept = None if why else self._kept(row)
            if kept is None:
                stones.append(_stone(["provision", str(phase.number), row.slug], "", why or self.why))
            else:
                yield kept

    def _why(self, section: Section, row: Any) -> Out | None:
        """Why a row goes; None where it stays."""
        key = (section.field, *_key(section, row))
        if why := self.gone.get(key) or (self.links.get(key[:4]) if section.field == "links" else None):
            return why
        return self.why if self._kept(row) is None else None

    def _cut(self, row: S) -> S:
        kept = self._kept(row)
        assert kept is not None
        return kept

    def _kept(self, row: S) -> S | None:
        """The row as it stays; None where it goes with what it is about or rests on."""
        kind: type[shape.Struct] = type(row)
        changed: dict[str, Any] = {}
        for name, known in fields_of(kind).items():
            value = getattr(row, name)
            if known.holds == "rows":
                inner = [self._kept(each) for each in value]
                if any(one is not other for one, other in zip(inner, value, strict=True)):
                    changed[name] = [each for each in inner if each is not None]
                continue
            gone = self.nouns.get(known.to, set()) if known.to else set()
            if not gone:
                continue
            if isinstance(value, list):
                left = [each for each in value if each not in gone]
                if len(left) == len(value):
                    continue
                if not left and name in RESTS_ON and not getattr(row, "sources", ()):
                    return None
                changed[name] = left
            elif value in gone and name != "side":  # a side is worked out again
                if kind in (shape.Link, shape.EventLink, shape.Comparison) or not may_be_none(kind.__name__, name):
                    return None
                changed[name] = None
        return msgspec.structs.replace(row, **changed) if changed else row


def _key(section: Section, row: Any) -> tuple[Any, ...]:
    key = section.key(row)
    return key if isinstance(key, tuple) else (key,)


def _name(row: Any) -> Any:
    return getattr(row, "slug", None) or getattr(row, "number", None)


def _stone(key: list[str], after: str, why: Out) -> Tombstone:
    return Tombstone(
        key=key, after=after, went_with=[TAKEN_OUT, str(why.number)], at=why.at, basis=TAKEN_OUT, reason=why.because,
        language=why.language, touched=[],
    )  # fmt: skip
