"""The first page: a page of stories at a time, at a cost that neither their number nor their length changes."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from explainer.desk.publishing import publish_again, withdraw
from explainer.edition.document import thaw
from explainer.following.corrections import corrections
from explainer.models import Edition
from explainer.reading import home_list as first_page
from explainer.reading import readings, which_edition
from explainer.reading.home_list import COUNTED, MOST, WORDS, front
from explainer.story.indexes import StoryIndex
from explainer.story.phase_diagram import strip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    first_page._kept.clear()
    readings._indexes.clear()


def archive(stories: int, statements: int = 8) -> None:
    call_command("make_archive", stories=stories, statements=statements, verbosity=0)


def asked(act) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


# ---- what is on it ------------------------------------------------------------------------------


def test_every_story_is_on_one_page_of_the_list_the_latest_published_first(client):
    archive(2 * MOST + 3)
    seen, sizes, before = [], [], ""
    while True:
        found = front(before)
        seen += [card.reading.edition for card in found.cards]
        sizes.append(len(found.cards))
        address = f"/?before={before}" if before else "/"
        assert client.get(address).content.decode().count('class="row lead"') == len(found.cards)
        if not (before := found.older):
            break
    assert sizes == [MOST, MOST, 3]
    assert len({edition.slug for edition in seen}) == 2 * MOST + 3
    assert [row.published_at for row in seen] == sorted((row.published_at for row in seen), reverse=True)


def test_a_page_of_the_list_has_one_address(client):
    archive(MOST + 1)
    place = front().older
    for typed in ("?before=", "?before=nowhere-1", "?before=x", "?x=1", f"?before={place}&x=1"):
        response = client.get(f"/{typed}")
        assert response.status_code == 302
        assert response["Location"] == (f"/?before={place}" if place in typed else "/")
    assert f'href="/?before={place}"' in client.get("/").content.decode()
    assert f'href="/ar/?before={place}"' in client.get("/ar/").content.decode()


def test_stories_of_one_moment_are_each_on_one_page():
    archive(MOST + 2)
    Edition.objects.update(published_at=Edition.objects.first().published_at)
    found = front()
    rest = front(found.older)
    assert not rest.older
    assert len({card.reading.story.slug for card in [*found.cards, *rest.cards]}) == MOST + 2


def test_what_was_withdrawn_is_not_listed_and_its_place_is_no_longer_known(client):
    archive(3)
    withdraw(Edition.objects.get(slug="archive-00002", number=1), because="A mistake.")
    assert {card.reading.story.slug for card in front().cards} == {"archive-00001", "archive-00003"}


def test_a_card_says_what_the_whole_story_says():
    archive(4, 30)
    for card in front().cards:
        whole = StoryIndex(thaw(Edition.objects.get(pk=card.reading.edition.pk).document))
        assert card.counts["statements"] == 30
        assert {name: card.counts[name] for name in COUNTED} == {name: len(getattr(whole, name)) for name in COUNTED}
        assert [(box.kind, box.title, box.note) for box in card.strip] == [
            (box.kind, box.title, box.note) for box in strip(whole)
        ]
        assert card.reading.story.short_answer == whole.story.short_answer
        assert card.reading.index.statements == []


def test_the_latest_words_are_on_the_first_page_alone():
    archive(MOST + 1, 30)
    assert len(front().words) == 2
    assert front(front().older).words == []


# ---- what it costs ------------------------------------------------------------------------------


def test_the_list_and_what_was_put_right_cost_the_same_however_many_stories_there_are():
    costs = []
    for count in (3, 30):
        archive(count)
        found: list[int] = []
        for language in ("en-gb", "ar"):
            with override(language):
                first_page._kept.clear()
                readings._indexes.clear()
                at_first = asked(front)
                found += [asked(front), asked(corrections)]
                assert at_first <= found[-2] + 1 + WORDS  # documents: the list's at once, and each of the latest words'
        costs.append(found)
    assert costs[0] == costs[1]


def test_no_more_is_decoded_than_is_shown(monkeypatch):
    archive(3 * MOST)
    opened: list[str] = []
    for module, name in ((first_page.shape, "thaw_without"), (readings.shape, "thaw")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda text, *rest, real=real: opened.append(text) or real(text, *rest))
    front()
    assert len(opened) <= MOST + 2
    opened.clear()
    front()
    assert opened == []


def test_publishing_a_story_costs_the_same_whatever_else_there_is():
    archive(3)
    edition = Edition.objects.get(slug="archive-00001", number=1)
    few = asked(lambda: publish_again(edition, note="Again."))
    archive(30)
    edition = Edition.objects.get(slug="archive-00001", number=2)
    assert asked(lambda: publish_again(edition, note="Again.")) == few


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is SQLite's")
@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_lists_of_all_stories_are_read_from_an_index_and_not_sorted(language):
    archive(MOST + 2)
    put_right = which_edition.place_of(Edition.objects.exclude(told_at=None).first())
    with override(language), CaptureQueriesContext(connection) as queries:
        front(front().older)
        corrections(put_right)
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        assert not [line for line in plan if line.startswith("SCAN") and "USING" not in line], query["sql"]
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan, query["sql"]
