"""Disk full, database locked, session ended, token stale, too much: a page in the desk's look, with the text in it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.test import Client

from explainer.admin.failures import ABSENT, BUSY, FULL, of_database
from explainer.admin.statements import StatementAdmin
from explainer.models import Actor, Statement

from .desk_forms import at, change, fields_of

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def desk(client, reporter, truce) -> Client:
    client.force_login(reporter)
    client.raise_request_exception = False
    return client


@pytest.fixture
def statement(desk) -> Statement:
    return Statement.objects.order_by("slug").first()


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def save_model(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(StatementAdmin, "save_model", save_model)


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (OperationalError("database is locked"), "The database is busy"),
        (OperationalError("database or disk is full"), "The disk is full"),
        (OperationalError("connection refused"), "The database does not answer"),
        (InterfaceError("connection already closed"), "The database does not answer"),
    ],
)
def test_a_save_that_the_database_cannot_take_keeps_the_text(desk, statement, monkeypatch, error, title):
    fields = fields_of(desk.get(change(statement)))
    with monkeypatch.context() as patched:
        failing(patched, error)
        response = desk.post(change(statement), fields | {"topic": "typed", "_save": "1"})
    body = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert title in body
    assert "What you typed is safe." in body
    assert 'class="desk-failure"' in body
    again = fields_of(response)
    assert again["topic"] == ["typed"]
    assert desk.post(change(statement), again).status_code == 302, "“Save again” sends the same save"
    statement.refresh_from_db()
    assert statement.topic == "typed"


@pytest.mark.parametrize(
    ("code", "found"),
    [("53100", FULL), ("40001", BUSY), ("40P01", BUSY), ("55P03", BUSY), ("57014", BUSY), ("", ABSENT)],
)
def test_what_postgresql_says_by_its_codes(code, found):
    class Cause(Exception):
        sqlstate = code

    error = OperationalError("in some language")
    error.__cause__ = Cause()
    assert of_database(error) is found


def test_a_fault_of_ours_brings_the_form_back_and_saves_nothing(desk, statement, monkeypatch):
    fields = fields_of(desk.get(change(statement)))
    with monkeypatch.context() as patched:
        failing(patched, ValueError("a fault"))
        response = desk.post(change(statement), fields | {"topic": HOSTILE, "_save": "1"})
    body = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong here" in body
    assert HOSTILE not in body
    back = desk.post(change(statement), fields_of(response) | {"_kept": "1"})
    assert back.status_code == 200
    assert fields_of(back)["topic"] == [HOSTILE]
    assert not Statement.objects.filter(topic=HOSTILE).exists()


def test_a_page_that_fails_before_anything_is_sent_says_so(desk, statement, monkeypatch):
    def nothing(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(StatementAdmin, "get_object", nothing)
    response = desk.get(change(statement))
    assert response.status_code == 503
    assert "Nothing was changed." in response.content.decode()


def test_a_readers_page_is_not_the_desks(client, db):
    client.raise_request_exception = False
    assert "desk-failure" not in client.get("/nothing-here/").content.decode()


def test_a_save_that_met_an_ended_session_is_in_the_page(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    Session.objects.all().delete()
    response = desk.post(change(statement), fields | {"topic": "typed", "_save": "1"})
    body = response.content.decode()
    assert response.status_code == 403
    assert "Your session has ended" in body
    assert f"/admin/login/?next={change(statement).replace('/', '%2F')}" in body
    assert fields_of(response)["topic"] == ["typed"]
    assert not Statement.objects.filter(topic="typed").exists()


def test_whoever_only_looks_is_led_to_sign_in_as_ever(client, truce):
    row = Statement.objects.first()
    assert client.get(change(row)).status_code == 302
    assert client.post(change(row), {"topic": "typed"}).status_code == 302


@pytest.fixture
def strict(reporter, truce) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    return client


def test_a_stale_token_leads_back_to_the_same_form_filled(strict):
    row = Statement.objects.order_by("slug").first()
    fields = fields_of(strict.get(change(row)))
    sent = fields | {"topic": "typed", "_save": "1", "csrfmiddlewaretoken": "x" * 64}
    response = strict.post(change(row), sent, headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert "What you typed is safe." in response.content.decode()
    token = response.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    back = strict.post(
        change(row), fields_of(response) | {"_kept": "1", "csrfmiddlewaretoken": token},
        headers={"origin": "http://testserver"},
    )  # fmt: skip
    assert back.status_code == 200
    assert fields_of(back)["topic"] == ["typed"]
    assert not Statement.objects.filter(topic="typed").exists()


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_what_another_site_sent_is_not_carried(strict, headers):
    row = Statement.objects.order_by("slug").first()
    fields = fields_of(strict.get(change(row)))
    response = strict.post(change(row), fields | {"topic": "of a stranger", "_save": "1"}, headers=headers)
    assert response.status_code == 403
    assert "of a stranger" not in response.content.decode()


def test_passwords_are_carried_nowhere(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    Session.objects.all().delete()
    response = desk.post(change(statement), fields | {"password1": "very secret", "_save": "1"})
    assert "very secret" not in response.content.decode()


@pytest.mark.parametrize("too", ["long", "many"])
def test_too_much_for_one_form_is_a_page_of_the_desk(desk, settings, too):
    fields = fields_of(desk.get(at(Actor, "add")))
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000 if too == "long" else 2_500_000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5 if too == "many" else 5_000
    response = desk.post(at(Actor, "add"), "&".join(f"f{n}={'x' * 99}" for n in range(20)),
                         content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert fields
    assert response.status_code == 413
    assert "too much for one form" in response.content.decode()


# ---- brought back --------------------------------------------------------------------------------


def test_a_form_that_is_brought_back_finds_no_fault_and_saves_nothing(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    sent = fields | {"_kept": "1", "_save": "1", "topic": "", "passages-0-text": "", "when": "not a date"}
    response = desk.post(change(statement), sent)
    body = response.content.decode()
    assert response.status_code == 200
    assert "errorlist" not in body
    assert "This is what you had typed." in body
    assert fields_of(response)["when"] == ["not a date"]
    assert fields_of(response)["_opened"] == fields["_opened"], "it is the same opening, so that its save ends it"
    assert "_kept" not in fields_of(response)
    statement.refresh_from_db()
    assert statement.topic


def test_a_new_row_is_brought_back_too(desk):
    fields = fields_of(desk.get(at(Actor, "add")))
    response = desk.post(
        at(Actor, "add"), fields | {"_kept": "1", "_save": "1", "name": "New", "slug": "new", "kind": "person"}
    )
    assert response.status_code == 200
    assert fields_of(response)["name"] == ["New"]
    assert not Actor.objects.filter(slug="new").exists()


def test_what_is_brought_back_is_put_together_with_what_was_saved_since(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    Statement.objects.filter(pk=statement.pk).update(topic="theirs", note="theirs alone")
    response = desk.post(change(statement), fields | {"_kept": "1", "topic": "mine", "context": "mine alone"})
    again = fields_of(response)
    assert (again["topic"], again["note"], again["context"]) == (["mine"], ["theirs alone"], ["mine alone"])
    assert "Both of you changed this" in response.content.decode()
    done = desk.post(change(statement), again | {"_save": "1", "_keep:topic": "mine"})
    assert done.status_code == 302


def test_a_save_that_went_through_is_told_to_the_device_and_others_are_not(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    refused = desk.post(change(statement), fields | {"topic": "", "_save": "1"})
    opening = fields["_opened"][0]
    assert fields_of(refused)["_opened"] == [opening]
    said = '<meta name="desk-saved" content="'
    assert f"{said}{opening}" not in desk.get("/admin/").content.decode()
    desk.post(change(statement), fields | {"topic": "typed", "_save": "1"})
    assert f'{said}{opening}"' in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("opening", ["", "x", '"><b>', "A" * 32, "a" * 33])
def test_an_opening_that_is_none_is_not_remembered(desk, statement, opening):
    fields = fields_of(desk.get(change(statement))) | {"_opened": opening, "_save": "1"}
    assert desk.post(change(statement), fields).status_code == 302
    assert '<meta name="desk-saved" content="">' in desk.get("/admin/").content.decode()
