"""Django's cache in a Redis that machines share; the throttle of logins counts in it.

It must not be needed: without an answer, everything is as if nothing had been kept. It holds plain values alone,
because whoever can write to Redis could make pickles of code. Pages are kept elsewhere (``shared_pages``)."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

WAIT = 0.3  # seconds, for an answer
REST = 5.0  # seconds, for which it is not asked again after it gave none

log = logging.getLogger(__name__)


class Json:
    """Numbers as Redis counts them, the rest as JSON."""

    def dumps(self, value: Any) -> bytes | int:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class ForgivingRedis(RedisCache):
    """Redis; while it does not answer, the memory of this process, so that a count goes on counting."""

    _silent_until = 0.0  # of all instances in this process: each thread has its own

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        short = {"socket_timeout": WAIT, "socket_connect_timeout": WAIT, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, {**params, "OPTIONS": {"serializer": Json, **short, **params.get("OPTIONS", {})}})
        self._instead = LocMemCache("instead-of-redis", params)

    def clear(self) -> bool:  # type: ignore[override]  # the stubs say None, Django's own backends give a bool
        """Delete what is ours; others may keep things in the same Redis."""
        with contextlib.suppress(RedisError, OSError):
            client = self._cache.get_client(write=True)  # type: ignore[attr-defined]  # not in the stubs
            for key in client.scan_iter(match=self.make_key("*"), count=1_000):
                client.delete(key)
        self._instead.clear()
        return True


def _forgiving(name: str) -> Callable[..., Any]:
    """The method of that name, asked of Redis, or of this process while Redis does not answer."""

    def ask(self: ForgivingRedis, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= ForgivingRedis._silent_until:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (RedisError, OSError) as error:
                ForgivingRedis._silent_until = time.monotonic() + REST
                log.warning("the cache does not answer (%s); it is asked again in %g s", type(error).__name__, REST)
        return getattr(self._instead, name)(*args, **kwargs)

    return ask


for _name in ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many"):
    setattr(ForgivingRedis, _name, _forgiving(_name))
