"""The timeline in lanes, by side or by issue: each entry once in each of its own, at one address, without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from msgspec.structs import replace as changed

from explainer.desk.compose import compose
from explainer.models import Event, Issue, Statement
from explainer.story.indexes import StoryIndex
from explainer.story.lanes import lanes, offered

from .crawl import Page
from .publish import publish

pytestmark = pytest.mark.django_db
TIMELINE = "/truce/timeline/"


@pytest.fixture
def story(make_story):
    """Three sides of which two took part in each event, and two statements, one about an issue."""
    made = make_story(actors=3, issues=2)
    Statement.objects.get(slug="statement-1").issues.clear()
    Event.objects.get(slug="event-1").actors.clear()
    Event.objects.get(slug="event-0").issues.set(Issue.objects.all())
    publish(made, note="First.")
    return made


def laid(by: str, **options: bool) -> dict[str, list[str]]:
    index = StoryIndex(compose("truce").document)
    found = lanes(index, [*index.events, *index.statements], by, newest_first=options.get("newest_first", False))
    return {lane.name: [entry.row.slug for entry in lane.entries] for lane in found}


def test_an_entry_stands_in_the_lane_of_each_of_its_sides_once(story):
    assert laid("side") == {
        "Side 0": ["event-0", "statement-0"],
        "Side 1": ["event-0", "statement-1"],
        "No side": ["event-1"],
    }


def test_an_entry_stands_in_the_lane_of_each_of_its_issues_once(story):
    assert laid("issue") == {
        "Gate 1": ["event-0", "statement-0"],
        "Gate 2": ["event-0"],
        "No issue": ["event-1", "statement-1"],
    }


def test_two_of_one_side_are_one_lane(story):
    index = StoryIndex(compose("truce").document)
    head, other, *rest = index.story.actors
    joined = changed(index.story, actors=[head, changed(other, side=head.slug, affiliation=head.slug), *rest])
    found = lanes(StoryIndex(joined), StoryIndex(joined).events, "side", newest_first=False)
    assert [[entry.row.slug for entry in lane.entries] for lane in found] == [["event-0"], ["event-1"]]


def test_a_lane_has_the_letters_of_a_side_and_an_issue_has_none(story):
    index = StoryIndex(compose("truce").document)
    by_side = lanes(index, index.events, "side", newest_first=False)
    assert [lane.side.mark if lane.side else "" for lane in by_side] == ["AA", "AB", ""]
    assert [lane.side for lane in lanes(index, index.events, "issue", newest_first=False)] == [None, None, None]


def test_the_newest_may_come_first_in_each(story):
    assert laid("side", newest_first=True)["Side 0"] == ["statement-0", "event-0"]


def test_what_has_no_date_is_in_no_lane_and_still_on_the_page(story):
    Event.objects.filter(slug="event-1").update(when="[..2024-08-23]")
    publish(story, note="Second.")
    assert "No side" not in laid("side")
    assert "event-1" in Page(Client().get(f"{TIMELINE}?lanes=side").content.decode()).ids


@pytest.mark.parametrize("by", ["side", "issue"])
def test_lanes_have_one_address_and_no_id_twice(story, by):
    body = Client().get(f"{TIMELINE}?lanes={by}").content.decode()
    page = Page(body)
    assert len(page.ids) == len(set(page.ids))
    assert {"event-0", "event-1", "said-statement-0", "said-statement-1"} <= set(page.ids)
    assert re.search(rf'<link rel="canonical" href="[^"]*{TIMELINE}">', body), "another order of the same page"
    assert set(re.findall(r'href="#(lane\.[\w-]*)"', body)) == {each for each in page.ids if each.startswith("lane.")}
    assert body.count("Round 0 is held") >= 2


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("?lanes=colour", ""),
        ("?lanes=", ""),
        ("?lanes=side&lanes=issue", "?lanes=issue"),
        ("?known_by=2024-09-01&lanes=side&order=newest", "?order=newest&lanes=side&known_by=2024-09-01"),
        ("?side=truce-side-0&lanes=issue", "side/truce-side-0/?lanes=issue"),
    ],
)
def test_another_spelling_leads_to_that_address(story, asked, leads_to):
    response = Client().get(f"{TIMELINE}{asked}")
    assert (response.status_code, response["Location"]) == (302, f"{TIMELINE}{leads_to}")


def test_lanes_go_with_the_filters_and_every_filter_keeps_them(story):
    body = Client().get(f"{TIMELINE}?show=events&lanes=side").content.decode()
    page = Page(body)
    assert "said-statement-0" not in page.ids
    assert "lane.truce-side-0" in page.ids
    filters = [link for link in page.links if link.startswith(f"{TIMELINE}side/")]
    assert filters
    assert all("lanes=side" in link for link in filters)
    assert f"{TIMELINE}?show=events" in page.links


def test_a_story_without_issues_is_offered_no_lanes_of_them(make_story):
    publish(make_story(issues=0), note="First.")
    assert offered(StoryIndex(compose("truce").document)) == ["side"]
    assert "lanes=issue" not in Client().get(TIMELINE).content.decode()
    assert Client().get(f"{TIMELINE}?lanes=issue")["Location"] == TIMELINE


def test_the_page_without_lanes_has_none(story):
    assert 'class="lanes"' not in Client().get(TIMELINE).content.decode()
