"""What an operator's Prometheus reads at ``/metrics``, for who knows the token; read only where there is one.

Each process counts for itself, and whichever is asked tells of all of them. It must not know what is on a page, nor
keep anybody waiting: what is asked of the database and of Redis has a second.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error, connections
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from .observed import Told
from .packed_answer import Receive, Scope, Send
from .patience import patient
from .replicas import COPY

ADDRESS = "/metrics"
TYPE = b"text/plain; version=0.0.4; charset=utf-8"
LAG = """SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"""

REQUESTS = Counter("explainer_requests", "Answers, by kind of address", ["kind", "status", "ready"])
SECONDS = Histogram("explainer_request_seconds", "Until an answer that was not ready was sent", ["kind"])
MADE = Counter("explainer_pages_made", "Answers that were made, and not taken from those that are kept")
LOOKED = Gauge(
    "explainer_last_look_seconds", "When it was last known what is current, in seconds since 1970: the process whose "
    "look is the oldest", multiprocess_mode="livemin",
)  # fmt: skip

T = TypeVar("T")
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def count(told: Told) -> None:
    REQUESTS.labels(told.kind, f"{told.status // 100}xx", "yes" if told.ready else "no").inc()
    if not told.ready:
        SECONDS.labels(told.kind).observe(told.seconds)


def made(render: Callable[[Scope], Awaitable[T]]) -> Callable[[Scope], Awaitable[T]]:
    """``render``, counted."""

    async def counted(scope: Scope) -> T:
        MADE.inc()
        return await render(scope)

    return counted


def looked(look: Callable[..., T]) -> Callable[..., T]:
    """``look``, with the time when it was done."""

    def timed(*args: Any) -> T:
        began = time.time()
        found = look(*args)
        LOOKED.set(began)
        return found

    return timed


class AskedFor(Collector):
    """What is not counted but asked for, whenever somebody wants to know."""

    def collect(self) -> Iterator[Metric]:
        for name, words, ask in (
            ("explainer_editions", "Editions that the database holds", editions),
            ("explainer_replica_lag_seconds", "How far the copy is behind the database", lag),
            ("explainer_redis_up", "Whether Redis answers", redis_answers),
        ):
            try:
                with patient(1):
                    value = ask()
            except Error:
                continue  # that it is missing says that it could not be asked
            if value is not None:
                yield GaugeMetricFamily(name, words, value=value)


def editions() -> float:
    return number("default", "SELECT count(*) FROM explainer_edition")


def lag() -> float | None:
    return number(COPY, LAG) if settings.REPLICA_URL else None


def redis_answers() -> float | None:
    if not settings.CACHE_URL:
        return None
    import redis

    with redis.Redis.from_url(settings.CACHE_URL, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
        try:
            return float(client.ping())
        except redis.RedisError:
            return 0


def number(database: str, sql: str) -> float:
    with connections[database].cursor() as cursor:
        cursor.execute(sql)
        return float(cursor.fetchone()[0] or 0)


def written() -> bytes:
    """All of it, in a thread of its own."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(AskedFor())
    try:
        return generate_latest(registry)
    finally:
        connections.close_all()


def told_at(serve: App, token: str) -> App:
    """``serve``, and the metrics for who sends the token; for everybody else there is no such address."""
    wanted = f"Bearer {token}".encode()

    async def with_metrics(scope: Scope, receive: Receive, send: Send) -> None:
        sent = dict(scope["headers"]).get(b"authorization", b"")
        if scope["path"] != ADDRESS or scope["method"] != "GET" or not hmac.compare_digest(sent, wanted):
            await serve(scope, receive, send)
            return
        body = await asyncio.to_thread(written)
        headers = [(b"content-type", TYPE), (b"cache-control", b"no-store"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return with_metrics
