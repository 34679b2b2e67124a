"""The sample story, or one that is named, is removed whole; nothing of another story, and nobody, goes with it."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from reversion.models import Version

from explainer.models import Actor, Edition, KeyPoint, LoadedRow, Source, Statement, Story

from .publish import publish

SAMPLE = "gaza-ceasefire"


def remove(*words, typed=None, monkeypatch=None):
    said = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("builtins.input", lambda prompt: typed)
    call_command("remove_story", *words, stdout=said)
    return said.getvalue()


@pytest.fixture
def sample(db):
    call_command("prepare", stdout=io.StringIO())
    return Story.objects.get(slug=SAMPLE)


def tables():
    """How many rows each table holds, but for what Django keeps of its models, and the count of publications."""
    inside = ("explainer_search_words_data", "explainer_search_words_idx")  # of SQLite's index, which tidies later
    left_out = ("django_", "explainer_turn", "sqlite_", "auth_permission", *inside)
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if not name.startswith(left_out)]
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return found


@pytest.mark.slow
def test_the_sample_is_removed_whole_and_nobody_with_it(db, client, monkeypatch):
    get_user_model().objects.create_user("rosa")
    before = tables()
    call_command("prepare", stdout=io.StringIO())
    publish(Story.objects.get(slug=SAMPLE), note="Again.")
    assert tables() != before
    pages = [f"/{SAMPLE}/", f"/{SAMPLE}/editions/1/", f"/{SAMPLE}/card.png", f"/ar/{SAMPLE}/", f"/{SAMPLE}/story.json"]
    assert client.get(pages[0]).status_code == 200
    said = remove(typed=SAMPLE, monkeypatch=monkeypatch)
    assert tables() == before
    assert "FIRST_STORY=false" in said
    assert {client.get(page).status_code for page in pages} == {404}
    for page in ("/", "/search/?q=hostages", "/corrections/", "/sitemap.xml", "/feed.atom"):
        assert SAMPLE not in client.get(page).content.decode()


@pytest.mark.slow
def test_it_asks_first_and_takes_no_other_word(sample, monkeypatch):
    before = tables()
    for typed in ("", "yes", "y", SAMPLE[:-1]):
        with pytest.raises(CommandError, match=r"Nothing was removed\."):
            remove(typed=typed, monkeypatch=monkeypatch)
    assert tables() == before


@pytest.mark.slow
def test_what_another_story_uses_stays(sample, truce):
    """The person who speaks in it, and the source that it cites."""
    speaker, source = Actor.objects.get(slug="antony-blinken"), Source.objects.get(slug="cnn-2024-08-23")
    theirs = Statement.objects.filter(story=truce).earliest("pk")
    theirs.speaker, theirs.role = speaker, None
    theirs.save()
    point = KeyPoint.objects.get(story=truce)
    point.sources.add(source)
    said = remove("--yes")
    assert "people, roles and sources that other stories use." in said
    theirs.refresh_from_db()
    assert theirs.speaker == speaker
    assert list(point.sources.filter(pk=source.pk)) == [source]
    assert list(Story.objects.all()) == [truce]
    assert not Edition.objects.exists()
    assert not Version.objects.get_for_model(Story).filter(object_id=str(sample.pk)).exists()
    assert not LoadedRow.objects.exists()


@pytest.mark.django_db
def test_without_a_sample_there_is_nothing_to_remove_but_what_is_named(published):
    with pytest.raises(CommandError, match=r"The sample story is not there\."):
        remove("--yes")
    with pytest.raises(CommandError, match="There is no story “nowhere”"):
        remove("nowhere", "--yes")
    assert Story.objects.exists()
    sources = Source.objects.count()
    remove("truce", "--yes")
    assert not Story.objects.exists()
    assert not Edition.objects.exists()
    assert Source.objects.count() == sources, "what is the site's stays, of a story that brought nothing"
