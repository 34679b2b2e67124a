"""The sides and who goes between them: columns, and what is handed on to whom."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.story.between import Between
from explainer.story.indexes import StoryIndex

ONE, OTHER, MIDDLE = (f"truce-side-{number}" for number in range(3))


@pytest.fixture
def story(make_story) -> shape.Document:
    make_story(actors=3)
    return compose("truce").document


def between(story: shape.Document, *, parts: dict[str, str] | None = None, grouped: bool = False, **text) -> Between:
    actors = [
        replace(actor, part=(parts or {}).get(actor.slug, actor.part), group=actor.group if grouped else None)
        for actor in story.actors
    ]
    (paper,) = story.texts
    nobody = {"put_forward_by": [], "put_forward_to": [], "handed_on_by": [], "handed_on_to": []}
    return StoryIndex(replace(story, actors=actors, texts=[replace(paper, **nobody | text)])).between


def columns(found: Between) -> list[list[str]]:
    return [[side.slug for side in column.sides] for column in found.columns]


def test_two_sides_stand_on_either_side_of_who_goes_between_them(story):
    found = between(story)
    assert columns(found) == [[ONE], [MIDDLE], [OTHER]]
    assert [column.middle for column in found.columns] == [False, True, False]
    assert not any(column.joined for column in found.columns)
    assert found.routes == []


def test_what_is_handed_on_joins_the_sides_that_it_passes(story):
    found = between(story, put_forward_by=[ONE], handed_on_by=[MIDDLE], handed_on_to=[OTHER])
    assert [[actor.slug for actor in step] for step in found.routes[0].steps] == [[ONE], [MIDDLE], [OTHER]]
    assert [column.joined for column in found.columns] == [True, False, True]
    found = between(story, put_forward_by=[ONE], put_forward_to=[MIDDLE])
    assert [column.joined for column in found.columns] == [True, False, False]


def test_what_passes_nobody_in_the_middle_joins_nothing(story):
    found = between(story, put_forward_by=[ONE], put_forward_to=[OTHER])
    assert len(found.routes) == 1
    assert not any(column.joined for column in found.columns)


def test_those_to_whom_it_was_put_and_who_hand_it_on_stand_once(story):
    found = between(story, put_forward_by=[ONE], put_forward_to=[MIDDLE], handed_on_by=[MIDDLE], handed_on_to=[OTHER])
    assert [[actor.slug for actor in step] for step in found.routes[0].steps] == [[ONE], [MIDDLE], [OTHER]]


def test_a_text_of_which_no_way_is_known_has_none(story):
    assert between(story, put_forward_by=[ONE]).routes == []
    assert between(story, handed_on_to=[ONE]).routes == []


def test_sides_of_which_there_are_more_stand_in_one_column(story):
    found = between(story, parts={OTHER: "mediator"})
    assert columns(found) == [[ONE], [OTHER, MIDDLE]]
    nobody = between(story, parts={MIDDLE: "party"})
    assert nobody is None


def test_the_editors_groups_are_columns_where_nobody_goes_between(story):
    groups = [*story.groups, shape.CastGroup(slug="others", heading="Others", part="party")]
    actors = [
        replace(actor, part="party", group="keepers" if actor.slug == ONE else "others") for actor in story.actors
    ]
    found = StoryIndex(replace(story, groups=groups, actors=actors)).between
    assert columns(found) == [[ONE], [OTHER, MIDDLE]]
    assert [column.heading for column in found.columns] == ["Those who keep a gate", "Others"]
    assert not found.has_middle


@pytest.mark.parametrize("part", ["spoken-about", "affected", "unnamed"])
def test_without_sides_nothing_is_drawn(story, part):
    assert between(story, parts=dict.fromkeys([ONE, OTHER, MIDDLE], part)) is None
