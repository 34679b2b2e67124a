"""The second tier of the page cache: ready pages in a Redis that machines share, so that one renders for all.

It must never keep a reader waiting: whatever is not there within WAIT counts as not kept, and a Redis that failed is
left alone for REST. It must not know what it keeps, nor hand out what this site did not put there: each page is sealed
with a key made from SECRET_KEY. It runs without the package that speaks to Redis, as long as CACHE_URL is not set.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

WAIT = 0.3  # seconds, for an answer
REST = 5.0  # seconds, for which it is not asked again after a failure
KEEP = 86_400  # seconds, after which Redis forgets a page
SEAL = 16  # bytes
MOST = 1_000_000  # bytes of a page that is worth sending
CONNECTIONS = 32  # of one process; a page that finds none free counts as not kept

log = logging.getLogger(__name__)


def tier() -> SharedPages | None:
    """The tier that the settings name; None without CACHE_URL. It connects when it is first asked."""
    if not settings.CACHE_URL:
        return None
    return SharedPages(settings.CACHE_URL, settings.CACHE_PREFIX, settings.SECRET_KEY)


class SharedPages:
    """Pages by key. Neither method raises, nor takes longer than WAIT. Make one after the process has forked."""

    def __init__(self, url: str, prefix: str, secret: str) -> None:
        self._url, self._prefix = url, prefix
        self._secret = hashlib.blake2b(secret.encode(), digest_size=32, person=b"shared pages").digest()
        self._client: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._silent_until = 0.0
        self._failed = False

    async def get(self, key: str) -> bytes | None:
        if not self._may_ask():
            return None
        name = self.name(key)
        found = await self._answer(lambda redis: redis.get(name))
        value = found[SEAL:] if found else b""
        return value if found and hmac.compare_digest(found[:SEAL], self.seal(name, value)) else None

    async def put(self, key: str, value: bytes) -> None:
        if len(value) <= MOST and self._may_ask():
            name = self.name(key)
            await self._answer(lambda redis: redis.set(name, self.seal(name, value) + value, ex=KEEP))

    def name(self, key: str) -> str:
        """What a page is called in Redis."""
        return f"{self._prefix}:page:{key}"

    def seal(self, name: str, value: bytes) -> bytes:
        """What only this site can have put before ``value``, and under no other name."""
        sealed = hashlib.blake2b(name.encode() + b"\0", key=self._secret, digest_size=SEAL)
        sealed.update(value)
        return sealed.digest()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _answer(self, question: Callable[[Any], Awaitable[Any]]) -> Any:
        from redis.exceptions import MaxConnectionsError

        try:
            async with asyncio.timeout(WAIT):
                found = await question(self._connected())
        except MaxConnectionsError:  # it is we who are busy
            return None
        except Exception as error:  # whatever it is, the page can be made
            self._fail(error)
            return None
        if self._failed:
            self._failed, self._silent_until = False, 0.0
            log.warning("the shared pages are there again")
        return found

    def _may_ask(self) -> bool:
        """Once the rest is over, one question goes out, and the others wait for what comes of it."""
        now = time.monotonic()
        if now < self._silent_until:
            return False
        if self._failed:
            self._silent_until = now + REST
        return True

    def _fail(self, error: Exception) -> None:
        self._silent_until = time.monotonic() + REST
        if not self._failed:
            self._failed = True
            log.warning("the shared pages do not answer (%s); pages are made without them", type(error).__name__)

    def _connected(self) -> Any:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            from redis.asyncio import Redis
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff

            self._loop = loop
            self._client = Redis.from_url(
                self._url,
                socket_timeout=WAIT,
                socket_connect_timeout=WAIT,
                retry=Retry(NoBackoff(), 0),
                max_connections=CONNECTIONS,
            )
        return self._client
