"""Positions on the earth as an editor writes them, and what is wrong with one."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.language.coordinates import MOST, CoordinateProblem, frame_problem, parts_in, shape_of

RING = "34.2,31.2 34.3,31.2 34.3,31.3 34.2,31.2"


def test_longitude_comes_first_and_parts_are_set_apart():
    assert parts_in("34.25,-31.2  -180,90;0,0 1,1") == [[(34.25, -31.2), (-180, 90)], [(0, 0), (1, 1)]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no position here"),
        ("1,2;", "no position here"),
        ("1", "“1” is no position"),
        ("1, 2", "is no position"),
        ("1,2,3", "is no position"),
        ("1e1,2", "is no position"),
        ("nan,2", "is no position"),
        ("١,٢", "is no position"),
        ("181,2", "181 is no longitude"),
        ("-180.000001,2", "is no longitude"),
        ("2,91", "91 is no latitude"),
        (" ".join(["1,2"] * (MOST + 1)), "More than"),
    ],
)
def test_what_is_no_position_is_refused_with_a_sentence(text, said):
    with pytest.raises(CoordinateProblem, match=said):
        parts_in(text)


@pytest.mark.parametrize("kind", ["area", "land"])
def test_an_outline_is_closed(kind):
    assert shape_of(kind, f"{RING};{RING}")
    for text, said in ((RING.rpartition(" ")[0] + " 34.2,31.25", "ends where it begins"), ("1,2 3,4 1,2", "four")):
        with pytest.raises(CoordinateProblem, match=said):
            shape_of(kind, text)
        with pytest.raises(CoordinateProblem, match=said):  # whichever ring it is
            shape_of(kind, f"{RING};{text}")


@pytest.mark.parametrize("kind", ["line", "border"])
def test_a_line_has_two_positions(kind):
    assert shape_of(kind, "1,2 3,4;5,6 7,8")
    with pytest.raises(CoordinateProblem, match="two positions"):
        shape_of(kind, "1,2 3,4;5,6")


@pytest.mark.parametrize("kind", ["place", "name"])
@pytest.mark.parametrize("text", ["1,2 3,4", "1,2;3,4"])
def test_a_place_has_one_position(kind, text):
    assert shape_of(kind, "1,2") == [[(1, 2)]]
    with pytest.raises(CoordinateProblem, match="one position"):
        shape_of(kind, text)


@given(st.text(max_size=40))
def test_any_text_is_positions_or_a_sentence(text):
    with suppress(CoordinateProblem):
        parts = parts_in(text)
        assert all(abs(longitude) <= 180 and abs(latitude) <= 90 for part in parts for longitude, latitude in part)


@pytest.mark.parametrize("frame", [(33.98, 31.1, 34.82, 31.68), (170, -20, -170, -10), (-180, -10, -160, 10)])
def test_a_frame_may_cross_180_degrees(frame):
    assert frame_problem(*frame) == ""


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ((181, 0, 2, 1), "Longitudes"),
        ((float("nan"), 0, 2, 1), "Longitudes"),
        ((0, 1, 2, 1), "south"),
        ((0, 85, 2, 86), "pole"),
        ((1, 0, 1, 1), "degrees wide"),
        ((0, 0, -179, 1), "degrees wide"),
        ((0, 0, 10, 1), "as tall"),
        ((0, 0, 1, 10), "as tall"),
    ],
)
def test_what_is_no_frame_is_said_in_a_sentence(frame, said):
    assert said in frame_problem(*frame)
