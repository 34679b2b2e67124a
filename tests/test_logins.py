"""Guessing a password: what the guesser meets, and what everybody else does not.

It must not wait for real minutes to pass."""

import os
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import F
from django.test import Client, RequestFactory

from explainer.desk import hashing, logins
from explainer.desk.logins import ATTEMPTS, MINUTES, address, key
from explainer.models import SignInCount

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


def test_who_tries_many_names_from_one_address_must_wait_and_nobody_else(monkeypatch):
    monkeypatch.setattr(logins, "FROM_AN_ADDRESS", 5)
    for number in range(6):
        response = log_in("wrong", name=f"name-{number}")
    assert f"Please try again in {MINUTES} minutes" in response.content.decode()
    assert log_in().status_code == 200, "from there even the right one"
    assert log_in(place="192.0.2.2").status_code == 302


def test_the_addresses_of_one_network_count_as_one(monkeypatch):
    monkeypatch.setattr(logins, "FROM_AN_ADDRESS", 5)
    for number in range(6):
        log_in("wrong", name=f"name-{number}", place=f"2001:db8::{number}")
    assert log_in(place="2001:db8::ffff").status_code == 200
    assert log_in(place="2001:db8:0:1::1").status_code == 302


def test_right_passwords_do_not_count_against_an_address(monkeypatch):
    monkeypatch.setattr(logins, "FROM_AN_ADDRESS", 3)
    for _ in range(5):
        assert log_in().status_code == 302


def test_all_processes_count_together(monkeypatch):
    """What this process kept is forgotten, as another has none of it."""
    if settings.CACHE_URL:
        pytest.skip("Redis counts for all: CACHE_URL is set")
    guess()
    cache.clear()
    assert log_in().status_code == 200
    assert SignInCount.objects.filter(number=ATTEMPTS + 1).exists()


def test_the_database_keeps_no_name_and_no_address_of_whoever_tries():
    guess()
    log_in(place="192.0.2.9")
    kept = [str(row) for row in SignInCount.objects.values_list("key", "number", "until")]
    assert kept
    assert not [row for row in kept if "rosa" in row or "192" in row.partition(",")[0]]


def test_while_too_many_are_at_it_only_who_was_right_from_there_has_a_turn(monkeypatch, caplog):
    assert log_in(place="192.0.2.7").status_code == 302
    for _ in range(hashing.WAITING):
        assert hashing._places.acquire(blocking=False)
    try:
        answer = log_in(place="192.0.2.8")
        assert answer.status_code == 200
        assert "Too many are signing in just now" in answer.content.decode()
        assert "login refused, too many at once: name 'rosa' from 192.0.2.8" in caplog.text
        assert log_in(place="192.0.2.7").status_code == 302
    finally:
        for _ in range(hashing.WAITING):
            hashing._places.release()
    assert log_in(place="192.0.2.8").status_code == 302, "a turn that was taken is given back"


def test_a_hash_is_djangos_own_and_made_by_one_thread_that_gives_way():
    made = hashing.Behind().encode(RIGHT, "salt", 1000)
    assert made == PBKDF2PasswordHasher().encode(RIGHT, "salt", 1000)
    assert hashing.Behind().verify(RIGHT, made)
    assert [worker.name for worker in threading.enumerate() if worker.name.startswith("hashing")] == ["hashing_0"]
    thread = next(worker for worker in threading.enumerate() if worker.name == "hashing_0")
    if sys.platform == "linux":
        assert os.getpriority(os.PRIO_PROCESS, thread.native_id) == hashing.NICE


def test_a_refused_attempt_neither_asks_the_database_nor_hashes(django_assert_num_queries, caplog):
    guess(ATTEMPTS + 1)
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


def test_the_wait_ends(monkeypatch):
    guess()
    if settings.CACHE_URL:
        counted = key(RequestFactory(REMOTE_ADDR="192.0.2.1").post("/"), "rosa")
        kept = cache.make_key(f"login-{counted}")
        redis = cache._cache.get_client(write=True)
        assert 0 < redis.ttl(kept) <= MINUTES * 60
        redis.expire(kept, 0)  # as if they had passed
    later = time.time() + MINUTES * 60 + 1
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)
    SignInCount.objects.update(until=F("until") - timedelta(minutes=MINUTES, seconds=1))
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
