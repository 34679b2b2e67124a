"""Locator maps as they are drawn: where a position is, across 180 degrees too, and labels that stay inside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.language.coordinates import frame_problem
from explainer.story.maps import INSIDE, LETTER, WIDTH, Drawing, Frame, Map, draw

YARD = "10.2,50.1 10.8,50.1 10.8,50.4 10.2,50.1"


def feature(kind: str, positions: str, label: str = "", **fields: Any) -> shape.MapFeature:
    return shape.MapFeature(
        kind=kind, positions=positions, label=label, **{"label_at": "", "issue": None, "term": None, **fields}
    )


def a_map(*features: shape.MapFeature, west="10", south="50", east="11", north="50.5") -> shape.Map:
    return shape.Map(
        slug="yard", title="The yard", alternative="A yard.", credit="Made up.", west=west, south=south, east=east,
        north=north, features=list(features),
    )  # fmt: skip


def drawn(*features: shape.MapFeature, **frame: str) -> Drawing:
    found = draw(a_map(*features, **frame))
    assert found is not None
    return found


# ---- where things are ----------------------------------------------------------------------------


def test_a_degree_of_longitude_is_as_long_as_it_is_at_that_latitude():
    """At 60 degrees half as long as one of latitude (cos 60° = 1/2)."""
    assert Frame(0, 59, 4, 61).height == WIDTH
    assert Frame(0, -1, 4, 1).height == WIDTH / 2


def test_north_is_up_and_east_is_right():
    frame = Frame(10, 50, 11, 50.5)
    assert frame.point(10, 50.5) == (0, 0)
    x, y = frame.point(11, 50)
    assert (x, round(y)) == (WIDTH, frame.height)


def test_each_kind_is_drawn_as_its_kind_says():
    found = drawn(
        feature("area", YARD), feature("line", "10.2,50.1 10.8,50.4"), feature("place", "10.5,50.25"),
        feature("name", "10.5,50.4", "Sea"),
    )  # fmt: skip
    assert [stroke.kind for stroke in found.strokes] == ["area", "line", "place"]
    area, line, place = found.strokes
    assert re.fullmatch(r"M\d+ \d+(L\d+ \d+){2}z", area.path)
    assert line.dashes
    assert re.fullmatch(r"M\d+ \d+h0", place.path)
    assert [label.lines[0][2] for label in found.labels] == ["Sea"]


def test_positions_that_fall_together_are_one():
    (stroke,) = drawn(feature("line", "10.2,50.1 10.2001,50.1 10.2002,50.1 10.8,50.4")).strokes
    assert stroke.path.count("L") == 1


LONGITUDE = st.floats(-180, 180).map(lambda value: round(value, 3))
LATITUDE = st.floats(-70, 70).map(lambda value: round(value, 3))
FRAMES = st.tuples(LONGITUDE, LATITUDE, st.floats(0.5, 60), st.floats(0.3, 40)).map(
    lambda each: (each[0], each[1], (each[0] + each[2] + 180) % 360 - 180, each[1] + each[3])
)
LINES = st.lists(st.tuples(st.floats(-20, 20), LATITUDE), min_size=2, max_size=8)


@given(frame=FRAMES, steps=LINES, start=LONGITUDE)
@example(frame=(170, -20, -170, -10), steps=[(15, -15), (15, -12)], start=175)
def test_no_line_leaps_across_the_drawing_where_it_crosses_180_degrees(frame, steps, start):
    """From one position to the next it is as long as on the earth, so never half around it."""
    assume(not frame_problem(*frame))
    found, here = [], start
    for step, latitude in steps:
        here = (here + step + 180) % 360 - 180
        found.append((here, latitude))
    drawing = Frame(*frame)
    line = drawing.part(found)
    for (step, _latitude), before, after in zip(steps[1:], line, line[1:], strict=False):
        assert after[0] - before[0] == pytest.approx(step * WIDTH / drawing.across, abs=1e-6)


@given(frame=FRAMES, across=st.floats(0, 1), up=st.floats(0, 1))
@example(frame=(170, -20, -170, -10), across=0.9, up=0.5)
def test_what_is_in_the_frame_is_in_the_drawing(frame, across, up):
    assume(not frame_problem(*frame))
    west, south, _east, north = frame
    drawing = Frame(*frame)
    longitude = (west + across * drawing.across + 180) % 360 - 180
    ((x, y),) = drawing.part([(longitude, south + up * (north - south))])
    assert -0.001 <= x <= WIDTH + 0.001
    assert -1 <= y <= drawing.height + 1


# ---- labels --------------------------------------------------------------------------------------


@given(
    label=st.text(st.sampled_from("ab غز 漢"), min_size=1, max_size=60),
    at=st.tuples(st.floats(9, 12), st.floats(49.5, 51)),
    kind=st.sampled_from(["area", "line", "place", "name"]),
)
def test_a_label_stays_inside_where_it_can(label, at, kind):
    text = " ".join(label.split())
    assume(text)
    where = f"{at[0]:.4f},{at[1]:.4f}"
    found = drawn(feature("area", YARD), feature(kind, {"area": YARD, "line": "10,50 11,50.5"}.get(kind, where), text,
                                                 label_at=where))  # fmt: skip
    lines = found.labels[0].lines
    assert " ".join(line for _x, _y, line in lines) == text
    assert len(lines) <= 2
    for x, y, line in lines:
        half = LETTER * len(line) / 2
        assert 0 < y <= found.height - INSIDE + 1
        assert x == WIDTH // 2 or half - 1 <= x <= WIDTH - half + 1


def test_a_label_stands_beside_what_it_names():
    found = drawn(feature("area", YARD, "Yard"), feature("place", "10.5,50.25", "Gate"))
    (yard,), (gate,) = (label.lines for label in found.labels)
    assert yard[:2] == (160, 129)
    (dot,) = (stroke.path for stroke in found.strokes if stroke.kind == "place")
    x, y = map(int, re.findall(r"\d+", dot)[:2])
    assert gate[0] == x
    assert 0 < y - gate[1] < 20


def test_the_label_of_what_is_outside_the_frame_is_not_drawn():
    found = drawn(feature("area", YARD), feature("place", "20,50.2", "Far"), feature("land", "1,1 2,1 2,2 1,1", "Off"))
    assert found.labels == []


# ---- nothing to draw -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        a_map(),
        a_map(feature("name", "10.5,50.2", "Sea")),
        a_map(feature("area", "nowhere", "Yard")),
        a_map(feature("area", YARD), west=""),
        a_map(feature("area", YARD), west="nan"),
        a_map(feature("area", YARD), north="40"),
        a_map(feature("wall", YARD)),
    ],
)
def test_where_there_is_nothing_to_draw_nothing_is_drawn(value):
    assert draw(value) is None
    assert Map(value, {}).drawing is None


def test_a_feature_that_cannot_be_drawn_leaves_the_others():
    assert [stroke.kind for stroke in drawn(feature("line", "1,2"), feature("area", YARD)).strokes] == ["area"]


def test_what_a_map_is_about_is_told_once():
    value = a_map(feature("area", YARD, term="gate"), feature("place", "10.5,50.2", term="gate", issue="gone"))
    found = Map(value, {})
    assert (found.issues, found.terms) == ([], ["gate"])
    assert replace(value, features=[]).features == []
