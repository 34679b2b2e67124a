"""The texts of a story in the order in which readers meet them, each on the first page that has it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from explainer.edition.document import Document, thaw
from explainer.edition.own_words import texts
from explainer.models import Edition
from explainer.story.reading_order import PAGES, reading_order

from .crawl import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(first_story) -> Document:
    return thaw(Edition.objects.of(first_story).get().document)


def test_every_text_stands_once_and_page_follows_page(document):
    order = reading_order(document)
    assert set(order) == {slot for slot, _text in texts(document)}
    pages = [spot.page for spot in order.values()]
    assert list(dict.fromkeys(pages)) == [page for page in PAGES if page in pages]
    assert pages == sorted(pages, key=PAGES.index)


def test_it_begins_as_the_overview_does(document):
    first = [slot[1] if slot[0].startswith("stories/") else slot[0] for slot in reading_order(document)]
    assert first[:3] == ["title", "question", "short_answer"]
    assert first.index("state/agreement") < first.index("phases/1") < first.index("issues/after-week-six")


def test_the_overview_has_what_the_order_says(document, client):
    """The first words of each text, but of those that only a search engine, a tab or a drawing is told."""
    body = _words(text_of(client.get(f"/{document.slug}/?depth=whole").content))
    said = dict(texts(document))
    lacking = {
        slot for slot, spot in reading_order(document).items()
        if spot.page == "overview" and " ".join(_words(said[slot]).split()[:4]) not in body
    }  # fmt: skip
    assert {slot[1] for slot in lacking} <= NOT_AS_TEXT


NOT_AS_TEXT = {"short_title", "short_name", "name", "gist", "standfirst", "alternative", "duration"}


def _words(text: str) -> str:
    """Without markup, and without the marks around words."""
    return " ".join(re.sub(r"<[^>]*>|[^\w\s]", " ", re.sub(r"\]\([^)]*\)", " ", text)).split())


def test_every_page_that_a_text_is_said_to_stand_on_is_there(document, client):
    wanted = {spot.shown for spot in reading_order(document).values()}
    for name, args in wanted:
        address = reverse(f"story:{name}", args=(document.slug, *args))
        assert client.get(address).status_code == 200, address


def test_a_statement_has_its_speakers_words_beside_it(document):
    spots = {slot: spot for slot, spot in reading_order(document).items() if slot[0] == "statements/kirby-six-weeks"}
    said = next(row for row in document.statements if row.slug == "kirby-six-weeks")
    assert all(spot.quoted == said.passages for spot in spots.values())
    assert spots["statements/kirby-six-weeks", "topic"].shown == ("statement", ("kirby-six-weeks",))
    assert not next(iter(reading_order(document).values())).quoted
