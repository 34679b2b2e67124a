"""Who sends readers here is told whether they would be answered: by any name, and within a second."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from explainer.pages.views import health
from explainer.serving import patience

pytestmark = pytest.mark.django_db
HEALTH = ("/healthz/live", "/healthz/ready")


def broken(error):
    def raises(*args, **kwargs):
        raise error

    return raises


@pytest.mark.parametrize("address", HEALTH)
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "scanner.example", "[::9]", "a b", "_"])
def test_it_is_told_by_whatever_name_and_nothing_else_is(client, address, host):
    assert client.get(address, HTTP_HOST=host).status_code == 200
    assert client.get("/", HTTP_HOST=host).status_code == 400


def test_a_machine_that_cannot_make_pages_is_not_well(client, monkeypatch):
    monkeypatch.setattr(health, "page", broken(ValueError("no such style")))
    for address in HEALTH:
        answer = client.get(address)
        assert (answer.status_code, answer.content, answer["Cache-Control"]) == (
            503, b"pages cannot be made", "no-store",
        )  # fmt: skip


def test_without_the_database_it_lives_and_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "front", broken(OperationalError("password=secret")))
    assert client.get("/healthz/live").status_code == 200
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.content) == (503, b"the database does not answer")


def test_it_asks_the_database_for_less_than_a_second(client, monkeypatch):
    asked = []
    monkeypatch.setattr(health, "front", lambda before: asked.append(patience.budget().left))
    client.get("/healthz/ready")
    assert 0 < asked[0] < 1
    assert patience.budget().left > 1
