"""What is told of each request, where an operator asks for it: the access log, the metrics, an id on every answer.

It stands outside of everything else, and is not even read where nothing is asked for. It must not tell who asked, nor
what they searched for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..setup.logs import id_of, request_id
from .packed_answer import Receive, Scope, Send
from .routes import DESK, HEALTH

ID = b"x-request-id"
FEEDS = ("/feed.atom", "/feed.json", "events.ics")
KINDS = {  # by the end of an address
    "feed": FEEDS,
    "data": (".json", ".csv", ".zip", ".jsonld", ".bib", ".ris"),
    "picture": (".png", ".svg", ".ico"),
    "search": ("/search/", "/opensearch.xml"),
}

log = logging.getLogger("explainer.access")


@dataclass(frozen=True, slots=True)
class Told:
    """``ready``: it was there, and nothing was made for it."""

    method: str
    path: str
    status: int
    size: int
    seconds: float
    ready: bool

    @property
    def kind(self) -> str:
        if self.path.startswith(DESK):
            return "desk"
        if self.path.startswith(HEALTH):
            return "health"
        if self.path.startswith("/static/"):
            return "static"
        return next((kind for kind, ends in KINDS.items() if self.path.endswith(ends)), "page")


Tell = Callable[[Told], None]


class Inner(Protocol):
    """The page cache."""

    def at_once(self, scope: Scope) -> tuple[bytes, bytes] | None: ...

    def begin(self) -> None: ...

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Observed:
    """An ASGI application round another. ``pages``: the page cache, where there is one."""

    def __init__(self, serve: Callable[[Scope, Receive, Send], Awaitable[None]], pages: Inner | None, tell: list[Tell]):
        self._serve, self._pages, self._tell = serve, pages, tell

    def begin(self) -> None:
        if self._pages:
            self._pages.begin()

    def at_once(self, scope: Scope) -> tuple[bytes, bytes] | None:
        """What is ready, with an id on it."""
        began = time.perf_counter()
        answer = self._pages.at_once(scope) if self._pages else None
        if answer is None:
            return None
        head, body = answer
        known = sent_id(scope)
        token = request_id.set(known)
        try:
            self._say(scope, int(head[9:12]), len(body), began, ready=True)
        finally:
            request_id.reset(token)
        return head + b"%s: %s\r\n" % (ID, known.encode("ascii")), body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, known = time.perf_counter(), sent_id(scope)
        headers = [pair for pair in scope["headers"] if pair[0] != ID]
        scope = {**scope, "headers": [*headers, (ID, known.encode("ascii"))]}
        status, size = 500, 0

        async def telling(message: Mapping[str, Any]) -> None:
            nonlocal status, size, known
            if message["type"] == "http.response.start":
                status = message["status"]
                told = dict(message["headers"]).get(ID)  # it failed where it was made, for several who asked
                known = told.decode("ascii") if told else known
                if not told:
                    message = {**message, "headers": [*message["headers"], (ID, known.encode("ascii"))]}
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._serve(scope, receive, telling)
        finally:
            token = request_id.set(known)
            self._say(scope, status, size, began, ready=False)
            request_id.reset(token)

    def _say(self, scope: Scope, status: int, size: int, began: float, *, ready: bool) -> None:
        told = Told(scope["method"], scope["path"], status, size, time.perf_counter() - began, ready)
        for tell in self._tell:
            tell(told)


def sent_id(scope: Scope) -> str:
    return id_of(next((value.decode("latin-1") for name, value in scope["headers"] if name == ID), ""))


def to_the_log(told: Told) -> None:
    """A line for each request: no address of who asked, no query, no cookie."""
    fields = {
        "method": told.method,
        "path": told.path,
        "status": told.status,
        "bytes": told.size,
        "ms": round(told.seconds * 1000, 2),
        "ready": told.ready,
    }
    words = f"{told.status} {told.method} {told.path} {told.size} bytes in {fields['ms']} ms"
    log.info("%s%s", words, ", ready" if told.ready else "", extra={"told": fields})
