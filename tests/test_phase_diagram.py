"""The diagram of a phased framework: it draws what gates say, and ends whatever they say."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.story.indexes import StoryIndex
from explainer.story.phase_diagram import Path, path

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def framework(phases: int, *gates: dict[str, Any]) -> StoryIndex:
    unused = ("statements", "links", "positions", "key_points", "figures", "issues", "events", "open_questions")
    bare: dict[str, Any] = {section: [] for section in unused}
    steps = [replace(STORY.phases[0], number=number + 1, provisions=[]) for number in range(phases)]
    drawn = [
        replace(STORY.gates[0], slug=f"gate-{place}", statements=[], **{"through": "", "settled": True} | gate)
        for place, gate in enumerate(gates)
    ]
    return StoryIndex(replace(STORY, phases=steps, gates=drawn, **bare))


def onward(start: int | None, end: int, **fields: Any) -> dict[str, Any]:
    return {"kind": "proceed", "from_phase": start, "to_phase": end, "label": "They agree"} | fields


def ending(start: int, kind: str = "collapse", **fields: Any) -> dict[str, Any]:
    outcome = {"outcome": "War may resume", "outcome_note": "", "label": "Talks collapse", "settled": False}
    return {"kind": kind, "from_phase": start, "to_phase": None} | outcome | fields


def names(found: Path) -> list[str]:
    return [step.name for step in found.trunk]


def test_a_story_without_phases_has_no_diagram():
    assert path(framework(0)) is None


def test_phases_that_follow_one_another_make_a_trunk():
    found = path(framework(3, onward(None, 1), onward(1, 2), onward(2, 3, settled=False)))
    assert names(found) == ["Now", "Phase 1", "Phase 2", "Phase 3"]
    assert [step.settled for step in found.trunk] == [True, True, True, False]
    assert (found.ways, found.parting) == ([], "Phase 3")


def test_now_is_the_state_of_play():
    assert path(framework(1)).trunk[0].note == "None reached."


def test_phases_without_gates_are_drawn_and_not_as_settled():
    found = path(framework(2))
    assert names(found) == ["Now", "Phase 1", "Phase 2"]
    assert [step.settled for step in found.trunk[1:]] == [False, False]


def test_the_ways_part_where_there_is_more_than_one():
    found = path(
        framework(
            3,
            onward(None, 1),
            onward(1, 2, through="Talks on phase 2", through_note="Held during the pause."),
            ending(1, "extend", label="Talks go on", outcome="Back to the talks", settled=True),
            ending(1),
            onward(2, 3),
        )
    )
    assert names(found) == ["Now", "Phase 1", "Talks on phase 2"]
    assert found.parting == "Talks on phase 2"
    assert [(way.label, [step.name for step in way.steps], way.settled, way.back) for way in found.ways] == [
        ("They agree", ["Phase 2", "Phase 3"], True, False),
        ("Talks go on", ["Back to the talks"], True, True),
        ("Talks collapse", ["War may resume"], False, False),
    ]


def test_what_may_end_a_later_phase_is_said_with_its_phase():
    found = path(framework(2, onward(None, 1), onward(1, 2, through="Talks"), ending(2)))
    assert [way.label for way in found.ways] == ["They agree", "In phase 2: Talks collapse"]


def test_a_gate_to_a_phase_that_is_not_there_leads_nowhere():
    assert names(path(framework(1, onward(None, 1), onward(1, 2)))) == ["Now", "Phase 1"]


def test_a_gate_that_skips_a_phase_is_drawn_as_it_is():
    assert names(path(framework(3, onward(1, 3)))) == ["Now", "Phase 1", "Phase 3"]


def test_gates_in_a_circle_end():
    found = path(framework(2, onward(None, 1), onward(1, 2), onward(2, 1)))
    assert names(found) == ["Now", "Phase 1", "Phase 2"]


phase = st.integers(1, 4)
any_gate = st.one_of(
    st.builds(onward, st.none() | phase, phase, through=st.sampled_from(["", "Talks"])),
    st.builds(ending, phase, st.sampled_from(["collapse", "extend"])),
)


@given(st.integers(1, 4), st.lists(any_gate, max_size=8))
def test_any_gates_at_all_make_a_diagram_that_ends(phases, gates):
    inside = [gate for gate in gates if max(gate["from_phase"] or 1, gate["to_phase"] or 1) <= phases]
    found = path(framework(phases, *inside))
    assert found.trunk[0].name == "Now"
    drawn = [step.phase.number for step in found.trunk if step.phase]
    assert drawn == sorted(set(drawn))
    for way in found.ways:
        ahead = [step.phase.number for step in way.steps if step.phase]
        assert ahead == sorted(set(ahead))
