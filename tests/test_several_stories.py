"""Several stories published at once: each shown, each stopped or published by itself, each told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from explainer.admin.several import MOST
from explainer.models import Edition, Source, Statement, Story

from .desk_forms import fields_of, said
from .publish import publish


@pytest.fixture
def stories(make_story, db) -> list[Story]:
    return [titled(make_story(slug=slug), f"The {slug}") for slug in ("one", "two", "three")]


def titled(story: Story, title: str) -> Story:
    Story.objects.filter(pk=story.pk).update(title=title)
    return story


def page(*stories: Story) -> str:
    return reverse("publish_several") + "?" + "&".join(f"story={story.pk}" for story in stories)


def slugs() -> set[str]:
    return set(Edition.objects.values_list("slug", flat=True))


def test_they_are_chosen_in_the_list(desk, stories):
    sent = {"action": "publish_several", "_selected_action": [story.pk for story in stories[:2]]}
    response = desk.post(reverse("admin:explainer_story_changelist"), sent)
    assert response["Location"].startswith(reverse("publish_several"))
    body = desk.get(response["Location"]).content.decode()
    assert "The one" in body
    assert "The two" in body
    assert "The three" not in body


def test_those_that_pass_go_out_and_the_rest_says_why(desk, stories):
    Statement.objects.get(story=stories[1], slug="statement-0").sources.clear()
    fields = fields_of(desk.get(page(*stories)))
    fields |= {f"{stories[0].pk}-note": "First of all."}
    response = desk.post(page(*stories), fields)
    assert slugs() == {"one", "three"}
    body = response.content.decode()
    assert "has no source" in body
    assert "The one: Published: edition 1 is public." in body
    assert Edition.objects.get(slug="one").note == "First of all."


def test_when_all_went_out_the_list_says_so(desk, stories):
    response = desk.post(page(*stories), fields_of(desk.get(page(*stories))))
    assert len(said(desk, response)) == 3
    assert slugs() == {"one", "two", "three"}


def test_one_that_is_not_ticked_stays(desk, stories):
    fields = fields_of(desk.get(page(*stories)))
    del fields[f"{stories[0].pk}-chosen"]
    desk.post(page(*stories), fields)
    assert slugs() == {"two", "three"}


def test_what_was_saved_after_the_page_was_opened_is_not_published(desk, stories):
    fields = fields_of(desk.get(page(*stories)))
    Story.objects.filter(slug="one").update(title="Not seen")
    response = desk.post(page(*stories), fields)
    assert slugs() == {"two", "three"}
    assert "Somebody saved after you opened this page" in response.content.decode()


def test_a_note_is_asked_for_where_readers_have_other_words(desk, stories):
    publish(stories[0], note="")
    source = Statement.objects.get(story=stories[0], slug="statement-0").sources.first()
    Source.objects.filter(pk=source.pk).update(title="Another title")
    response = desk.post(page(*stories), fields_of(desk.get(page(*stories))))
    assert "Choose one" in response.content.decode()
    assert Edition.objects.filter(slug="one").count() == 1
    assert slugs() == {"one", "two", "three"}


@pytest.mark.parametrize("query", ["", "?story=x", "?story=0", "?story=" + "9" * 40])
def test_nothing_chosen_leads_back(desk, stories, query):
    response = desk.get(reverse("publish_several") + query)
    assert response.status_code == 302
    assert "Choose the stories" in said(desk, response)[0]


def test_at_most_some_at_once(desk, make_story, monkeypatch):
    monkeypatch.setattr("explainer.admin.several.MOST", 2)
    many = [titled(make_story(slug=f"story-{number}"), f"Story {number}") for number in range(3)]
    body = desk.get(page(*many)).content.decode()
    assert "At most 2 at once" in body
    assert body.count('class="desk-panel"') == 2
    assert MOST == 20


def test_a_reporter_publishes_none(client, reporter, stories):
    client.force_login(reporter)
    assert client.get(page(*stories)).status_code == 403
    assert client.post(page(*stories), {f"{stories[0].pk}-seen": "x"}).status_code == 403
    body = client.get(reverse("admin:explainer_story_changelist")).content.decode()
    assert "publish_several" not in body
    assert slugs() == set()
