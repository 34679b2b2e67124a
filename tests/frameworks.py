"""Made-up frameworks: phases and the gates between them, in any combination that the desk can hold.

It must not know how they are drawn."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.story.indexes import StoryIndex

from .test_document import FIRST

MOST = 9
PLACES = ("behind", "current", "ahead")


@cache
def story() -> shape.Document:
    return shape.thaw(FIRST.read_text(encoding="utf-8"))


def framework(phases: int, /, *gates: dict[str, Any], names: tuple[str, ...] = (), **fields: Any) -> StoryIndex:
    """A story with nothing but so many phases and these gates. ``names`` are those of the first phases."""
    unused = ("statements", "links", "positions", "key_points", "figures", "issues", "events", "open_questions")
    bare: dict[str, Any] = {section: [] for section in unused}
    steps = [
        replace(story().phases[0], number=number + 1, provisions=[], name=name)
        for number, name in enumerate((*names, *["A pause"] * phases)[:phases])
    ]
    empty = {"through": "", "through_note": "", "condition": "", "outcome": "", "outcome_note": "", "settled": True}
    drawn = [
        replace(story().gates[0], slug=f"gate-{place}", statements=[], **(empty | gate))
        for place, gate in enumerate(gates)
    ]
    return StoryIndex(replace(story(), **({"phases": steps, "gates": drawn} | bare | fields)))


def onward(start: int | None, end: int, **fields: Any) -> dict[str, Any]:
    return {"kind": "proceed", "from_phase": start, "to_phase": end, "label": "They agree"} | fields


def ending(start: int, kind: str = "collapse", **fields: Any) -> dict[str, Any]:
    outcome = {"outcome": "War may resume", "label": "Talks collapse", "settled": False}
    return {"kind": kind, "from_phase": start, "to_phase": None} | outcome | fields


WORDS = ("Talks", "No earlier than 12 April", "Wiedereröffnungsvorbereitungsmaßnahmen", "المحادثات بشأن المرحلة",
         "The four tests are met, and five weeks have passed since the stage before began to be in force.")  # fmt: skip


@st.composite
def gates(draw: st.DrawFn, phases: int) -> dict[str, Any]:
    words = st.sampled_from(("", *WORDS))
    through = draw(st.sampled_from(("", "", "Talks", "A week’s notice")))
    fields = {
        "label": draw(st.sampled_from(WORDS))[:60],
        "condition": draw(words),
        "settled": draw(st.booleans()),
        "through": through,
        "through_note": draw(st.sampled_from(("", "No earlier than 12 April."))) if through else "",
    }
    number = st.integers(1, phases)
    if draw(st.sampled_from((True, True, False))):
        start, end = draw(st.none() | number), draw(number)
        if start != end:
            return onward(start, end, **fields)
    outcome = {"outcome": draw(st.sampled_from(WORDS))[:60], "outcome_note": draw(words)}
    return ending(draw(number), draw(st.sampled_from(("collapse", "end", "extend"))), **fields, **outcome)


@st.composite
def frameworks(draw: st.DrawFn) -> tuple[StoryIndex, dict[int, str]]:
    """Two to nine phases, their gates, and where each phase is."""
    phases = draw(st.integers(2, MOST))
    names = tuple(draw(st.lists(st.sampled_from(WORDS), max_size=phases)))
    found = framework(phases, *draw(st.lists(gates(phases), max_size=2 * phases)), names=names)
    none = st.just({})
    return found, draw(none | st.dictionaries(st.integers(1, phases), st.sampled_from(PLACES)))
