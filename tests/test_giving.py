"""What each side is to give and to get in a phase, and amounts as dots."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.story.giving import MOST, ROW, STEP, Dots, dots
from explainer.story.indexes import StoryIndex

ONE, OTHER = "truce-side-0", "truce-side-1"


def count(path: str) -> int:
    """The dots of a path: a run of lines without length, ``STEP`` apart."""
    return sum(round(float(length) // STEP) + 1 for length in re.findall(r"h([\d.]+)", path))


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_as_many_dots_are_full_and_there_as_the_numbers_say(drawn, drawn_of):
    found = dots(drawn, drawn_of)
    if drawn > drawn_of:
        assert found is None
        return
    assert found is not None
    full, every = count(found.full), count(found.full) + count(found.empty)
    assert 0 < every <= MOST
    assert (full - 1) * found.each < max(drawn, 1) <= max(full, 1) * found.each
    assert (every - 1) * found.each < drawn_of <= every * found.each
    assert found.each == 1 or drawn_of > MOST
    assert found.width == STEP * min(every, ROW)
    assert found.height == STEP * -(-every // ROW)


@given(st.integers(0, MOST), st.integers(1, MOST))
def test_no_two_dots_are_at_one_place_and_all_are_inside(drawn, drawn_of):
    found = dots(drawn, drawn_of)
    places = [place for path in (found.full, found.empty) for place in spots(path)] if found else []
    assert len(places) == len(set(places))
    assert all(0 < x < found.width and 0 < y < found.height for x, y in places)


def spots(path: str) -> list[tuple[int, int]]:
    moves = re.findall(r"M(\d+) (\d+)h([\d.]+)", path)
    return [(int(x) + STEP * step, int(y)) for x, y, length in moves for step in range(int(float(length)) // STEP + 1)]


@pytest.mark.parametrize("numbers", [(None, None), (None, 5), (2, None), (2, 0), (6, 5), (-1, 5)])
def test_what_is_no_amount_is_not_drawn(numbers):
    assert dots(*numbers) is None


def test_thirty_of_a_hundred_are_a_row_and_a_half_of_five():
    assert dots(30, 100) == Dots(80, 20, "M2 2h76.1M2 6h36.1", "M42 6h36.1M2 10h76.1M2 14h76.1M2 18h76.1", 1)


# ---- who gives and gets --------------------------------------------------------------------------


@pytest.fixture
def story(make_story) -> shape.Document:
    make_story()
    return compose("truce").document


def hands_of(story: shape.Document, *provisions: dict[str, Any]) -> list[tuple[str, list[str], list[str]]]:
    first, *others = story.phases
    (owed,) = first.provisions
    rows = [changed(owed, slug=f"owed-{number}", **fields) for number, fields in enumerate(provisions)]
    index = StoryIndex(changed(story, phases=[changed(first, provisions=rows), *others]))
    return [
        (hand.actor.slug, [each.value.slug for each in hand.gives], [each.value.slug for each in hand.gets])
        for hand in index.phases[0].hands
    ]


def test_each_side_has_what_it_gives_and_what_it_gets(story):
    found = hands_of(story, {"owed_by": [OTHER], "owed_to": [ONE]}, {"owed_by": [ONE]})
    assert found == [(ONE, ["owed-1"], ["owed-0"]), (OTHER, ["owed-0"], [])]


def test_what_both_do_is_given_by_both_and_got_by_none_of_them(story):
    assert hands_of(story, {"owed_by": [ONE, OTHER], "owed_to": [ONE]}) == [
        (ONE, ["owed-0"], []), (OTHER, ["owed-0"], []),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "provisions",
    [
        [],
        [{"owed_by": [ONE]}],
        [{"owed_by": []}, {"owed_by": [ONE]}],
        [{"owed_by": [ONE], "short_name": ""}, {"owed_by": [OTHER], "short_name": ""}],
    ],
)
def test_where_fewer_than_two_give_or_get_something_nothing_is_drawn(story, provisions):
    assert hands_of(story, *provisions) == []
