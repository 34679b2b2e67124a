"""Marks of sides, each its own where it was given and a column has it; and where gates lead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.references import gates_lead_to_another_phase, sides_have_marks_of_their_own


@pytest.fixture
def draft(make_story) -> Draft:
    make_story(actors=3)
    return compose("truce")


def clashes(draft: Draft, *changes: dict[str, str]) -> list[str]:
    """Whom the rule names, with ``changes`` to the first actors."""
    actors = list(draft.document.actors)
    for place, fields in enumerate(changes):
        actors[place] = changed(actors[place], **fields)
    document = changed(draft.document, actors=actors)
    return [problem.at for problem in sides_have_marks_of_their_own(replace(draft, document=document))]


@pytest.mark.parametrize("part", ["party", "mediator"])
def test_two_columns_do_not_share_a_mark(draft, part):
    assert clashes(draft, {"mark": "ZZ"}, {"mark": "ZZ", "part": part}) == ["actors/truce-side-1"]


def test_a_mark_that_nobody_gave_is_no_mark(draft):
    assert clashes(draft, {"mark": "??"}, {"mark": "??"}, {"mark": "??"}) == []


@pytest.mark.parametrize("part", ["affected", "spoken-about", "unnamed", "medium"])
def test_who_has_no_column_may_have_any_mark(draft, part):
    assert clashes(draft, {"mark": "ZZ"}, {"mark": "ZZ", "part": part}) == []
    assert clashes(draft, {"mark": "ZZ", "part": part}, {"mark": "ZZ"}) == []


@pytest.mark.parametrize(("kind", "named"), [("proceed", True), ("extend", False), ("end", False), ("collapse", False)])
def test_only_a_gate_that_goes_on_leads_to_a_phase(draft, kind, named):
    gate = changed(draft.document.gates[0], kind=kind, from_phase=1, to_phase=None)
    document = changed(draft.document, gates=[gate])
    found = [problem.at for problem in gates_lead_to_another_phase(replace(draft, document=document))]
    assert found == ["gates/gate-1"] * named
