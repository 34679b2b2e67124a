"""At the desk nobody's work is overwritten, nothing in use is deleted, and what is gone can be brought back."""

from __future__ import annotations

import pytest
from reversion.models import Version

from explainer.desk.files.fixture_files import write_folder
from explainer.desk.files.fixtures import dump, load
from explainer.models import Actor, Event, Issue, Source, Statement, Story, Term

from .desk_forms import at, change, fields_of, fill_in, said
from .test_publishing import at_once, together
from .test_publishing import desk as shared  # noqa: F401 -- a fixture
from .test_unseen import meanwhile


@pytest.fixture
def desk(client, reporter, truce):
    """A reporter at the desk, with a small story on it."""
    client.force_login(reporter)
    return client


@pytest.fixture
def statement(desk) -> Statement:
    return Statement.objects.of(Story.objects.get()).order_by("slug").first()


# ---- two at once ---------------------------------------------------------------------------------


def test_a_stale_save_is_refused_and_overwrites_nothing(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    response = desk.post(change(statement), mine | {"topic": "mine", "_save": "1"})
    body = response.content.decode()
    assert response.status_code == 200
    assert "while you had it open" in body
    assert "nothing was overwritten" in body
    assert 'value="mine"' in body, "what was typed is still there"
    statement.refresh_from_db()
    assert statement.topic == "theirs"


def test_a_part_saved_meanwhile_stays_as_it_was_saved(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    statement.passages.update(text="Changed meanwhile")
    response = desk.post(change(statement), mine | {"topic": "mine", "_save": "1"})
    assert "while you had it open" in said(desk, response)[0]
    mine = fields_of(desk.get(change(statement)))
    statement.issues.set(wanted := [] if statement.issues.exists() else list(Issue.objects.all()))
    response = desk.post(change(statement), mine | {"topic": "mine again", "_save": "1"})
    assert "while you had it open" in said(desk, response)[0]
    statement.refresh_from_db()
    assert statement.topic == "mine again"
    assert statement.passages.get().text == "Changed meanwhile"
    assert list(statement.issues.all()) == wanted


def test_a_stale_form_stays_refused_however_often_it_is_sent(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    Statement.objects.filter(pk=statement.pk).update(topic="theirs")
    for _ in range(2):
        response = desk.post(change(statement), mine | {"topic": "mine", "_save": "1"})
        mine = fields_of(response)
    assert Statement.objects.get(pk=statement.pk).topic == "theirs"


def test_a_form_without_its_fingerprint_is_refused(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    del fields["_seen"]
    assert desk.post(change(statement), fields | {"topic": "mine", "_save": "1"}).status_code == 200
    assert not Statement.objects.filter(topic="mine").exists()


def test_saving_what_was_deleted_meanwhile_loses_nothing_that_was_typed(desk):
    event = Event.objects.first()
    address, fields = change(event), fields_of(desk.get(change(event)))
    assert desk.post(at(Event, "delete", event.pk), {"post": "yes"}).status_code == 302
    response = desk.post(address, fields | {"title": "typed", "_save": "1"})
    assert response.status_code == 410
    assert "not there any more" in response.content.decode()
    assert at(Event, "recoverlist") in response.content.decode()
    version = Version.objects.get_deleted(Event).get()
    assert fill_in(desk, at(Event, "recover", version.pk)).status_code == 302
    back = desk.post(address, fields_of(response) | {"_kept": "1"})
    assert fields_of(back)["title"] == ["typed"]
    assert desk.post(address, fields_of(back) | {"_save": "1"}).status_code == 302
    assert Event.objects.get(pk=event.pk).title == "typed"


def test_a_form_that_carries_nothing_is_led_to_the_list_with_a_message(desk):
    event = Event.objects.first()
    address = change(event)
    event.delete()
    response = desk.post(address, {"_save": "1"})
    assert response.status_code == 302
    assert "not there any more" in said(desk, response)[0]


def test_the_same_form_sent_twice_adds_one_row(desk):
    fields = fields_of(desk.get(at(Actor, "add"))) | {"name": "New", "slug": "new", "kind": "person", "_save": "1"}
    assert desk.post(at(Actor, "add"), fields).status_code == 302
    assert desk.post(at(Actor, "add"), fields).status_code == 200
    assert Actor.objects.filter(slug="new").count() == 1


@together
def test_a_load_at_the_same_moment_overwrites_no_save(shared, tmp_path):  # noqa: F811
    """It reads all rows before it writes one: what is saved between the two is seen, and left alone."""

    def at_the_desk(words: str) -> None:
        Source.objects.update(publisher=words)
        Term.objects.update(definition=words)

    def begin() -> None:
        write_folder(tmp_path / "old", dump("truce"))
        load(tmp_path / "old")
        at_the_desk("New in the files.")
        write_folder(tmp_path / "new", dump("truce"))
        load(tmp_path / "old", overwrite=True)

    assert at_once(begin) == [None]
    with meanwhile(Source, lambda: Term.objects.update(definition="Saved meanwhile.")) as begun:
        (report,) = at_once(lambda: load(tmp_path / "new"))
    assert begun
    assert at_once(lambda: Source.objects.get().publisher) == ["New in the files."]
    assert at_once(lambda: Term.objects.get().definition) == ["Saved meanwhile."], str(report)


# ---- deleting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["page", "bulk"])
def test_what_is_in_use_is_not_deleted_and_the_desk_says_where_it_is_used(desk, statement, how):
    source = statement.sources.first()
    if how == "page":
        response = desk.post(at(Source, "delete", source.pk), {"post": "yes"})
    else:
        wanted = {"action": "delete_selected", "_selected_action": [source.pk], "post": "yes"}
        response = desk.post(at(Source, "changelist"), wanted)
    body = response.content.decode()
    assert response.status_code == 200
    assert Source.objects.filter(pk=source.pk).exists()
    assert f'Statement: <a href="{change(statement)}">{statement}</a> ({statement.story})' in body
    assert "relationship" not in body


def test_an_actor_who_speaks_is_not_deleted(desk, statement):
    response = desk.post(at(Actor, "delete", statement.speaker_id), {"post": "yes"})
    assert response.status_code == 200
    assert f'<a href="{change(statement)}">' in response.content.decode()
    assert Actor.objects.filter(pk=statement.speaker_id).exists()


def test_what_is_not_in_use_is_deleted_and_can_be_recovered(desk):
    fill_in(desk, at(Source, "add"), publisher="Gone", slug="gone", kind="report", language="en")
    gone = Source.objects.get(slug="gone")
    assert desk.post(at(Source, "delete", gone.pk), {"post": "yes"}).status_code == 302
    assert not Source.objects.filter(slug="gone").exists()
    version = Version.objects.get_deleted(Source).get()
    assert fill_in(desk, at(Source, "recover", version.pk)).status_code == 302
    assert Source.objects.get(slug="gone").publisher == "Gone"


# ---- history -------------------------------------------------------------------------------------


def test_an_older_version_comes_back_with_its_passages(desk, statement):
    fill_in(desk, change(statement), topic="as it was", **{"passages-0-text": "As it was"})
    fill_in(desk, change(statement), topic="as it is", **{"passages-0-text": "As it is"})
    older = Version.objects.get_for_object(statement).order_by("pk").first()
    address = at(Statement, "revision", statement.pk, older.pk)
    assert fill_in(desk, address).status_code == 302
    statement.refresh_from_db()
    assert statement.topic == "as it was"
    assert statement.passages.first().text == "As it was"


def test_going_back_does_not_overwrite_a_save_meanwhile(desk, statement):
    fill_in(desk, change(statement), topic="as it was")
    older = Version.objects.get_for_object(statement).order_by("pk").first()
    address = at(Statement, "revision", statement.pk, older.pk)
    fields = fields_of(desk.get(address))
    Statement.objects.filter(pk=statement.pk).update(topic="meanwhile")
    desk.post(address, fields | {"_save": "1"})
    statement.refresh_from_db()
    assert statement.topic == "meanwhile"


def test_a_version_is_of_the_row_whose_history_it_is_opened_in(desk, statement):
    fill_in(desk, change(statement))
    version = Version.objects.get_for_object(statement).first()
    assert desk.get(at(Event, "revision", statement.pk, version.pk)).status_code == 404
