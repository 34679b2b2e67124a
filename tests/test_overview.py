"""The overview of a story of any shape: nothing is claimed that it does not have, and no section is empty."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.models import Background, Issue, OpenQuestion
from explainer.story.indexes import StoryIndex
from explainer.story.openings import backgrounds, start
from explainer.story.timelines import latest

from .crawl import Page
from .publish import publish
from .test_openings import NONE

pytestmark = pytest.mark.django_db
GAP = "Not in our source."


def test_the_start_leaves_out_what_a_story_does_not_have(truce):
    story = replace(compose("truce").document, **NONE, issues=[])
    index = StoryIndex(story)
    found = start(index, latest(index, 3))
    assert (found.plan, found.agreed, found.now) == (None, None, None)


def test_what_nobody_knows_is_never_an_empty_section(published, client):
    """The one open question of the story belongs to no issue; with one, it stands with what is not settled."""
    assert 'id="nk"' in client.get("/truce/").content.decode()
    OpenQuestion.objects.update(issue=Issue.objects.get())
    publish(published, note="It belongs somewhere.")
    body = client.get("/truce/").content.decode()
    assert 'id="nk"' not in body
    assert body.index('id="un"') < body.index("1 open question") < body.index('id="ww"')


def test_background_says_what_is_not_in_the_sources(published, client):
    text = Page(client.get("/truce/").content.decode()).text
    told = text[text.index("Why it matters") : text.index("Key points")]
    said = (
        "Why it matters",
        "Two yards.",
        "Whose they are.",
        "Reported by",
        "How it came to this",
        GAP,
        "Who is affected",
        GAP,
    )
    place = 0
    for words in said:
        place = told.index(words, place) + len(words)
    Background.objects.all().delete()
    publish(published, note="None.")
    assert 'id="bg"' not in client.get("/truce/").content.decode()
    assert backgrounds(StoryIndex(compose("truce").document)) == []
