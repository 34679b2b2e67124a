"""Beside a translation, the original: shown where the translation lacks a page, unless it was taken back itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from explainer.desk.publishing import publish_again, withdraw
from explainer.models import Edition, Statement, Story, Translation
from explainer.reading import which_edition

from .crawl import text_of
from .publish import publish, publish_translation
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db

GONE = "/ar/truce/statements/statement-1/"


@pytest.fixture
def arabic(published: Story) -> Translation:
    """Edition 1 in Arabic, of edition 1."""
    translation = translate(published)
    publish_translation(translation, note="")
    return translation


def take_out(story: Story) -> None:
    Statement.objects.get(slug="statement-1").delete()
    publish(story, note="Taken out.")


def test_words_of_an_original_that_was_withdrawn_are_not_shown_in_place_of_a_translation(client, published, arabic):
    first = Statement.objects.get(slug="statement-0")
    fresh = Statement.objects.create(
        story=published, slug="fresh", speaker=first.speaker, wording="paraphrase", topic="x", lead_in="He said so.",
        when="2024-03-01",
    )  # fmt: skip
    fresh.sources.set(first.sources.all())
    publish(published, note="")
    address = "/ar/truce/statements/fresh/"
    assert "He said so." in text_of(client.get(address).content)
    withdraw(Edition.objects.get(stream="", number=2), because="He did not.")
    response = client.get(address)
    assert (response.status_code, "He said so." in text_of(response.content)) == (404, False)
    assert client.get("/ar/truce/").status_code == 200, "the translation is of an edition that stands"


def test_what_the_original_has_again_is_shown_though_the_translation_once_lost_it(client, published, arabic):
    take_out(published)
    publish_translation(translate(published), note="")
    assert client.get(GONE).status_code == 410
    publish_again(Edition.objects.get(stream="", number=1), note="Back.")
    response = client.get(GONE)
    assert response.status_code == 200
    assert "We hold gate number 1" in text_of(response.content)
    assert WORDS["ar"] not in response.content.decode(), "it is the original's page"


def test_an_older_edition_knows_where_a_part_was_and_not_where_it_came_back(client, published):
    take_out(published)
    publish_again(Edition.objects.get(number=1), note="Back.")
    assert client.get("/truce/statements/statement-1/").status_code == 200
    response = client.get("/truce/editions/2/statements/statement-1/")
    assert response.status_code == 410
    assert "It was last in version 1" in text_of(response.content)


def test_a_translation_that_is_not_public_yet_is_not_the_languages_own(client, published, arabic):
    with override("ar"):
        assert (which_edition.has_its_own("truce"), which_edition.with_their_own(["truce"])) == (True, {"truce"})
        Edition.objects.filter(stream="ar").update(published_at=timezone.now() + timedelta(hours=1))
        assert (which_edition.has_its_own("truce"), which_edition.with_their_own(["truce"])) == (False, set())
        assert which_edition.newest("truce").edition.stream == ""
        assert [found.edition.stream for found in which_edition.recent("", 5)[0]] == [""]


def test_the_list_of_stories_knows_what_the_original_of_each_translation_is_at(published, arabic):
    Story.objects.update(title="Moved on")
    publish(published, note="")
    for language, edition, original in (("ar", ("ar", 1), 2), ("he", ("", 2), None), ("en-gb", ("", 2), None)):
        with override(language):
            (found,) = which_edition.recent("", 5)[0]
        assert (found.edition.stream, found.edition.number) == edition
        assert (found.original and found.original.number) == original


@pytest.mark.parametrize("page", ["", "statements/", "actors/truce-side-0/"])
def test_each_stream_is_followed_where_it_stands(client, published, arabic, page):
    for prefix, leads in (("", ""), ("/ar", "/ar"), ("/he", "")):
        body = client.get(f"{prefix}/truce/{page}").content.decode()
        found = re.findall(
            r'href="(?:http://testserver)?([^"]*?/truce/(?:[a-z0-9/-]*feed\.(?:atom|json)|events\.ics))"', body
        )
        assert found
        assert {address.partition("/truce/")[0] for address in found} == {leads}
