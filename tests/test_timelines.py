"""The merged timeline: one total order, months with what is missing between them, nothing placed that has no date."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.story.facet_values import on_line
from explainer.story.indexes import StoryIndex
from explainer.story.timelines import Timeline, latest
from explainer.story.timelines import timeline as lay_out

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
DATES = st.sampled_from([
    "", "2023", "2024", "2024-01-01", "2024-01", "2024-01-02", "2024-02~", "2024-02-01?", "2024-02-01",
    "2024-01-31/2024-02-02", "[2024-01-01..2024-02-10]", "[..2024-02-01]", "../2024-02-01", "2024-01-05/..", "2025-12",
])  # fmt: skip


def told(*rows: tuple[str, str, int], statuses: str = "happened") -> StoryIndex:
    """A story of statements (s) and events (e) with these dates and places in their day; slugs are s0, e1, …"""
    one, event = STORY.statements[0], STORY.events[0]
    said = [
        replace(one, slug=f"s{place}", when=when, order_in_day=order)
        for place, (kind, when, order) in enumerate(rows) if kind == "s"
    ]  # fmt: skip
    held = [
        replace(event, slug=f"e{place}", when=when, order_in_day=order, status=statuses)
        for place, (kind, when, order) in enumerate(rows) if kind == "e"
    ]  # fmt: skip
    bare: dict[str, Any] = {"links": [], "positions": [], "key_points": [], "figures": []}
    return StoryIndex(replace(STORY, statements=said, events=held, **bare))


def timeline(index: StoryIndex, *, newest_first: bool = False) -> Timeline:
    return lay_out(on_line(index), newest_first=newest_first)


def order_of(line: Timeline) -> list[str]:
    return [entry.row.slug for month in line.months for entry in month.entries]


rows = st.lists(st.tuples(st.sampled_from("se"), DATES, st.integers(0, 2)), max_size=9)


# ---- order ---------------------------------------------------------------------------------------


@given(rows, st.randoms())
def test_the_order_is_total_whatever_the_order_in_which_rows_come(rows, random):
    index = told(*rows)
    line = timeline(index)
    random.shuffle(index.events)
    random.shuffle(index.statements)
    assert order_of(timeline(index)) == order_of(line)


@given(rows)
def test_newest_first_is_the_same_order_backwards(rows):
    index = told(*rows)
    assert order_of(timeline(index, newest_first=True)) == order_of(timeline(index))[::-1]


@given(rows, st.booleans())
def test_every_row_is_there_once_and_only_the_dated_are_placed(rows, newest_first):
    line = timeline(told(*rows), newest_first=newest_first)
    undated = [entry.row.slug for entry in line.undated]
    assert sorted(order_of(line) + undated) == sorted(f"{kind}{place}" for place, (kind, _w, _o) in enumerate(rows))
    assert all(entry.row.when is None or entry.row.when.undated for entry in line.undated)
    assert line.empty == (not rows)


@given(rows, st.booleans())
def test_every_month_has_one_heading_with_a_name_of_its_own(rows, newest_first):
    months = timeline(told(*rows), newest_first=newest_first).months
    assert len({month.id for month in months}) == len(months)
    keys = [(month.year, month.month) for month in months]
    assert keys == sorted(keys, reverse=newest_first)


def test_within_a_day_the_sources_own_order_comes_before_all_else():
    index = told(("s", "2024-03-01", 2), ("e", "2024-03-01", 3), ("s", "2024-03-01", 1), ("e", "2024-03-01", 1))
    assert order_of(timeline(index)) == ["e3", "s2", "s0", "e1"]


def test_an_exact_day_comes_before_a_doubtful_one_and_that_before_a_span():
    index = told(("e", "2024-03-01/2024-03-05", 0), ("e", "2024-03-01~", 0), ("e", "2024-03-01", 0))
    assert order_of(timeline(index)) == ["e2", "e1", "e0"]


def test_a_bare_year_stands_under_its_own_heading_before_its_months():
    months = timeline(told(("e", "2024-01-01", 0), ("e", "2024", 0), ("e", "2024-01-02", 0))).months
    assert [(month.name, month.id, len(month.entries)) for month in months] == [
        ("2024", "y2024", 1),
        ("January 2024", "m2024-01", 2),
    ]


# ---- what is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_gap_says_how_many_months_have_nothing(newest_first):
    index = told(("e", "2023-12-31", 0), ("e", "2024-01-01", 0), ("e", "2024-03", 0), ("e", "2024-07-09", 0))
    gaps = [
        (month.gap, month.gap_after if newest_first else month.gap_before)
        for month in timeline(index, newest_first=newest_first).months
        if month.gap
    ]
    side = "after" if newest_first else "before"
    wanted = [
        (1, f"Nothing dated in our sources for the month {side}"),
        (3, f"Nothing dated in our sources for the three months {side}"),
    ]
    assert gaps == (wanted[::-1] if newest_first else wanted)


def test_a_long_gap_is_a_number():
    months = timeline(told(("e", "2020-01", 0), ("e", "2024-01", 0))).months
    assert months[1].gap_before == "Nothing dated in our sources for the 47 months before"


def test_no_gap_is_claimed_beside_a_bare_year():
    assert [month.gap for month in timeline(told(("e", "2022", 0), ("e", "2024-05", 0))).months] == [0, 0]


# ---- how it is drawn -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "precision"),
    [("2024-03-01", "exact"), ("2024-03-01~", "approx"), ("2024-03", "approx"), ("2024-03-01/2024-03-02", "approx")],
)
def test_a_vague_date_is_never_drawn_as_an_exact_one(when, precision):
    entry = timeline(told(("e", when, 0))).months[0].entries[0]
    assert (entry.precision, entry.is_event) == (precision, True)


def test_what_is_expected_is_drawn_as_expected():
    line = timeline(told(("e", "2024-03-01", 0), ("s", "2024-03-01", 0), statuses="expected"))
    assert [entry.precision for entry in line.months[0].entries] == ["expected", "exact"]


def test_a_date_is_said_once_for_entries_that_share_it():
    line = timeline(told(("e", "2024-03-01", 0), ("s", "2024-03-01", 0), ("s", "2024-03-02", 0)))
    assert [entry.same for entry in line.months[0].entries] == [False, True, False]


# ---- what is on it ---------------------------------------------------------------------------------


def test_an_exchange_is_its_statements_and_the_events_that_they_answer():
    index = StoryIndex(STORY)
    rows = [row.slug for row in on_line(index, index.statement["statement-1"])]
    assert rows[0] == "event-0"
    assert rows[1:] == [row.slug for row in index.exchange(index.statement["statement-1"])]
    assert len(on_line(index)) == 9


def test_the_latest_events_are_newest_first():
    index = told(("e", "2024-01-01", 0), ("e", "", 0), ("e", "2024-03-01", 0), ("s", "2024-04-01", 0))
    assert [event.slug for event in latest(index, 5)] == ["e2", "e0"]
    assert len(latest(index, 1)) == 1
