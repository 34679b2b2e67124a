"""A reader whose page cannot be made because the database is away gets a calm no, and the log a line."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from explainer.pages.views import site

pytestmark = pytest.mark.django_db
SECRET = "host=10.9.8.7 user=explainer"


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def raises(*args: object) -> None:
        raise error

    monkeypatch.setattr(site, "front", raises)


@pytest.mark.parametrize("error", [OperationalError(f"connection failed: {SECRET}"), InterfaceError("is closed")])
@pytest.mark.parametrize(
    ("address", "words"), [("/", "not there just now"), ("/ar/", "غير متاحة"), ("/he/", "אינו זמין")]
)
def test_while_the_database_is_away_a_page_is_not_there_just_now(reader, monkeypatch, error, address, words):
    fail(monkeypatch, error)
    answer = reader.get(address)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    body = answer.content.decode()
    assert words in body
    assert SECRET not in body
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_fault_of_ours_is_still_one(reader, monkeypatch):
    fail(monkeypatch, ValueError("a fault"))
    answer = reader.get("/")
    assert (answer.status_code, answer.get("Retry-After"), answer["Cache-Control"]) == (500, None, "no-store")
    assert "The fault is ours" in answer.content.decode()
