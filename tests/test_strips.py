"""The timeline as a picture: every mark once, in order of time, inside the box, whatever the dates; at most 2 KB."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context
from django.test import Client
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.reading.copies import Copy
from explainer.story.facet_values import on_line
from explainer.story.facets import choose
from explainer.story.indexes import StoryIndex
from explainer.story.key_events import key_events
from explainer.story.strip_labels import labelled
from explainer.story.strip_ticks import TICKS, ticks
from explainer.story.strips import HIGHEST, MARK, WIDTH, Strip
from explainer.story.strips import strip as lay_out
from explainer.templatetags.strips import HEAVIEST, Drawn, strip

from .crawl import Page, text_of
from .test_timelines import told

WHENS = st.one_of(
    st.dates(date(1000, 1, 1), date(9999, 12, 31)).map(date.isoformat),
    st.dates(date(2023, 1, 1), date(2024, 12, 31)).map(date.isoformat),
    st.sampled_from([
        "", "2023", "2024", "1000", "9999", "2024-01", "2024-02~", "2024-02-01?", "2024-01-31/2024-02-02",
        "[2024-01-01..2024-02-10]", "[..2024-02-01]", "../2024-02-01", "2024-01-05/..", "[2024-03-01..]",
    ]),
)  # fmt: skip
ROWS = st.lists(st.tuples(st.sampled_from("se"), WHENS, st.just(0)), max_size=30)
STATUSES = st.sampled_from(["happened", "expected", "cancelled", "not-known"])
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def drawn(index: StoryIndex, **query: list[str]) -> Drawn:
    return strip(Context({"reading": Copy(index, "story")}), choose(index, query, timeline=True))


def laid(*whens: str, statuses: str = "happened", coarseness: int = 0) -> Strip:
    found = lay_out(on_line(told(*(("e", when, 0) for when in whens), statuses=statuses)), coarseness)
    assert found is not None
    return found


def shape(svg: str) -> ElementTree.Element:
    sound = re.sub(r"=(\w+)([ >])", r'="\1"\2', svg)  # HTML needs no quotes around a class of one word
    return ElementTree.fromstring(sound)  # noqa: S314


# ---- where marks stand ----


@given(ROWS, STATUSES, st.integers(0, 9))
def test_every_entry_with_a_date_has_one_mark_and_no_other_has_any(rows, status, coarseness):
    index = told(*rows, statuses=status)
    dated = [row for row in on_line(index) if row.dated]
    found = lay_out(on_line(index), coarseness)
    assert (found is None) == (not dated)
    if found:
        marked = [row for mark in found.marks for row in mark.rows]
        assert len(marked) == len(set(marked))
        assert set(marked) == set(dated)
        assert all(len(mark.rows) <= found.most for mark in found.marks)


@given(ROWS, STATUSES, st.integers(0, 9))
def test_marks_stand_in_order_of_time_inside_the_box_and_touch_none(rows, status, coarseness):
    found = lay_out(on_line(told(*rows, statuses=status)), coarseness)
    if found is None:
        return
    assert all(0 < mark.start <= mark.end < WIDTH for mark in found.marks)
    assert all(0 <= mark.level < HIGHEST for mark in found.marks)
    starts = [mark.start for mark in found.marks]
    assert starts == sorted(starts)
    for level in range(found.levels):
        beside = [mark for mark in found.marks if mark.level == level]
        assert all(right.start - left.end >= MARK for left, right in pairwise(beside))
    assert all(start < end for start, end in found.gaps)
    assert not [1 for start, end in found.gaps for mark in found.marks if start < mark.middle < end]


def test_days_are_to_scale():
    starts = [mark.start for mark in laid("2024-01-01", "2024-01-11", "2024-01-21", "2024-01-31").marks]
    apart = [later - earlier for earlier, later in pairwise(starts)]
    assert max(apart) - min(apart) <= 1


def test_a_vague_date_is_as_wide_as_its_span_and_a_day_is_a_point():
    year, month, day = laid("2024", "2024-06", "2024-12-31").marks
    assert day.start == day.end
    assert (year.end - year.start) / (month.end - month.start) == pytest.approx(366 / 30, rel=0.05)
    assert [mark.kind for mark in (year, month, day)] == ["span", "span", "day"]


@pytest.mark.parametrize("status", ["expected", "cancelled"])
def test_what_has_not_happened_is_a_ring(status):
    assert [mark.kind for mark in laid("2024-06-01", "2024-07", statuses=status).marks] == ["ring", "ring"]


def test_an_open_end_goes_no_further_than_the_strip():
    strip = laid("../2024-03-01", "2024-02-01/..", "2024-04-01")
    spans = {strip.whens[mark.rows[0]].edtf: (mark.start, mark.end) for mark in strip.marks}
    low, high = strip.at(0), strip.at((strip.last - strip.first).days + 1)
    assert (spans["../2024-03-01"][0], spans["2024-02-01/.."][1]) == (low, high)
    assert (laid("2024-02-01/..").first, laid("2024-02-01/..").last) == (date(2024, 2, 1), date(2024, 2, 1))


def test_months_without_an_entry_are_a_gap_and_days_are_none():
    strip = laid("2024-01-15", "2024-05-15", "2024-05-31")
    assert [(start, end) for start, end in strip.gaps] == [(strip.marks[0].end, strip.marks[1].start)]


# ---- the scale ----


@given(ROWS)
def test_ticks_are_few_in_order_and_their_labels_apart(rows):
    found = lay_out(on_line(told(*rows)))
    if found is None:
        return
    scale = ticks(found)
    assert len(scale) <= TICKS + 1
    assert [tick.at for tick in scale] == sorted(tick.at for tick in scale)
    assert all(0 <= tick.at <= WIDTH for tick in scale)


@pytest.mark.parametrize(
    ("whens", "labels"),
    [
        (("2024-06-01", "2024-06-09"), {"1 June 2024", "9 June 2024"}),
        (("2024-01-01", "2024-08-31"), {"January 2024", "August 2024"}),
        (("2019-03-26", "2028"), {"2020", "2028"}),
        (("1600", "1999"), {"1600", "1950"}),
    ],
)
def test_a_story_of_days_months_years_and_ages_has_a_scale_of_its_own(whens, labels):
    found = {tick.label for tick in ticks(laid(*whens))}
    assert labels <= found


# ---- key events ----


def test_long_names_of_months_leave_both_ends_of_the_scale_labelled():
    with override("ar"):
        found = [tick.label for tick in ticks(laid("2023-12-01", "2024-08-25")) if tick.label]
    assert found == ["ديسمبر/كانون الأول 2023", "أغسطس/آب 2024"]


def test_labels_are_on_rows_of_their_own_and_no_line_crosses_one():
    index = told(*(("e", f"2024-{month:02}-10", 0) for month in range(1, 13)))
    strip = lay_out(on_line(index))
    assert strip is not None
    labels = labelled(strip, index.events, 5)
    assert "e0" in [label.event.slug for label in labels], "the first is always named"
    for row, label in enumerate(labels):
        crossing = [other.mark.middle for other in labels[:row]]
        assert not [at for at in crossing if label.low < at < label.high]


def test_key_events_are_weighed_alike():
    index = told(*(("e", f"2024-01-{day:02}", 0) for day in range(1, 29)))
    plain = replace(index.story, events=[replace(event, phase=None, actors=[]) for event in index.story.events])
    bare = StoryIndex(replace(plain, event_links=[]))
    keys = key_events(bare.events)
    assert [event.slug for event in keys] == ["e27", "e0"], "of what says nothing more, the last and the first"
    moved = [replace(event, status="expected") if event.slug == "e9" else event for event in plain.events]
    (weightiest, *_) = key_events(StoryIndex(replace(plain, events=moved)).events)
    assert weightiest.slug == "e9"


def test_a_short_story_is_told_whole():
    assert key_events(on_line(told(*(("e", f"2024-01-{day:02}", 0) for day in range(1, 7))))) == []


# ---- the drawing ----


@settings(max_examples=40, deadline=None)
@given(ROWS, STATUSES, st.sampled_from(["en", "ar", "he"]))
def test_a_drawing_is_sound_and_light_whatever_the_dates(rows, status, language):
    index = told(*rows, statuses=status)
    with override(language):
        found = drawn(index)
    if not found:
        assert not [row for row in on_line(index) if row.dated]
        return
    assert len(found.svg.encode()) <= HEAVIEST
    assert not re.search(r"\b(nan|inf)\b", re.sub("<a .*?</a>", "", found.svg), re.IGNORECASE)
    svg = shape(found.svg)
    inner = next(one for one in svg.iter("svg") if one.get("viewBox"))
    _x, _y, width, height = map(float, inner.get("viewBox", "").split())
    for path in inner.iter("path"):
        assert all(abs(float(number)) <= max(width, height) for number in NUMBERS.findall(path.get("d", "")))
    for name in ("text", "foreignObject"):
        for one in svg.iter(name):
            assert 0 <= float(one.get("x", "").rstrip("%")) <= 100


@pytest.mark.parametrize("number", [1, 30, 300, 900])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hundreds_of_entries_are_bundled_and_the_picture_says_so(number, language):
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + 37 * place % 1500).isoformat() for place in range(number)]
    with override(language):
        found = drawn(told(*(("se"[place % 2], day, 0) for place, day in enumerate(days))))
    assert len(found.svg.encode()) <= HEAVIEST
    assert (found.most > 1) == (number > 100)
    assert (len(found.svg.encode()) > 1_000) == (number > 1), "what is allowed is made use of"


def test_each_mark_is_drawn_once():
    days = ["2024-01-01", "2024-01-01", "2024-03-01", "2024-06", "2024-09-01"]
    svg = shape(drawn(told(*(("e", day, 0) for day in days))).svg)
    drawings = {
        path.get("class"): path.get("d", "").lower().count("m") for path in svg.iter("path") if path.get("class")
    }
    assert {kind: drawings[kind] for kind in ("d", "s")} == {"d": 4, "s": 1}


def test_the_right_to_left_picture_is_the_mirror_of_the_other():
    index = told(*(("e", when, 0) for when in ("2024-01-01", "2024-03", "2024-09-01", "2024-12-31")))
    with override("ar"):
        mirrored = shape(drawn(index).svg)
    plain = shape(drawn(index).svg)

    def across(svg: ElementTree.Element) -> list[int]:
        path = next(path for path in svg.iter("path") if path.get("class") == "d")
        return [int(x) for x in re.findall(r"M(\d+)", path.get("d", ""))]

    assert across(mirrored) == [WIDTH - x for x in across(plain)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_link_of_it_leads_to_an_entry_and_has_a_name(language):
    index = told(*(("e", f"2024-{month:02}-10", 0) for month in range(1, 13)), ("s", "2024-06-01", 0))
    with override(language):
        svg = shape(drawn(index).svg)
    links = list(svg.iter("a"))
    slugs = {f"#e{place}" for place in range(12)} | {"#said-s12"}
    assert links
    assert {link.get("href") for link in links} <= slugs
    assert all(link.get("aria-label") or (link.text or "").strip() for link in links)
    counted = [
        int(re.search(r"(\d+) entr|: (\d+)", link.get("aria-label", ""))[0].strip(": entr"))
        for link in links
        if link.get("aria-label")
    ]
    assert sum(counted) == 13


def test_what_is_named_in_it_is_escaped():
    index = told(("e", "2024-01-01", 0), *(("s", f"2024-02-{day:02}", 0) for day in range(1, 9)))
    named = replace(
        index.story, events=[replace(index.story.events[0], title='<b>"Tom" & Jerry</b>', status="expected")]
    )
    svg = drawn(StoryIndex(named)).svg
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg


# ---- on the page ----


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["", "ar/", "he/"])
@pytest.mark.parametrize("query", ["", "?show=everything", "?order=newest", "?lanes=side", "side/israel/"])
def test_each_link_of_the_picture_leads_to_an_entry_of_its_page(first_story, place, query):
    body = Client().get(f"/{place}gaza-ceasefire/timeline/{query}").content.decode()
    svg = shape(re.search('<svg class="to-scale".*</svg>', body)[0])
    ids = set(Page(body).ids)
    links = [link.get("href", "") for link in svg.iter("a")]
    assert links
    assert {href.removeprefix("#") for href in links} <= ids


@pytest.mark.django_db
def test_nothing_is_drawn_where_nothing_has_a_date(first_story):
    body = Client().get("/gaza-ceasefire/timeline/month/none/").content.decode()
    assert "to-scale" not in body
    assert "Day not given" in text_of(body.encode())


@pytest.mark.django_db
def test_a_label_has_its_height_as_an_attribute(first_story, client):
    """WebKit draws none that has it from a stylesheet."""
    labels = re.findall("<foreignObject[^>]*>", client.get("/gaza-ceasefire/timeline/").content.decode())
    assert labels
    assert [label for label in labels if ' height="' not in label] == []


def test_what_is_drawn_twice_is_styled_by_no_ancestor():
    """Chromium asks only the place of what `use` draws, WebKit the place of its original too, and would draw it
    over the first, in the width of the first."""
    css = re.sub(r"/\*.*?\*/", "", Path("static/style.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = re.findall(r"(?:^|[{};])\s*([^{};@]+)\{", css)
    selectors = [re.sub(r"\([^()]*\)", lambda found: found[0].replace(" ", ""), each.strip()) for each in selectors]
    drawn = [each for each in selectors if re.search(r"\.[sr](?![\w-])[^\s+]*$", each)]
    assert drawn
    assert [each for each in drawn if re.search(r"\s", re.sub(r"\([^()]*\)", "", each))] == []
