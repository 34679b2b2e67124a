"""A database that hangs: it takes what is said and never answers. Nobody waits for ever, nor longer than it says.

Bounds are long beside what a busy machine needs, and short beside for ever. ``test_machines`` asks whole pages so."""

from __future__ import annotations

import os
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from explainer.serving import patience
from explainer.serving.patience import patient
from explainer.setup.databases import database

from .machines import until
from .wires import Wire

pytestmark = [
    pytest.mark.skipif("postgres" not in os.environ.get("DATABASE_URL", ""), reason="DATABASE_URL names no PostgreSQL"),
    pytest.mark.slow,
]
AT_ONCE, FOR_EVER = 1.0, 20.0


@pytest.fixture
def wire():
    parts = urlsplit(os.environ["DATABASE_URL"])
    with Wire(parts.port or 5432, parts.hostname) as wire:
        yield wire


@pytest.fixture
def site(wire, django_db_blocker):
    """The database of the tests' server by way of the wire, as the site knows it; each call is another connection."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    who = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    found = database("DATABASE_URL", f"postgres://{who}127.0.0.1:{wire.port}/postgres")
    handler = ConnectionHandler({"default": found, "hung": {**found}})
    with django_db_blocker.unblock():
        yield lambda: handler.create_connection("hung")
        wire.mend()
        handler.create_connection("hung").close_pool()


def ask(site, sql="SELECT 1"):
    connection = site()
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def seconds(call):
    began = time.monotonic()
    with pytest.raises(OperationalError):
        call()
    return time.monotonic() - began


def test_a_reader_waits_a_moment_and_the_next_not_at_all_until_it_is_back(site, wire):
    assert ask(site) == 1
    wire.hang()
    with patient(patience.READER):
        assert seconds(lambda: ask(site)) < FOR_EVER
        assert seconds(lambda: ask(site)) < AT_ONCE
    wire.mend()

    def again():
        try:
            return ask(site) == 1
        except OperationalError:
            return False

    until(again, "it is asked again")


def test_who_asked_already_when_it_began_to_hang_is_given_an_answer_too(site, wire):
    connection = site()
    with connection.cursor() as cursor, patient(1):
        cursor.execute("SELECT 1")
        wire.hang()
        assert seconds(lambda: cursor.execute("SELECT 2")) < FOR_EVER
    assert not connection.is_usable()
    connection.close()


def test_an_editor_who_may_wait_longer_does_not_once_it_is_known_to_hang(site, wire, monkeypatch):
    monkeypatch.setattr(patience, "_serving", True)
    connection, found = site(), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        ask(site)  # so that the pool has another
        wire.hang()
        editor = threading.Thread(target=lambda: found.append(seconds(lambda: cursor.execute("SELECT 2"))))
        connection.inc_thread_sharing()
        editor.start()
        seconds(lambda: ask(site))  # a look, or a reader, finds that it hangs
        editor.join(FOR_EVER)
        assert found and found[0] < FOR_EVER < patience.DESK  # noqa: PT018
    connection.close()


def test_what_is_only_slow_is_cancelled_where_it_runs_and_the_others_go_on(site):
    slow = "SELECT pg_sleep(600) /* only slow */"
    connection = site()
    with patient(1):
        assert seconds(lambda: ask(site, slow)) < FOR_EVER
    running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%600%% only slow%%'"
    until(lambda: ask(site, running + " AND pid <> pg_backend_pid()") == 0, "it is cancelled")
    assert not connection.pool.absence.is_on


def test_a_command_waits_for_as_long_as_it_takes(site):
    longer = patience.READER + 2
    assert ask(site, f"SELECT 1 FROM pg_sleep({longer})") == 1  # noqa: S608


def test_health_is_not_waited_for(site, wire):
    ask(site)
    wire.hang()
    with patient(0.8):
        assert seconds(lambda: ask(site)) < FOR_EVER / 4
