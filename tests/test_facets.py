"""Filters of who said what and of the timeline: a count is the length of the list that its link leads to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.language.dates import parse
from explainer.story import facet_values, facets
from explainer.story.facet_values import NAMES, SPOKEN, keys_of, month_of
from explainer.story.facets import FORMER, MOST, ORDER, Choice, choose, placed
from explainer.story.indexes import StoryIndex
from explainer.story.resolved import Event

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
WHEN = ("2024-06-03", "2024-07-01~", "", "2024", "[..2024-08-23]")
MIXED = replace(
    STORY,
    statements=[
        replace(
            row,
            act=("said", "denied", "asked")[place % 3],
            issues=[["issue-1"], ["issue-2"], [], ["issue-1", "issue-2"]][place % 4],
            phases=[[1], [], [1, 2]][place % 3],
            when=WHEN[place % 5],
        )
        for place, row in enumerate(STORY.statements)
    ],
    events=[
        replace(row, issues=[[], ["issue-1"]][place % 2], phase=[None, 1][place % 2], when=WHEN[place % 3])
        for place, row in enumerate(sorted(STORY.events, key=lambda row: row.slug))
    ],
)
INDEX = StoryIndex(MIXED)
PAGES = (False, True)  # who said what; the timeline


def chosen(query: dict[str, str], *, timeline: bool = False, index: StoryIndex = INDEX) -> Choice:
    return choose(index, {name: [value] for name, value in query.items()}, timeline=timeline)


def values_on(page: bool) -> dict[str, list[str]]:
    return {facet.name: [row.value for row in facet.rows] for facet in chosen({}, timeline=page).facets}


VALUES = {page: values_on(page) for page in PAGES}


@st.composite
def asked(draw: st.DrawFn) -> tuple[dict[str, str], bool]:
    page = draw(st.booleans())
    values = {name: st.sampled_from(VALUES[page][name]) for name in NAMES}
    if page:
        values["show"] = st.sampled_from(["events", "statements"])
    return draw(st.fixed_dictionaries({}, optional=values)), page


# ---- any combination at all ------------------------------------------------------------------------


@settings(deadline=None)
@given(asked())
def test_every_count_is_the_length_of_the_list_that_it_leads_to(asked):
    query, page = asked
    choice = chosen(query, timeline=page)
    for facet in (*choice.facets, choice.show):
        for row in facet.rows:
            assert row.count == len(chosen(row.query, timeline=page).rows)
    if page:
        assert choice.everything == len(chosen(choice.without["show"], timeline=True).rows)


@settings(deadline=None)
@given(asked())
def test_what_is_left_is_what_every_filter_lets_through(asked):
    query, page = asked
    left = [row.slug for row in chosen(query, timeline=page).rows]
    alone = [{row.slug for row in chosen({name: value}, timeline=page).rows} for name, value in query.items()]
    everything = [row.slug for row in chosen({}, timeline=page).rows]
    assert left == [slug for slug in everything if all(slug in found for found in alone)]


@settings(deadline=None)
@given(asked())
def test_a_choice_can_be_taken_back_one_by_one(asked):
    query, page = asked
    choice = chosen(query, timeline=page)
    assert [name for name, _label, _rest in choice.chosen] == [name for name in NAMES if name in query]
    for name, label, rest in choice.chosen:
        assert rest == {key: value for key, value in choice.query.items() if key != name}
        assert label in choice.words


@settings(deadline=None)
@given(asked())
def test_what_is_chosen_is_marked_in_its_facet(asked):
    query, page = asked
    facets = chosen(query, timeline=page).facets
    marked = {facet.name: row.value for facet in facets for row in facet.rows if row.chosen}
    assert marked == {name: value for name, value in query.items() if name != "show"}
    assert all(bool(facet.chosen) == (facet.name in query) for facet in facets)


noise = st.dictionaries(
    st.sampled_from([*ORDER, "page", "who", "kind", "side "]),
    st.lists(
        st.sampled_from([*VALUES[True]["side"], *VALUES[True]["phase"], "", "x", "999", "direct", "2024", "\x00"]),
        max_size=3,
    ),
    max_size=5,
)


@given(noise, st.booleans())
def test_a_query_of_any_kind_has_one_canonical_form(query, page):
    choice = choose(INDEX, query, timeline=page)
    assert chosen(choice.query, timeline=page).query == choice.query
    assert list(choice.query) == [name for name in ORDER if name in choice.query]
    assert all(value in VALUES[page].get(name, (value,)) for name, value in choice.query.items())


def test_the_first_value_that_means_something_counts():
    assert choose(INDEX, {"phase": ["x", "2", "1"]}).query == {"phase": "2"}


def test_what_else_is_chosen_on_the_page_is_carried_along():
    choice = choose(INDEX, {"named": ["unnamed"]}, timeline=True, keep={"known_by": "2024-08-20", "order": "newest"})
    assert list(choice.query) == ["named", "order", "known_by"]
    assert all({"order", "known_by"} <= set(row.query) for facet in choice.facets for row in facet.rows)
    assert choice.without["order"] == {"named": "unnamed", "known_by": "2024-08-20"}


@pytest.mark.parametrize(
    ("query", "place", "rest"),
    [
        ({}, (), {}),
        ({"actor": "x"}, ("actor", "x"), {}),
        ({"show": "events", "actor": "x", "order": "newest"}, ("actor", "x"), {"show": "events", "order": "newest"}),
        ({"actor": "x", "act": "said"}, (), {"actor": "x", "act": "said"}),
        ({"show": "events"}, (), {"show": "events"}),
    ],
)
def test_one_facet_alone_is_a_place(query, place, rest):
    assert placed(query) == (place, rest)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"who": "truce-side-1"}, {"side": "truce-side-1"}),
        ({"kind": "direct"}, {"wording": "direct"}),
        ({"kind": "denied"}, {"act": "denied"}),
        ({"kind": "unnamed"}, {"named": "unnamed"}),
        ({"kind": "second-hand"}, {"carried": "second-hand"}),
        ({"kind": "direct", "wording": "partial"}, {"wording": "partial"}),
        ({"kind": "x", "who": "nobody"}, {}),
    ],
)
def test_what_facets_were_called_before_is_still_understood(old, new):
    assert chosen(old).query == new
    assert chosen(old, timeline=True).query == new
    assert set(FORMER) < set(NAMES)


# ---- what there is to choose -----------------------------------------------------------------------


def test_facets_offer_what_the_story_has():
    assert VALUES[False] == {
        "side": ["truce-side-0", "truce-side-1", "truce-side-2"],
        "actor": ["truce-side-0", "truce-side-1", "truce-side-2", "official"],
        "issue": ["issue-1", "issue-2"],
        "phase": ["1", "2", "none"],
        "wording": ["direct", "partial", "paraphrase"],
        "act": ["said", "denied", "asked"],
        "named": ["named", "unnamed", "group", "whole"],
        "carried": ["second-hand"],
        "month": ["2024", "2024-06", "2024-07", "none"],
    }


def test_lines_with_nothing_stay_in_sight():
    within = next(facet for facet in chosen({"carried": "second-hand"}).facets if facet.name == "side")
    assert [row.count for row in within.rows] == [1, 0, 0]


def test_a_part_of_a_story_offers_what_the_whole_has():
    none = replace(MIXED, statements=[], events=[], links=[], positions=[], key_points=[], figures=[])
    bare = StoryIndex(replace(none, phases=[replace(row, provisions=[]) for row in none.phases], gates=[]))
    part = choose(bare, {"actor": ["official"]}, whole=INDEX)
    assert part.query == {"actor": "official"}
    assert {row.count for facet in part.facets for row in facet.rows} == {0}


def test_a_story_without_phases_has_no_facet_of_phases():
    bare = [replace(row, phases=[]) for row in STORY.statements]
    issues = [replace(row, phases=[]) for row in STORY.issues]
    events = [replace(row, phase=None) for row in STORY.events]
    index = StoryIndex(replace(STORY, phases=[], gates=[], statements=bare, issues=issues, events=events))
    assert "phase" not in [facet.name for facet in chosen({}, index=index).facets]


def test_a_story_without_statements_asks_nothing_about_words():
    none = replace(STORY, statements=[], links=[], positions=[], key_points=[], figures=[], gates=[])
    bare = StoryIndex(replace(none, phases=[replace(row, provisions=[]) for row in none.phases]))
    names = [facet.name for facet in chosen({}, timeline=True, index=bare).facets]
    assert names == ["side", "actor", "issue", "phase", "month"]
    assert [facet.name for facet in chosen({}, index=bare).facets] == ["side", "issue", "phase"]


def test_what_is_tied_to_no_phase_can_be_found():
    assert {row.slug for row in chosen({"phase": "none"}).rows} == {
        row.slug for row in INDEX.statements if not row.phases
    }


def test_a_side_includes_the_unnamed_who_speak_for_it_and_an_actor_is_one_alone():
    assert "statement-5" in [row.slug for row in chosen({"side": "truce-side-0"}).rows]
    assert "statement-5" not in [row.slug for row in chosen({"actor": "truce-side-0"}).rows]
    assert [row.slug for row in chosen({"actor": "official"}).rows] == ["statement-5"]


def test_unnamed_sources_of_the_same_name_are_told_apart_by_their_report():
    place = next(place for place, row in enumerate(STORY.actors) if row.slug == "official")
    actors = list(STORY.actors)
    actors[place] = replace(actors[place], name="Side 0")
    facet = chosen({}, index=StoryIndex(replace(STORY, actors=actors))).facets[1]
    labels = {row.value: row.label for row in facet.rows}
    assert (labels["truce-side-0"], labels["official"]) == ("Side 0", "Side 0 (The Daily Test)")


def test_sides_that_are_silent_here_are_named_unless_one_voice_was_asked_for():
    assert [side.slug for side in chosen({"carried": "second-hand"}).silent] == ["truce-side-1", "truce-side-2"]
    assert chosen({"carried": "second-hand", "side": "truce-side-0"}).silent == []
    assert chosen({"actor": "official"}).silent == []
    assert chosen({}).silent == []


@pytest.mark.parametrize("size", [2, 60])
def test_choosing_costs_no_query(make_story, django_assert_num_queries, size):
    make_story(statements=size, actors=size)
    index = StoryIndex(compose("truce").document)
    with django_assert_num_queries(0):
        assert len(choose(index, {"issue": ["issue-1"]}).rows) == size


# ---- the timeline ----------------------------------------------------------------------------------


def test_on_the_timeline_one_is_followed_in_what_it_says_and_what_is_said_of_it():
    for name in ("side", "actor"):
        found = chosen({name: "truce-side-2"}, timeline=True).rows
        assert [row.slug for row in found] == ["statement-1", "statement-4", "statement-2"]
        assert [row.slug for row in chosen({name: "truce-side-2"}).rows] == ["statement-2"]
    assert {"event-0", "event-1", "event-2"} < {
        row.slug for row in chosen({"actor": "truce-side-0"}, timeline=True).rows
    }


def test_events_are_found_by_what_they_have():
    def events(query: dict[str, str]) -> list[str]:
        return [row.slug for row in chosen(query, timeline=True).rows if isinstance(row, Event)]

    assert events({"issue": "issue-1"}) == ["event-1"]
    assert events({"phase": "1"}) == ["event-1"]
    assert events({"phase": "none"}) == ["event-0", "event-2"]
    assert events({"month": "2024-06"}) == ["event-0"]
    assert events({"month": "none"}) == ["event-2"]


@pytest.mark.parametrize("name", SPOKEN)
def test_a_facet_of_statements_leaves_events_out_and_says_how_many(name):
    value = VALUES[True][name][0]
    alone = chosen({name: value}, timeline=True)
    assert not [row for row in alone.rows if isinstance(row, Event)]
    assert alone.hidden == 3
    assert chosen({name: value, "issue": "issue-1"}, timeline=True).hidden == 1
    assert chosen({name: value, "show": "statements"}, timeline=True).hidden == 0
    assert chosen({"issue": "issue-1"}, timeline=True).hidden == 0


def test_events_and_statements_can_be_shown_alone_and_both_stay_counted():
    for show, left in (("", 9), ("events", 3), ("statements", 6)):
        choice = chosen({"show": show}, timeline=True)
        assert len(choice.rows) == left
        assert [row.count for row in choice.show.rows] == [3, 6]
        assert (choice.everything, choice.total) == (9, 9)


# ---- months ----------------------------------------------------------------------------------------


def long(*months: str, each: int = 40) -> StoryIndex:
    """A story with so many statements in each of these months."""
    one = STORY.statements[0]
    said = [replace(one, slug=f"s{number}", when=months[number // each]) for number in range(each * len(months))]
    none = replace(STORY, statements=said, events=[], links=[], positions=[], key_points=[], figures=[], gates=[])
    return StoryIndex(replace(none, phases=[replace(row, provisions=[]) for row in none.phases]))


LONG = long("2023", "2023-11-02", "2024-02~", "")


def test_a_list_of_a_hundred_is_shown_whole_and_a_longer_one_by_months():
    assert MOST == 100
    whole = chosen({}, index=long("2024-01", "2024-02", each=50))
    assert whole.pages is None
    assert whole.shown == whole.rows
    cut = chosen({}, index=LONG)
    assert (len(cut.rows), len(cut.shown)) == (160, 40)
    assert {row.value.when for row in cut.shown} == {"2024-02~"}
    assert (cut.pages.month.label, cut.pages.asked, cut.query) == ("February 2024", False, {})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("months", "opened"),
    [
        (["2024-07", "2024-08-20", "2026"], "2024-08"),  # not at what is farthest ahead
        (["2024-06", "2024-07-02", "2024-10-05"], "2024-07"),  # the last before, where that month has none
        (["2023-12-05", "2024", "2024-11-05"], "2023-12"),  # a bare year is none that it stands in
        (["2022", "2023", "2025-02"], "2023"),
        (["2025-02", "2025-03", "2026"], "2025-02"),  # the next, where nothing lies behind
        (["2024-08-01", "", "2027"], "2024-08"),
    ],
)
def test_a_long_list_opens_at_the_month_up_to_which_the_story_is_told(months, opened, page):
    for query in ({}, {"wording": "direct"}):
        choice = chosen(query, index=long(*months), timeline=page)
        assert (choice.pages.month.value, choice.pages.upto.edtf) == (opened, "2024-08-23")
        assert len(choice.shown) == 40


def test_a_list_as_known_by_a_day_opens_at_the_month_of_that_day():
    index = long("2024-05-01", "2024-06-01", "2024-08-01")
    assert choose(index, {}, upto=parse("2024-06-30")).pages.month.value == "2024-06"
    assert choose(index, {}, upto=parse("2024-05")).pages.month.value == "2024-05"


@pytest.mark.parametrize("page", PAGES)
def test_a_month_leads_to_the_months_beside_it_that_have_entries_in_the_filter(page):
    order = ["2023", "2023-11", "2024-02", "none"]
    for place, month in enumerate(order):
        pages = chosen({"month": month, "wording": "direct"}, index=LONG, timeline=page).pages
        assert pages.asked
        for beside, wanted in ((pages.earlier, place - 1), (pages.later, place + 1)):
            if 0 <= wanted < 4:
                assert (beside.value, beside.query) == (order[wanted], {"wording": "direct", "month": order[wanted]})
            else:
                assert beside is None


def test_an_empty_month_is_not_led_to():
    rows = [replace(row.value, wording="partial" if row.value.when == "2023-11-02" else "direct")
            for row in LONG.statements]  # fmt: skip
    index = StoryIndex(replace(LONG.story, statements=rows))
    pages = chosen({"month": "2024-02", "wording": "direct"}, index=index).pages
    assert (pages.earlier.value, pages.later.value, pages.later.undated) == ("2023", "none", True)
    empty = chosen({"month": "2023-11", "wording": "direct"}, index=index)
    assert (empty.shown, empty.pages.month.count) == ([], 0)
    assert (empty.pages.earlier.value, empty.pages.later.value) == ("2023", "2024-02")


def test_a_long_list_without_a_date_is_still_shown():
    pages = chosen({}, index=long("", "", "")).pages
    assert (pages.month.value, pages.month.count, pages.earlier, pages.later) == ("none", 120, None, None)


@settings(deadline=None)
@given(asked())
def test_every_row_left_is_on_the_page_of_some_month(asked):
    query, page = asked
    query.pop("month", None)
    months = [row.query for row in chosen(query, timeline=page).facets[-1].rows if row.count]
    found = [row.slug for month in months for row in chosen(month, timeline=page).shown]
    assert sorted(found) == sorted(row.slug for row in chosen(query, timeline=page).rows)
    for month in months:
        assert {month_of(row) for row in chosen(month, timeline=page).shown} == {month["month"]}


# ---- what it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_without_a_filter_each_row_is_looked_at_once_however_often_it_is_read(monkeypatch, page):
    looked: list[str] = []
    for module in (facet_values, facets):
        monkeypatch.setattr(module, "keys_of", lambda item, **how: looked.append(item.slug) or keys_of(item, **how))
    index = StoryIndex(MIXED)
    first, again = (chosen({}, timeline=page, index=index) for _ in range(2))
    assert sorted(looked) == sorted(row.slug for row in first.rows)
    assert again.facets == first.facets
