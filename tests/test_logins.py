"""Guessing a password: what the guesser meets, and what everybody else does not.

It must not wait for real minutes to pass."""

import time
from urllib.parse import urlencode

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client, RequestFactory

from explainer.desk import logins
from explainer.desk.logins import ATTEMPTS, MINUTES, address, key

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery staple"


@pytest.fixture(autouse=True)
def rosa():
    cache.clear()
    yield User.objects.create_user("rosa", password=RIGHT, is_staff=True)
    cache.clear()


def log_in(password=RIGHT, name="rosa", place="192.0.2.1"):
    return Client(REMOTE_ADDR=place).post("/admin/login/", {"username": name, "password": password})


def guess(times=ATTEMPTS, **where):
    for _ in range(times):
        response = log_in("wrong", **where)
    return response


def test_the_right_password_lets_an_editor_in():
    assert log_in().status_code == 302


def test_an_editor_may_be_wrong_a_few_times():
    assert "Please enter the correct username" in guess(ATTEMPTS - 1).content.decode()
    assert log_in().status_code == 302


def test_after_too_many_guesses_even_the_right_password_must_wait():
    guess()
    response = log_in()
    assert response.status_code == 200
    assert f"Please try again in {MINUTES} minutes" in response.content.decode()


def test_a_refused_attempt_neither_asks_the_database_nor_hashes(django_assert_num_queries, caplog):
    guess()
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").post("/admin/login/")
    with django_assert_num_queries(0):
        assert authenticate(request, username="Rosa", password=RIGHT) is None
    assert "login refused, too many attempts: name 'Rosa' from 192.0.2.1" in caplog.text
    assert RIGHT not in caplog.text


def test_other_addresses_and_other_names_are_not_affected():
    User.objects.create_user("mads", password=RIGHT, is_staff=True)
    guess()
    assert log_in(place="192.0.2.2").status_code == 302
    assert log_in(name="mads").status_code == 302


def test_the_wait_ends(monkeypatch, settings):
    guess()
    if settings.CACHE_URL:
        kept = cache.make_key(key(RequestFactory(REMOTE_ADDR="192.0.2.1").post("/"), "rosa"))
        redis = cache._cache.get_client(write=True)
        assert 0 < redis.ttl(kept) <= MINUTES * 60
        redis.expire(kept, 0)  # as if they had passed
    later = time.time() + MINUTES * 60 + 1
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    assert log_in().status_code == 302


def test_a_count_that_runs_out_while_it_is_counted_begins_anew(monkeypatch):
    monkeypatch.setattr(logins, "MINUTES", 0)
    assert "Please enter the correct username" in guess(ATTEMPTS + 1).content.decode()
    assert log_in().status_code == 302


def test_a_right_password_forgets_the_wrong_ones():
    guess(ATTEMPTS - 1)
    log_in()
    guess(ATTEMPTS - 1)
    assert log_in().status_code == 302


@pytest.mark.parametrize("name", ["", "nobody", "x" * 5_000, "a\x00b", "ro\ud800sa", "é" * 200])
def test_odd_names_are_wrong_and_no_error(name):
    sent = urlencode({"username": name, "password": RIGHT}, errors="surrogatepass")
    response = Client().post("/admin/login/", sent, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_without_a_request_the_count_still_works():
    for _ in range(ATTEMPTS):
        assert authenticate(None, username="rosa", password="wrong") is None
    assert authenticate(None, username="rosa", password=RIGHT) is None


def test_who_gives_no_password_has_not_guessed():
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").post("/admin/login/")
    for _ in range(ATTEMPTS + 1):
        assert authenticate(request, username="rosa") is None
    assert log_in().status_code == 302


def test_the_test_clients_own_ways_in_work(rosa):
    client = Client()
    assert client.login(username="rosa", password=RIGHT)
    client.logout()
    client.force_login(rosa)
    assert client.get("/admin/").status_code == 200


def test_a_forwarded_address_counts_only_behind_a_proxy(settings):
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers={"X-Forwarded-For": "1.1.1.1, 2.2.2.2"})
    assert address(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert address(request) == "2.2.2.2"
