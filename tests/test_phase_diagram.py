"""The diagram of a framework: it draws every gate once, from its phase to its phase, and nothing that none says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from hypothesis import given
from msgspec.structs import replace

from explainer.language.scales import PHASE_STATES
from explainer.models import Phase
from explainer.reading.copies import Copy
from explainer.story.phase_diagram import DASHED, SOLID, Landing, Path, Stop, Way, path, strip
from explainer.story.phase_lanes import DOWN, UP, WHOLE, Row, Run, lay

from .frameworks import ending, framework, frameworks, onward, story

NOW = "As of 23 August 2024"


def named(stop: Stop) -> str:
    return f"Phase {stop.box.phase.number}" if stop.box.phase else stop.box.title or stop.box.kind


def names(found: Path) -> list[str]:
    return [named(stop) for stop in found.stops]


def rows(found: Path) -> list[tuple[Stop, Row]]:
    """From the top down, each with its stop, as the template has them."""
    return [
        (stop, row)
        for stop in found.stops
        for row in (
            stop.landing, stop.box, *stop.over, stop.now,
            *(row for parting in stop.partings for row in (parting.through, *parting.ways)), stop.tail,
        )
        if row
    ]  # fmt: skip


def arrives(found: Path, way: Way) -> list[Stop]:
    """Where somebody comes who follows the lane of a leap, piece by piece, in the directions in which it goes on."""
    every, ends = rows(found), []
    for step, leaves, enters in ((1, (DOWN, WHOLE), (UP, WHOLE)), (-1, (UP, WHOLE), (DOWN, WHOLE))):
        at = next(number for number, (_stop, row) in enumerate(every) if row is way)
        while piece(every[at][1], way.lane) in leaves:
            at += step
            assert piece(every[at][1], way.lane) in enters
            if isinstance(every[at][1], Landing) and every[at][1].lane == way.lane:
                ends.append(every[at][0])
    return ends


def piece(row: Row, position: int) -> str:
    (part,) = [lane.part for lane in row.lanes if lane.position == position]
    return part


def drawn(found: Path) -> list[tuple[str, str, str, str]]:
    """Each gate that is drawn: its slug, its stop, how it leaves, and where somebody comes who follows its line."""
    told = []
    for stop, following in [*pairwise(found.stops), (found.stops[-1], None)]:
        told += [(way.gate.slug, named(stop), way.how, way.gate.outcome) for way in stop.over]
        for parting in stop.partings:
            for way in parting.ways:
                start = stop.now.kind if stop.now and way.gate.from_phase is None else named(stop)
                if way.how == "on":
                    assert parting.onward
                    assert following.above
                    end = named(following)
                elif way.how == "leap":
                    (stands,) = arrives(found, way)
                    end = named(stands)
                else:
                    end = way.gate.outcome
                told.append((way.gate.slug, start, way.how, end))
    return told


# ---- any framework at all ----


@given(frameworks())
def test_each_gate_is_drawn_once_from_its_phase_to_its_phase(made):
    index, places = made
    found = path(index, places)
    told = drawn(found)
    gates = {gate.slug: gate for gate in index.story.gates}
    assert sorted(slug for slug, *_ in told) == sorted(gates)
    for slug, start, how, end in told:
        gate = gates[slug]
        if gate.from_phase is None:
            assert start in (NOW, "now", "start")
        else:
            assert start == f"Phase {gate.from_phase}"
        assert end == (gate.outcome if gate.to_phase is None else f"Phase {gate.to_phase}")
        assert (how == "end") == (gate.to_phase is None)


@given(frameworks())
def test_each_gate_has_its_own_way_through(made):
    for stop in path(*made).stops:
        boxes = [(parting.through.title, parting.through.note) for parting in stop.partings if parting.through]
        assert len(boxes) == len(set(boxes))
        for parting in stop.partings:
            own = (parting.through.title, parting.through.note) if parting.through else ("", "")
            for gate in (way.gate for way in parting.ways):
                assert (gate.through, gate.through_note if gate.through else "") == own
            assert parting.through or len(parting.ways) == 1


@given(frameworks())
def test_what_extends_a_phase_that_is_over_stands_before_now(made):
    """Unless it shares a way through, which stands after that day with what else may come of it."""
    index, places = made
    found = path(index, places)
    for stop in found.stops:
        assert bool(stop.now) or not stop.over
        extending = {way.gate.slug for way in stop.ways if way.how == "end" and way.back and not way.gate.through}
        assert {way.gate.slug for way in stop.over} == (extending if stop.now else set())
        assert all(way.phase is stop.box.phase and way.above == way.below == SOLID for way in stop.over)


@given(frameworks())
def test_each_phase_is_drawn_once_and_in_order(made):
    index, places = made
    found = path(index, places)
    assert [stop.box.phase for stop in found.stops if stop.box.phase] == index.phases
    assert sum(box.kind == "now" for stop in found.stops for box in (stop.box, stop.now) if box) == (
        "current" not in places.values()
    )
    assert [box.phase for box in strip(index, places) if box.phase] == index.phases
    assert repr(path(index, places)) == repr(found)


@given(frameworks())
def test_lanes_stand_clear_of_one_another(made):
    found = path(*made)
    assert found.lanes <= 9
    for _stop, row in rows(found):
        positions = [lane.position for lane in row.lanes]
        assert len(positions) == len(set(positions))
        assert all(1 <= position <= found.lanes for position in positions)
        assert (row.lane in positions) == bool(row.lane)


@given(frameworks())
def test_what_no_gate_says_is_not_drawn_as_settled(made):
    found = path(*made)
    for stop, following in pairwise(found.stops):
        onto = [way for parting in stop.partings for way in parting.ways if way.how == "on"]
        settled = any(way.gate.settled for way in onto)
        assert settled if following.above == SOLID else not settled
        assert stop.linked == (following.above == DASHED and not onto)
        for parting in stop.partings:
            last = parting.ways[-1]
            assert last.above == (SOLID if last.gate.settled else DASHED) or parting.below


# ---- frameworks of one kind ----


def test_a_story_without_phases_has_no_diagram():
    assert path(framework(0)) is None
    assert strip(framework(0)) == []


def test_phases_that_follow_one_another_stand_on_one_line():
    found = path(framework(3, onward(None, 1), onward(1, 2), onward(2, 3, settled=False)))
    assert names(found) == [NOW, "Phase 1", "Phase 2", "Phase 3"]
    assert [stop.above for stop in found.stops] == ["", SOLID, SOLID, DASHED]
    assert found.lanes == 0


def test_now_is_the_state_of_play_with_its_labels():
    assert path(framework(1)).stops[0].box.note == "Agreement: None reached."


def test_phases_without_gates_are_drawn_and_not_as_settled():
    found = path(framework(2))
    assert names(found) == [NOW, "Phase 1", "Phase 2"]
    assert [stop.above for stop in found.stops] == ["", DASHED, DASHED]


def test_a_phase_that_another_leads_to_does_not_follow_the_one_before():
    """1 leads to 3, 3 back to 2: nothing leads from 1 to 2, or on from 2."""
    found = path(framework(3, onward(None, 1), onward(1, 3), onward(3, 2)))
    assert [stop.above for stop in found.stops] == ["", SOLID, "", ""]
    assert [bool(stop.landing) for stop in found.stops] == [False, False, True, True]


def test_ways_part_where_there_is_more_than_one_and_the_one_that_goes_on_comes_last():
    talks = {"through": "Talks on phase 2", "through_note": "Held during the pause."}
    found = path(
        framework(
            3,
            onward(None, 1),
            onward(1, 2, label="The sides agree", **talks),
            ending(1, "extend", label="Talks go on", outcome="The truce continues", settled=True, **talks),
            ending(1, label="Talks collapse", **talks),
            onward(2, 3),
        )
    )
    (parting,) = found.stops[1].partings
    assert (parting.through.title, parting.through.note) == ("Talks on phase 2", "Held during the pause.")
    assert [
        (way.gate.label, way.how, way.phase.number if way.phase else None, way.above, way.below) for way in parting.ways
    ] == [
        ("Talks go on", "end", 1, SOLID, SOLID),
        ("Talks collapse", "end", None, SOLID, SOLID),
        ("The sides agree", "on", 2, SOLID, ""),
    ]
    assert [way.back for way in parting.ways] == [True, False, False]


def test_each_stage_has_a_parting_of_its_own():
    """Five stages, a date between any two; what puts the last one back leaves the third."""
    dates = ["12 April", "17 May", "7 June", "21 June"]
    steps = [
        onward(number, number + 1, through="A week’s notice", through_note=f"No earlier than {date}.")
        for number, date in enumerate(dates, 1)
    ]
    delay = ending(3, "extend", label="Put back", outcome="Stage 3 goes on until 19 July")
    found = path(framework(5, *steps, delay))
    assert [[parting.through.note if parting.through else "" for parting in stop.partings] for stop in found.stops] == [
        [],
        ["No earlier than 12 April."],
        ["No earlier than 17 May."],
        ["", "No earlier than 7 June."],
        ["No earlier than 21 June."],
        [],
    ]
    assert found.stops[3].partings[0].ways[0].phase.number == 3


def test_a_second_way_through_to_the_next_phase_goes_beside_the_first():
    found = path(framework(2, onward(1, 2, through="Talks"), onward(1, 2, through="A vote"), onward(1, 2)))
    assert [
        (parting.through.title if parting.through else "", parting.onward, parting.ways[0].how)
        for parting in found.stops[1].partings
    ] == [("", False, "leap"), ("A vote", False, "leap"), ("Talks", True, "on")]


def test_phases_side_by_side_and_a_phase_entered_from_two():
    """1 leads to 2 and to 3, both lead to 4."""
    found = path(framework(4, onward(None, 1), onward(1, 2), onward(1, 3), onward(2, 4), onward(3, 4)))
    assert [(start, how, end) for _slug, start, how, end in sorted(drawn(found))] == [
        (NOW, "on", "Phase 1"),
        ("Phase 1", "on", "Phase 2"),
        ("Phase 1", "leap", "Phase 3"),
        ("Phase 2", "leap", "Phase 4"),
        ("Phase 3", "on", "Phase 4"),
    ]
    assert found.stops[3].above == ""  # 2 does not lead to 3
    assert found.lanes == 2


def test_a_loop_leads_back_along_a_lane():
    found = path(framework(3, onward(None, 1), onward(1, 2), onward(2, 3), onward(3, 1)))
    (parting,) = found.stops[3].partings
    assert (parting.ways[0].how, parting.ways[0].phase.number, parting.ways[0].back) == ("leap", 1, True)
    assert found.stops[1].landing.lane == parting.ways[0].lane == 1


def test_a_gate_to_a_phase_that_is_not_there_leads_nowhere():
    assert drawn(path(framework(1, onward(None, 1), onward(1, 2), ending(7)))) == [("gate-0", NOW, "on", "Phase 1")]


# ---- where the story is ----


@pytest.mark.parametrize(
    ("places", "boxes"),
    [
        ({}, [NOW, "1", "2", "3"]),
        ({1: "behind"}, ["1 behind", NOW, "2", "3"]),
        ({1: "behind", 2: "current"}, ["1 behind", "2 current", "3"]),
        ({1: "behind", 2: "current", 3: "current"}, ["1 behind", "2 current", "3 current"]),
        ({1: "behind", 2: "behind", 3: "behind"}, ["1 behind", "2 behind", "3 behind", NOW]),
        ({2: "behind"}, ["1", "2 behind", NOW, "3"]),
    ],
)
def test_now_stands_where_the_story_is(places, boxes):
    found = [
        box.title if box.kind == "now" else f"{box.phase.number} {box.place}".removesuffix(" ahead")
        for box in strip(framework(3, onward(None, 1)), places)
    ]
    assert found == boxes
    whole = path(framework(3), places)
    assert [
        box.title if box.kind == "now" else f"{box.phase.number} {box.place}".removesuffix(" ahead")
        for stop in whole.stops
        for box in (stop.box, stop.now)
        if box
    ] == boxes


def test_what_led_to_the_first_phase_begins_at_a_point_when_now_is_past_it():
    gates = onward(None, 1), onward(None, 3)
    assert {(start, end) for _, start, _, end in drawn(path(framework(3, *gates), {1: "current"}))} == {
        ("start", "Phase 1"),
        ("start", "Phase 3"),
    }
    assert {(start, end) for _, start, _, end in drawn(path(framework(3, *gates), {1: "behind"}))} == {
        ("now", "Phase 3"),
        ("start", "Phase 1"),
    }
    assert names(path(framework(2, onward(1, 2)), {1: "current"})) == ["Phase 1", "Phase 2"]


def test_a_phase_that_is_over_is_not_put_back_any_more():
    gates = ending(1, "extend", label="Put back", outcome="A later date"), ending(1, label="No more talks")
    index = framework(2, *gates, onward(1, 2))
    (first, _second) = path(index, {1: "behind"}).stops
    assert [way.gate.label for way in first.over] == ["Put back"]
    assert [parting.ways[0].gate.label for parting in first.partings] == ["No more talks", "They agree"]
    html = render_to_string("parts/path.html", {"reading": Copy(index, "story"), "path": path(index, {1: "behind"})})
    assert html.index("A later date") < html.index(f"<b>{NOW}") < html.index("No more talks")
    (_now, first, _second) = path(index).stops
    assert not first.over


def test_state_rows_that_end_as_sentences_do_are_left_so():
    said = ("Stage 3", "In force."), ("", "So?")
    rows = [replace(story().state[0], label=label, text=text) for label, text in said]
    assert path(framework(1, state=rows)).stops[0].box.note == "Stage 3: In force. So?"


# ---- lanes ----


def test_lanes_are_used_again_and_short_ones_stand_next_to_the_path():
    rows = [Row() for _ in range(7)]
    joined = ((0, 6), True), ((1, 2), True), ((4, 3), False)
    assert lay(rows, [Run([rows[one], rows[two]], settled) for (one, two), settled in joined]) == 2
    assert [row.lane for row in rows] == [2, 1, 1, 1, 1, 0, 2]
    assert [[(lane.position, lane.part) for lane in row.lanes] for row in rows] == [
        [(2, DOWN)],
        [(1, DOWN), (2, WHOLE)],
        [(1, UP), (2, WHOLE)],
        [(1, DOWN), (2, WHOLE)],
        [(1, UP), (2, WHOLE)],
        [(2, WHOLE)],
        [(2, UP)],
    ]
    assert not rows[3].lanes[0].settled


def test_no_more_lanes_stand_side_by_side_than_there_is_room_for():
    rows = [Row() for _ in range(22)]
    assert lay(rows, [Run([rows[n], rows[21 - n]], True) for n in range(11)]) == 9
    assert [row.lane for row in rows[:3]] == [0, 0, 9]


@pytest.mark.parametrize(
    ("state", "place"),
    [
        ("", "ahead"), ("not-begun", "ahead"), ("not-known", "ahead"), ("begun", "current"), ("in-force", "current"),
        ("suspended", "current"), ("done", "behind"), ("abandoned", "behind"),
    ],
)  # fmt: skip
def test_where_a_phase_is_follows_from_its_state(state, place):
    assert set(PHASE_STATES) == {*Phase.State.values}
    (only,) = framework(1).story.phases
    index = framework(1, phases=[replace(only, state=state)])
    boxes = [("phase", place)] if place == "current" else [("phase", "behind"), ("now", "ahead")]
    boxes = [("now", "ahead"), ("phase", "ahead")] if place == "ahead" else boxes
    assert [(box.kind, box.place) for box in strip(index)] == boxes
    assert [(box.kind, box.place) for stop in path(index).stops for box in (stop.box, stop.now) if box] == boxes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"state": "in-force", "begun_on": "2024-01-08", "not_before": "2024"},
            "In force since 8 January 2024",
        ),
        ({"state": "done", "begun_on": "2024-01-08", "ended_on": "2024-02-09"}, "Done, 9 February 2024"),
        ({"state": "not-begun", "not_before": "2024-09-01"}, "Not before: 1 September 2024"),
        ({"state": "not-begun", "not_before": "2024-03-01"}, "Was not to begin before: 1 March 2024"),
        ({"not_before": "2024-09-01"}, "Not before: 1 September 2024"),
        ({"state": "suspended"}, "Suspended"),
        ({}, ""),
    ],
)
def test_a_phase_says_where_it_stands_with_the_day_that_goes_with_it(fields, said):
    (only,) = framework(1).story.phases
    index = framework(1, phases=[replace(only, duration="", **fields)])
    html = render_to_string("parts/path.html", {"reading": Copy(index, "story"), "path": path(index)})
    box = html[html.index("Phase 1") :].partition("</div>")[0]
    assert strip_tags(box).partition("A pause.")[2].strip().replace("\u00a0", " ") == said
    assert (f"<small>{NOW}</small>" in html) == (index.phases[0].place == "current")
