"""The pages that machines share: what is kept, and that no reader waits for a Redis that is slow, cut off or gone.

Where no Redis is named (CACHE_URL), one that never answers must do: the rest is skipped, with the reason."""

import asyncio
import logging
import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings

pytest.importorskip("redis", reason="the package redis is not installed (requirements/machines.txt)")

from explainer.serving import shared_pages
from explainer.serving.shared_pages import SharedPages

from .wires import Wire, free_port

needs_redis = pytest.mark.skipif(not os.environ.get("CACHE_URL"), reason="no Redis is named by CACHE_URL")


class Clock:
    """Seconds, which pass when they are told to."""

    def __init__(self):
        self.now = 1_000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def seconds(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(shared_pages, "time", clock)
    return clock


def test_a_site_without_redis_has_none(settings):
    settings.CACHE_URL = ""
    assert shared_pages.tier() is None
    settings.CACHE_URL = "redis://127.0.0.1"
    assert isinstance(shared_pages.tier(), SharedPages)


def test_nobody_there_is_a_page_that_is_not_kept(caplog):
    async def ask():
        pages = SharedPages(f"redis://127.0.0.1:{free_port()}", "x", "secret")
        await pages.put("a", b"page")
        return [await pages.get("a") for _ in range(5)]

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(ask()) == [None] * 5
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == ["the shared pages do not answer"]


def test_one_that_hangs_is_asked_again_only_after_a_rest_and_by_one_reader(seconds):
    async def ask():
        with Wire(free_port()) as wire:
            wire.hang()
            pages = SharedPages(f"redis://127.0.0.1:{wire.port}", "x", "secret")
            assert await pages.get("a") is None
            assert await asyncio.gather(*(pages.get("a") for _ in range(20))) == [None] * 20
            assert wire.connections == 1
            seconds.now += shared_pages.REST
            assert await asyncio.gather(*(pages.get("a") for _ in range(20))) == [None] * 20
            assert wire.connections == 2
            await pages.close()

    asyncio.run(ask())


def test_a_reader_who_leaves_meanwhile_is_no_failure(caplog):
    async def ask():
        with Wire(free_port()) as wire:
            wire.hang()
            pages = SharedPages(f"redis://127.0.0.1:{wire.port}", "x", "secret")
            asked = asyncio.create_task(pages.get("a"))
            while not wire.connections:
                await asyncio.sleep(0)
            asked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asked
            assert pages._may_ask()
            await pages.close()

    asyncio.run(ask())
    assert not caplog.records


@needs_redis
def test_what_one_machine_keeps_another_finds():
    async def ask():
        here, there = (SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX, "secret") for _ in range(2))
        other = SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX + "-other", "secret")
        assert await there.get("a") is None
        await here.put("a", b"\x00page\xff")
        await here.put("huge", b"x" * (shared_pages.MOST + 1))
        found = await there.get("a"), await other.get("a"), await there.get("huge")
        left = await here._client.ttl(f"{settings.CACHE_PREFIX}:page:a")
        await here._client.delete(f"{settings.CACHE_PREFIX}:page:a")
        for each in (here, there, other):
            await each.close()
        return found, left

    found, left = asyncio.run(ask())
    assert found == (b"\x00page\xff", None, None)
    assert 0 < left <= shared_pages.KEEP


@needs_redis
def test_what_somebody_else_put_there_is_no_page(caplog):
    async def ask():
        ours = SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX, "secret")
        theirs = SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX, "another")
        await ours.put("d", b"page")
        sealed = await ours._client.get(ours.name("d"))
        found = [await ours.get("d"), await theirs.get("d")]
        for value in (b"", b"forged", sealed[:-1] + b"!", sealed[:-1]):
            await ours._client.set(ours.name("d"), value)
            found.append(await ours.get("d"))
        await ours._client.set(ours.name("e"), sealed)  # a page under the name of another
        found.append(await ours.get("e"))
        await ours._client.delete(ours.name("d"), ours.name("e"))
        for each in (ours, theirs):
            await each.close()
        return found

    assert asyncio.run(ask()) == [b"page", None, None, None, None, None, None]
    assert not caplog.records


@needs_redis
def test_it_goes_and_comes_back_with_a_line_in_the_log_for_each(seconds, caplog):
    real = urlsplit(settings.CACHE_URL)

    async def ask():
        with Wire(real.port or 6379, real.hostname) as wire:
            pages = SharedPages(f"redis://127.0.0.1:{wire.port}{real.path}", settings.CACHE_PREFIX, "secret")
            await pages.put("b", b"page")
            wire.cut()
            gone = [await pages.get("b") for _ in range(3)]
            wire.mend()
            resting = await pages.get("b")
            seconds.now += shared_pages.REST
            back = await pages.get("b") and await pages.get("b")
            await pages._client.delete(f"{settings.CACHE_PREFIX}:page:b")
            await pages.close()
            return gone, resting, back

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(ask()) == ([None] * 3, None, b"page")
    said = [record.getMessage().split(" (")[0] for record in caplog.records]
    assert said == ["the shared pages do not answer", "the shared pages are there again"]


@needs_redis
def test_each_event_loop_has_connections_of_its_own():
    pages = SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX, "secret")

    async def ask():
        found = await pages.get("c")
        await pages._client.aclose()
        return found

    assert [asyncio.run(ask()) for _ in range(2)] == [None, None]
    assert pages._failed is False
