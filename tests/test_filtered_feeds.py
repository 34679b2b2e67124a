"""Feeds of filtered lists and of phases: what is in them now, told as the feed of the story tells it."""

from __future__ import annotations

import pytest

from explainer.desk.publishing import withdraw
from explainer.following.archive import RECENT
from explainer.models import Edition, Statement
from explainer.pages.views.answers import FRESH

from .crawl import Page
from .formats import read_atom, read_json_feed, told_by_atom, told_by_json
from .publish import publish
from .subscriber import Subscriber

SITE = "http://testserver/truce/"
PLACES = ("statements/issue/issue-1", "timeline/side/truce-side-0", "statements/wording/direct", "phases/1")


@pytest.fixture
def published(clock, truce):
    publish(truce, note="First edition.")
    return truce


@pytest.mark.parametrize("place", PLACES)
def test_it_keeps_the_rules_of_its_format_and_is_answered_as_a_page_is(published, client, place):
    for form, read in (("atom", read_atom), ("json", read_json_feed)):
        answer = client.get(f"/truce/{place}/feed.{form}")
        assert (answer.status_code, answer["Cache-Control"], answer.lasting) == (200, FRESH, True)
        read(answer.content)
        assert client.get(f"/truce/{place}/feed.{form}?x=1")["Location"] == f"/truce/{place}/feed.{form}"
        assert client.get(f"/ar/truce/{place}/feed.{form}")["Location"] == f"/truce/{place}/feed.{form}"


@pytest.mark.parametrize("place", PLACES)
def test_it_tells_what_its_page_has_as_the_feed_of_the_story_does(published, client, place):
    story = Subscriber(client, "truce/feed")
    story.poll()
    found = told_by_atom(client.get(f"/truce/{place}/feed.atom").content).entries
    assert found
    assert all(story.entries[name] == entry for name, entry in found.items())
    assert told_by_json(client.get(f"/truce/{place}/feed.json").content).entries == found
    page = client.get(f"/truce/{place}/").content.decode()
    assert f"/truce/{place}/feed.atom" in Page(page).links
    assert f'href="{SITE}{place}/feed.atom"' in page, "for programs that look for it in the head"


def test_a_filter_finds_what_it_says(published, client):
    wordings = dict(Statement.objects.values_list("slug", "wording"))
    found = told_by_atom(client.get("/truce/statements/wording/direct/feed.atom").content).entries
    assert {wordings[name.rstrip("/").split("/")[-1]] for name in found} == {"direct"}


def test_it_tells_ten_of_what_a_story_began_with_and_all_that_came_since(make_story, client, clock):
    story = make_story(statements=40, events=1)
    publish(story, note="First.")
    address = "/truce/timeline/side/truce-side-0/feed.atom"
    assert len(told_by_atom(client.get(address).content).entries) == RECENT
    clock(days=1)
    moved = Statement.objects.filter(speaker__slug="truce-side-0").update(act="denied")
    assert moved > RECENT
    publish(story, note="All of them.")
    found = told_by_atom(client.get(address).content).entries
    assert len([entry for entry in found.values() if entry.updated > entry.published]) == moved
    assert len(found) <= moved + RECENT


def test_what_is_no_filter_or_no_phase_has_no_feed(published, client):
    for place in ("statements/issue/nothing", "statements/size/large", "phases/9", "timeline/exchange/statement-0"):
        assert client.get(f"/truce/{place}/feed.atom").status_code == 404


def test_a_list_with_two_filters_names_no_feed(published, client):
    page = client.get("/truce/statements/?side=truce-side-0&wording=direct").content.decode()
    assert not [link for link in Page(page).links if link.startswith("/truce/statements/") and "feed" in link]


def test_what_was_withdrawn_is_gone_from_it(published, client):
    withdraw(Edition.objects.get(), because="Wrong.")
    answer = client.get("/truce/phases/1/feed.atom")
    assert answer.status_code == 410
    assert b"We hold gate" not in answer.content
