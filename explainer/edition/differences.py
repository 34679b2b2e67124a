"""A difference as somebody reads it before it is published: by part, as readers meet them, with the words that changed.

It must not find changes; ``diffs`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from .diffs import Change

# What readers meet first comes first: (heading, the lists of the document that it has).
PARTS = (
    ("The story itself", ("story",)),
    ("The overview", ("state", "key_points", "backgrounds", "figures", "maps")),
    ("The framework", ("phases", "provisions", "gates", "texts")),
    ("What happened", ("events", "event_links")),
    ("What was said", ("statements", "links", "comparisons")),
    ("Issues and positions", ("issues", "positions")),
    ("Who takes part", ("groups", "actors")),
    ("What is not known, and what words mean", ("open_questions", "terms")),
    ("Sources", ("sources",)),
)
LAST = "Taken back, and the order of things"
LONG = 8  # changes of a part that are shown at once; more are folded
MOST = 200  # that are shown of a part at all
WORDS = 400  # of a value, in which the changed ones are looked for
SHOWN = 1_500  # characters of a value
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    words: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One change. ``was`` and ``now``: the value before and after, in pieces that are the same in both or not."""

    change: Change
    was: list[Piece]
    now: list[Piece]


@dataclass(slots=True)
class Part:
    heading: str
    told: list[Told] = field(default_factory=list)
    more: int = 0  # changes that are not shown

    @property
    def count(self) -> int:
        return len(self.told) + self.more

    @property
    def is_long(self) -> bool:
        return self.count > LONG


def by_part(changes: Iterable[Change]) -> list[Part]:
    """Those parts in which something changed, in the order in which readers meet them."""
    places = {name: heading for heading, names in PARTS for name in names}
    found = {heading: Part(heading) for heading in [*(heading for heading, _names in PARTS), LAST]}
    for change in changes:
        part = found[places.get(change.at[0] if change.at else "", LAST)]
        if len(part.told) == MOST:
            part.more += 1
        else:
            part.told.append(Told(change, *marked(change.was, change.now)))
    return [part for part in found.values() if part.told]


def marked(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both values in pieces: what one has and the other has not differs. Of long ones, the whole does."""
    was, now = _short(was), _short(now)
    before, after = _WORD.findall(was), _WORD.findall(now)
    if not was or not now or max(len(before), len(after)) > WORDS:
        return [Piece(was, True)] if was else [], [Piece(now, True)] if now else []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return (
        list(_pieces((before[start:end], step == "equal") for step, start, end, _from, _to in steps)),
        list(_pieces((after[start:end], step == "equal") for step, _from, _to, start, end in steps)),
    )


def _pieces(runs: Iterable[tuple[list[str], bool]]) -> Iterator[Piece]:
    yield from (Piece("".join(words), not same) for words, same in runs if words)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
