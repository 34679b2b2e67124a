"""The bare callables that everything is compared with: one constant page, as WSGI and as ASGI.

It must not do anything that a page needs; it is also gunicorn's configuration for the servers beside ours."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

# What gunicorn.conf.py says for our own server too.
keepalive = 5
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108

PAGE = b"<!doctype html><title>Bare</title>".ljust(int(os.environ.get("BENCH_PAGE_BYTES", "12000")), b".")
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS]


Event = dict[str, object]  # of ASGI


def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", HEADERS)
    return [PAGE]


async def asgi(scope: Event, receive: Callable[[], Awaitable[Event]], send: Callable[[Event], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": RAW_HEADERS})
    await send({"type": "http.response.body", "body": PAGE})
