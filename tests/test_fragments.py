"""What is kept of an edition's pages: made once, and never seen where it does not belong."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest
from django.template import Context, Template

from explainer.models import Actor, Story
from explainer.reading.copies import Preview
from explainer.reading.readings import current
from explainer.templatetags.fragments import PLACE, KeptNode, fragments

from .publish import publish

pytestmark = pytest.mark.django_db
ONE = Template('{% load fragments %}{% kept "x" name %}{{ name }} {{ other }}{% endkept %}')


@pytest.fixture(autouse=True)
def nothing_kept():
    fragments.clear()


@pytest.fixture
def gaza(first_story):
    return "/gaza-ceasefire/"


PAGES = (
    "", "?depth=whole", "timeline/", "timeline/?order=newest", "timeline/side/hamas/", "timeline/month/2024-08/",
    "phases/", "phases/1/", "statements/", "statements/side/israel/", "statements/wording/direct/",
    "statements/netanyahu-partial-deal/", "actors/", "actors/benjamin-netanyahu/", "actors/hamas/", "issues/",
    "issues/philadelphi-corridor/", "issues/outlook/", "positions/", "positions/?actors=hamas,israel", "balance/",
    "sources/", "glossary/", "open-questions/", "changes/",
)  # fmt: skip


def test_a_page_is_the_same_whatever_was_read_before_it(gaza, client):
    """Made of fragments that other pages left, in whatever order, or all anew."""
    addresses = [f"{language}{gaza}{page}" for language in ("", "/he") for page in PAGES]
    addresses += [f"{language}{gaza}editions/1/{page}" for language in ("", "/he") for page in PAGES]
    with patch.object(KeptNode, "render", KeptNode.make):
        found = {address: client.get(address).content for address in addresses}
    assert len(fragments) == 0
    for address in (*addresses, *reversed(addresses)):
        assert client.get(address).content == found[address], address


def test_a_statement_is_made_once_for_all_lists_that_hold_it(gaza, client):
    client.get(f"{gaza}statements/")
    with patch.object(KeptNode, "make", autospec=True, side_effect=KeptNode.make) as made:
        client.get(f"{gaza}statements/wording/direct/")
        client.get(f"{gaza}statements/?issue=outlook&wording=paraphrase")
    assert made.call_count == 0


def test_an_edition_is_made_once_for_both_places_where_it_stands(gaza, client):
    for page in PAGES:
        client.get(f"{gaza}{page}")
    with patch.object(KeptNode, "make", autospec=True, side_effect=KeptNode.make) as made:
        for page in PAGES:
            assert client.get(f"{gaza}editions/1/{page}").status_code == 200
    # What these two hold has addresses that only the story itself has: feeds, search.
    assert {call.args[0].names[0].var for call in made.call_args_list} == {"foot", "tabs"}


def test_words_that_look_like_an_address_stay_as_they_are(gaza, client):
    story = Story.objects.get(slug="gaza-ceasefire")
    story.statements.update(lead_in=f'<a href="{gaza}editions/2/">"{PLACE}"', topic=f"{gaza}editions/2/ \0")
    Actor.objects.update(name=f"{gaza}editions/2/", short_name=f"{gaza}editions/2/")
    with patch("explainer.desk.publishing.check", return_value=[]):  # no rule lets such marks through
        publish(story, note="Other words.")
    addresses = [
        f"{gaza}{place}{page}" for page in ("timeline/", "statements/", "positions/") for place in ("", "editions/2/")
    ]
    with patch.object(KeptNode, "render", KeptNode.make):
        found = {address: client.get(address).content for address in addresses}
    for address in (*addresses, *reversed(addresses)):
        assert client.get(address).content == found[address], address


def test_what_is_kept_is_made_once_for_each_key(published):
    reading = current("truce")
    assert ONE.render(Context({"reading": reading, "name": "a", "other": 1})) == "a 1"
    assert ONE.render(Context({"reading": reading, "name": "a", "other": 2})) == "a 1"
    assert ONE.render(Context({"reading": reading, "name": "b", "other": 2})) == "b 2"


def test_nothing_is_kept_of_a_preview_of_marks_or_of_a_part(published):
    reading = current("truce")
    for other in (
        Preview(reading.index),
        replace(reading, since=reading.edition),
        replace(reading, whole=reading.index),
        None,
    ):
        for value in (1, 2):
            assert ONE.render(Context({"reading": other, "name": "a", "other": value})) == f"a {value}"
    assert len(fragments) == 0


def test_what_is_kept_is_bounded(published, settings):
    settings.READING_BYTES = 400
    reading = current("truce")
    for number in range(50):
        ONE.render(Context({"reading": reading, "name": f"{number:09}", "other": ""}))
    assert len(fragments) == 10
