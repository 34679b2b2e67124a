"""Django's cache in Redis: what it keeps, and that nothing needs it.

Where no Redis is named (CACHE_URL), one that never answers must do: the rest is skipped, with the reason."""

import logging
import os

import pytest
from django.conf import settings

pytest.importorskip("redis", reason="the package redis is not installed (requirements/machines.txt)")

from explainer.serving import caches
from explainer.serving.caches import ForgivingRedis

from .wires import Wire, free_port

needs_redis = pytest.mark.skipif(not os.environ.get("CACHE_URL"), reason="no Redis is named by CACHE_URL")


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    monkeypatch.setattr(ForgivingRedis, "_silent_until", 0.0)


def made(url):
    cache = ForgivingRedis(url, {"KEY_PREFIX": settings.CACHE_PREFIX})
    cache._instead.clear()
    return cache


@pytest.fixture
def nowhere():
    return made(f"redis://127.0.0.1:{free_port()}")


def test_without_an_answer_this_process_counts_for_itself(nowhere):
    assert nowhere.get("a") is None
    assert nowhere.add("a", 0, timeout=60) is True
    assert [nowhere.incr("a"), nowhere.incr("a")] == [1, 2]
    nowhere.set_many({"b": 1, "c": "two"})
    assert nowhere.get_many(["b", "c"]) == {"b": 1, "c": "two"}
    nowhere.delete("b")
    assert ("b" in nowhere, "c" in nowhere, nowhere.get_or_set("d", 4)) == (False, True, 4)
    nowhere.clear()
    assert nowhere.get("c") is None


def test_one_that_hangs_is_asked_once_and_then_left_alone(caplog):
    with Wire(free_port()) as wire:
        wire.hang()
        cache = made(f"redis://127.0.0.1:{wire.port}")
        with caplog.at_level(logging.WARNING):
            assert [cache.get(name) for name in "abcdefgh"] == [None] * 8
        assert wire.connections == 1
    assert [record.name for record in caplog.records] == [caches.__name__]


def test_nothing_that_is_kept_can_become_code():
    with pytest.raises(TypeError):
        caches.Json().dumps(object())
    assert [caches.Json().loads(text) for text in (b"5", b'"x"', b"[1]")] == [5, "x", [1]]


@needs_redis
def test_two_machines_count_together_and_forget_only_what_is_theirs():
    here, there = made(settings.CACHE_URL), made(settings.CACHE_URL)
    other = ForgivingRedis(settings.CACHE_URL, {"KEY_PREFIX": settings.CACHE_PREFIX + "-other"})
    try:
        other.set("x", "kept", timeout=60)
        here.add("x", 0, timeout=60)
        assert [here.incr("x"), there.incr("x"), here.get("x")] == [1, 2, 2]
        there.set("y", {"a": [1, "b"]}, timeout=60)
        assert here.get("y") == {"a": [1, "b"]}
        here.clear()
        assert (there.get("x"), there.get("y"), other.get("x")) == (None, None, "kept")
    finally:
        here.clear()
        other.clear()


@needs_redis
def test_the_throttle_counts_there():
    from django.core.cache import cache

    assert isinstance(cache._connections[cache._alias], ForgivingRedis)
