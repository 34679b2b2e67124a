"""The feed of the site: what is new in all stories, found from its first page."""

from __future__ import annotations

import pytest

from explainer.desk.publishing import withdraw
from explainer.following import all_stories
from explainer.models import Actor, Edition, Event, Story

from .crawl import Page
from .formats import read_atom, told_by_atom, told_by_json
from .publish import publish, publish_translation
from .translate import translate

SITE = "http://testserver"


def retitle(story: Story, title: str, **fields: str) -> Edition:
    Event.objects.filter(story=story, slug="event-0").update(title=title)
    return publish(story, note="", **fields)


@pytest.fixture
def two(clock, make_story) -> tuple[Story, Story]:
    truce, border = make_story("truce"), make_story("border")
    publish(truce, note="A start.")
    clock(days=1)
    publish(border, note="Another.")
    clock(days=1)
    return truce, border


def told(client) -> dict[str, tuple[str, str]]:
    """Address of each entry → its title and when it was told last; the two forms say the same."""
    body = client.get("/feed.atom").content
    read_atom(body)
    entries = told_by_atom(body).entries
    assert entries.keys() == told_by_json(client.get("/feed.json").content).entries.keys()
    return {name.removeprefix(SITE): (entry.title, entry.updated) for name, entry in entries.items()}


def test_the_newest_editions_of_all_stories_are_told(two, client, clock):
    truce, _border = two
    retitle(truce, "A clear title", kind="correction")
    assert list(told(client).items()) == [
        ("/truce/editions/2/", ("The truce talks, version 2: correction", "2026-01-03T12:00:00Z")),
        ("/border/editions/1/", ("The border talks, version 1: first version", "2026-01-02T12:00:00Z")),
        ("/truce/editions/1/", ("The truce talks, version 1: first version", "2026-01-01T12:00:00Z")),
    ]


def test_what_only_changed_a_label_is_no_news(two, client):
    before = told(client)
    Actor.objects.filter(slug="truce-side-0").update(short_name="T0")
    assert publish(two[0], note="A label.").number == 2
    assert told(client) == before


def test_of_what_was_withdrawn_no_word_is_handed_on(two, client, clock):
    edition = retitle(two[0], "A secret")
    clock(days=1)
    withdraw(edition, because="A mistake.")
    assert told(client)["/truce/editions/2/"] == ("The truce talks, version 2: withdrawn", "2026-01-04T12:00:00Z")
    assert next(iter(told(client))) == "/truce/editions/2/"
    assert b"A secret" not in client.get("/feed.atom").content


def test_of_a_story_of_which_nothing_is_left_not_its_title(two, client):
    withdraw(Edition.objects.get(slug="border"), because="A mistake.")
    assert told(client)["/border/editions/1/"][0] == "Withdrawn, version 1: withdrawn"


def test_a_translation_is_no_news_of_its_own(two, client):
    before = told(client)
    publish_translation(translate(two[0]), note="First.")
    assert told(client) == before


def test_no_more_are_told_than_it_holds(two, client, clock, monkeypatch):
    monkeypatch.setattr(all_stories, "MOST", 2)
    for number in range(3):
        retitle(two[0], f"Title {number}")
        clock(days=1)
    assert list(told(client)) == ["/truce/editions/4/", "/truce/editions/3/"]


def test_nothing_is_told_before_anything_was_published(db, client):
    assert told(client) == {}


@pytest.mark.parametrize("address", ["/", "/ar/", "/he/"])
def test_the_first_page_leads_to_it(two, client, address):
    heads = [found for tag, found in Page(client.get(address).content.decode()).tags if tag == "link"]
    feeds = {(found["type"], found["href"]) for found in heads if found["rel"] == "alternate" and "type" in found}
    assert feeds == {
        (kind, f"{SITE}/{place}.{form}")
        for form, kind in (("atom", "application/atom+xml"), ("json", "application/feed+json"))
        for place in ("feed", "corrections/feed")
    }
    assert all(client.get(href).status_code == 200 for _kind, href in feeds)
