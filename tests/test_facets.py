"""Filters of who said what: a count is the length of the list that its link leads to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer import document as shape
from explainer.compose import compose
from explainer.facets import NAMES, Choice, choose
from explainer.indexes import StoryIndex

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
MIXED = replace(
    STORY,
    statements=[
        replace(
            row,
            act=("said", "denied", "asked")[place % 3],
            issues=[["issue-1"], ["issue-2"], [], ["issue-1", "issue-2"]][place % 4],
            phases=[[1], [], [1, 2]][place % 3],
        )
        for place, row in enumerate(STORY.statements)
    ],
)
INDEX = StoryIndex(MIXED)
VALUES = {facet.name: [row.value for row in facet.rows] for facet in choose(INDEX, {}).facets}
choices = st.fixed_dictionaries({}, optional={name: st.sampled_from(VALUES[name]) for name in NAMES})


def chosen(query: dict[str, str]) -> Choice:
    return choose(INDEX, {name: [value] for name, value in query.items()})


# ---- any combination at all ------------------------------------------------------------------------


@given(choices)
def test_every_count_is_the_length_of_the_list_that_it_leads_to(query):
    for facet in chosen(query).facets:
        for row in facet.rows:
            assert row.count == len(chosen(row.query).statements)


@given(choices)
def test_what_is_left_is_what_every_filter_lets_through(query):
    left = {row.slug for row in chosen(query).statements}
    alone = [{row.slug for row in chosen({name: value}).statements} for name, value in query.items()]
    assert left == {row.slug for row in INDEX.statements}.intersection(*alone)


@given(choices)
def test_what_is_left_keeps_the_order_of_the_story(query):
    left = chosen(query).statements
    assert left == [row for row in INDEX.statements if row in left]


@given(choices)
def test_a_choice_can_be_taken_back_one_by_one(query):
    choice = chosen(query)
    assert [name for name, _label, _rest in choice.chosen] == [name for name in NAMES if name in query]
    for name, label, rest in choice.chosen:
        assert rest == {key: value for key, value in choice.query.items() if key != name}
        assert label


@given(choices)
def test_what_is_chosen_is_marked_in_its_facet(query):
    marked = {facet.name: row.value for facet in chosen(query).facets for row in facet.rows if row.chosen}
    assert marked == query


noise = st.dictionaries(
    st.sampled_from([*NAMES, "page", "who "]),
    st.lists(st.sampled_from([*VALUES["who"], *VALUES["phase"], "", "x", "999", "direct", "\x00"]), max_size=3),
    max_size=5,
)


@given(noise)
def test_a_query_of_any_kind_has_one_canonical_form(query):
    choice = choose(INDEX, query)
    assert chosen(choice.query).query == choice.query
    assert list(choice.query) == [name for name in NAMES if name in choice.query]
    assert all(value in VALUES[name] for name, value in choice.query.items())


def test_the_first_value_that_means_something_counts():
    assert choose(INDEX, {"phase": ["x", "2", "1"]}).query == {"phase": "2"}


# ---- what there is to choose -----------------------------------------------------------------------


def test_facets_offer_what_the_story_has():
    assert VALUES == {
        "who": ["truce-side-0", "truce-side-1", "truce-side-2"],
        "issue": ["issue-1", "issue-2"],
        "phase": ["1", "2", "none"],
        "kind": ["direct", "partial", "paraphrase", "denied", "asked", "unnamed", "second-hand"],
    }


def test_rows_with_nothing_stay_in_sight():
    kinds = next(facet for facet in chosen({"kind": "direct"}).facets if facet.name == "kind")
    assert {row.value: row.count for row in kinds.rows}["second-hand"] == 1
    within = next(facet for facet in chosen({"kind": "second-hand"}).facets if facet.name == "who")
    assert [row.count for row in within.rows] == [1, 0, 0]


def test_a_story_without_phases_has_no_facet_of_phases():
    bare = [replace(row, phases=[]) for row in STORY.statements]
    issues = [replace(row, phases=[]) for row in STORY.issues]
    index = StoryIndex(replace(STORY, phases=[], gates=[], statements=bare, issues=issues))
    assert [facet.name for facet in choose(index, {}).facets] == ["who", "issue", "kind"]


def test_what_is_tied_to_no_phase_can_be_found():
    assert {row.slug for row in chosen({"phase": "none"}).statements} == {
        row.slug for row in INDEX.statements if not row.phases
    }


def test_a_side_includes_the_unnamed_who_speak_for_it():
    assert "statement-5" in [row.slug for row in chosen({"who": "truce-side-0"}).statements]


def test_sides_that_are_silent_here_are_named_unless_one_side_was_asked_for():
    assert [side.slug for side in chosen({"kind": "second-hand"}).silent] == ["truce-side-1", "truce-side-2"]
    assert chosen({"kind": "second-hand", "who": "truce-side-0"}).silent == []
    assert chosen({}).silent == []


@pytest.mark.parametrize("size", [2, 60])
def test_choosing_costs_no_query(make_story, django_assert_num_queries, size):
    make_story(statements=size, actors=size)
    index = StoryIndex(compose("truce").document)
    with django_assert_num_queries(0):
        assert len(choose(index, {"issue": ["issue-1"]}).statements) == size
