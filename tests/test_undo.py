"""Ten minutes in which a publication is undone in one step: as a new edition, honestly marked; nothing is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from explainer.desk.publishing import UNDO, NotPublishable, undo, withdraw
from explainer.models import Edition, HeldEdition, Story

from .conftest import NOON
from .desk_forms import change, fields_of, fill_in, said
from .publish import publish


def page(story: Story) -> str:
    return reverse("admin:explainer_story_undo", args=(story.pk,))


@pytest.fixture
def second(clock, published, editor) -> Edition:
    clock[0] = NOON + timedelta(hours=1)
    Story.objects.update(question="A slip?")
    return publish(published, note="By mistake.", by=editor)


def test_what_was_there_before_comes_back_as_a_new_edition(second, published, client, editor, clock):
    clock[0] += timedelta(minutes=5)
    first = Edition.objects.get(number=1)
    edition = undo(second, note="It was not ready.", by=editor)
    assert (edition.number, edition.digest, edition.republishes) == (3, first.digest, first)
    assert edition.note == "It was not ready."
    assert client.get(reverse("edition:overview", args=["truce", 2])).status_code == 200, "nothing is erased"
    assert "A slip?" not in client.get(reverse("story:overview", args=["truce"])).content.decode()
    assert Story.objects.get().question == "A slip?", "the desk is as it was"
    assert LogEntry.objects.filter(change_message__startswith="Published edition 3").exists()


def test_a_first_edition_is_withdrawn(clock, truce, client):
    assert undo(publish(truce, note=""), note="Too soon.") is None
    answer = client.get(reverse("story:overview", args=["truce"]))
    assert answer.status_code == 410
    assert "Too soon." in answer.content.decode()


def test_where_readers_read_nothing_before_they_read_nothing_again(clock, published):
    withdraw(Edition.objects.get(), because="It named a child.")
    clock[0] += timedelta(hours=1)
    Story.objects.update(title="Second")
    assert undo(publish(published, note=""), note="Too soon.") is None
    assert all(edition.withdrawn_at for edition in Edition.objects.all())


def test_after_ten_minutes_it_is_too_late(second, clock):
    clock[0] += UNDO + timedelta(microseconds=1)
    with pytest.raises(NotPublishable, match="more than ten minutes ago"):
        undo(second, note="x")
    assert Edition.objects.count() == 2


def test_to_the_last_moment_it_is_not(second, clock):
    clock[0] += UNDO
    assert undo(second, note="x").number == 3


def test_what_is_not_the_newest_is_not_undone(second, published, clock):
    clock[0] += timedelta(minutes=1)
    Story.objects.update(question="A third?")
    publish(published, note="")
    with pytest.raises(NotPublishable, match="not what readers read"):
        undo(second, note="x")


def test_what_is_scheduled_after_it_does_not_bring_the_words_back(second, published, clock, client):
    Story.objects.update(title="Scheduled")
    publish(published, note="", at=NOON + timedelta(hours=3))
    undo(second, note="x")
    assert HeldEdition.objects.count() == 1
    clock[0] = NOON + timedelta(hours=4)
    assert "A slip?" not in client.get(reverse("story:overview", args=["truce"])).content.decode()


def test_an_editor_undoes_it_by_the_button_which_goes_after_ten_minutes(second, published, desk, clock):
    assert page(published) in desk.get(change(published)).content.decode()
    assert "can be undone in" in desk.get(page(published)).content.decode()
    response = fill_in(desk, page(published), note="A slip.")
    assert said(desk, response) == ["Undone: edition 3 says again what readers read before. The desk is as it was."]
    clock[0] += UNDO + timedelta(seconds=1)
    assert page(published) not in desk.get(change(published)).content.decode()
    response = desk.get(page(published))
    assert "Nothing came out in the last ten minutes" in said(desk, response)[0]
    assert Edition.objects.count() == 3


def test_an_edition_that_came_out_after_the_page_was_opened_is_not_undone(second, published, desk, clock):
    fields = fields_of(desk.get(page(published)))
    clock[0] += timedelta(minutes=1)
    Story.objects.update(question="A third?")
    publish(published, note="")
    assert "Another edition came out meanwhile" in desk.post(page(published), fields).content.decode()
    assert Edition.objects.count() == 3


def test_a_reporter_undoes_nothing(client, reporter, second, published):
    client.force_login(reporter)
    assert client.post(page(published), {"edition": "2", "note": "x"}).status_code == 403
    assert Edition.objects.count() == 2
