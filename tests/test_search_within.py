"""Search inside one story: no result, no suggestion and no count from another story, nor from another language."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from django.utils.translation import override

from explainer.models import Actor, Edition, Story
from explainer.search import search_index
from explainer.search.find import find, read_query

from .crawl import text_of
from .publish import publish, publish_translation
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(make_story) -> None:
    """Two stories; each has an actor with a name that the other has not."""
    for slug, name in (("truce", "Zanzibar"), ("pact", "Kilimanjaro")):
        story = make_story(slug)
        Actor.objects.filter(slug=f"{slug}-side-0").update(name=name)
        publish(story, note="")


def within(slug: str, typed: str, **options):
    edition = Edition.objects.get(slug=slug, stream="").pk
    return find(read_query(typed), at=timezone.now(), edition=edition, **options)


def suggested(client, address: str, typed: str) -> list[str]:
    body = client.get(address, {"q": typed}).content.decode()
    return re.findall(rf'href="{re.escape(address)}\?q=([^"&]*)"', body)


@pytest.mark.parametrize(
    ("typed", "name", "other"), [("Zanzibra", "Zanzibar", "pact"), ("Kilimanjar", "Kilimanjaro", "truce")]
)
def test_a_name_of_another_story_is_never_suggested(two, client, typed, name, other):
    own = ({"truce", "pact"} - {other}).pop()
    assert (within(own, typed).suggestions, within(other, typed).suggestions) == ([name], [])
    assert (suggested(client, f"/{own}/search/", typed), suggested(client, f"/{other}/search/", typed)) == ([name], [])
    assert suggested(client, "/search/", typed) == [name]


def test_a_name_of_another_story_is_not_found(two, client):
    for typed, own, other in (("Zanzibar", "truce", "pact"), ("Kilimanjaro", "pact", "truce")):
        assert any(within(own, typed).counts.values())
        assert not any(within(other, typed).counts.values())
        assert "No results" in text_of(client.get(f"/{other}/search/", {"q": typed}).content)


@pytest.mark.parametrize("kind", ["statements", "events", "actors", "issues", "terms", "positions"])
def test_a_page_of_one_kind_keeps_to_the_story(two, kind):
    typed = {"events": "round", "terms": "way", "actors": "government"}.get(kind, "gate")
    (group,) = within("pact", typed, kind=kind).groups
    assert {hit.row.story for hit in group.hits} == {"pact"}


@pytest.mark.parametrize("language", ["en-gb", "ar", "he"])
def test_one_edition_is_searched_whatever_language_is_spoken(published, language):
    publish_translation(translate(published), note="")
    original, arabic = (Edition.objects.get(stream=stream).pk for stream in ("", "ar"))
    for edition, typed, found in (
        (original, "speaker", True),
        (arabic, WORDS["ar"], True),
        (original, WORDS["ar"], False),
    ):
        with override(language):
            assert any(find(read_query(typed), at=timezone.now(), edition=edition).counts.values()) == found


def test_a_suggestion_within_a_translation_is_one_of_its_names(published, client):
    translation = translate(published)
    translation.texts.filter(place="actors/truce-side-0", field="name").update(text="Zanzibar")
    publish_translation(translation, note="")
    assert suggested(client, "/ar/truce/search/", "Zanzibra") == ["Zanzibar"]
    assert suggested(client, "/truce/search/", "Zanzibra") == suggested(client, "/search/", "Zanzibra") == []


def test_a_newer_original_takes_no_translation_out_of_the_index(published, client):
    publish_translation(translate(published), note="")
    Story.objects.update(title="Moved on")
    publish(published, note="")
    arabic = Edition.objects.get(stream="ar").pk
    assert arabic in {row[1] for row in search_index.everything()}
    assert search_index.is_whole(at=timezone.now())
    for address in ("/ar/search/", "/ar/truce/search/"):
        assert "/ar/truce/statements/statement-0/" in client.get(address, {"q": WORDS["ar"]}).content.decode()
