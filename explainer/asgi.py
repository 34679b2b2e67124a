"""The ASGI callable that the server runs: Django, in a thin layer that keeps the protocol tidy.

It must not know about pages, users or stories."""

import os
from collections.abc import Awaitable, Callable
from urllib.parse import quote_from_bytes

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import get_resolver

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
ASCII = "".join(map(chr, range(0x21, 0x7F)))


class OneThread(ASGIHandler):
    """Django's handler, with middleware and view in one thread from end to end.

    All of ours are synchronous; changing threads for each of them costs more than twice the CPU time."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response)(request)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explainer.settings")
django.setup(set_prefix=False)
site = OneThread()
get_resolver().url_patterns  # noqa: B018 -- what does not import must stop the start, not the first reader


async def application(scope: dict, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
    else:
        # Django logs a traceback when this is not UTF-8; percent-encoded, RefuseJunk can judge it.
        scope = {**scope, "query_string": quote_from_bytes(scope["query_string"], safe=ASCII).encode("ascii")}
        await site(scope, receive, without_body(send) if scope["method"] == "HEAD" else send)


async def live(receive: Receive, send: Send) -> None:
    """Answer the lifespan protocol; there is nothing to start or to stop."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": message["type"] + ".complete"})
    await send({"type": "lifespan.shutdown.complete"})


def without_body(send: Send) -> Send:
    """``send`` for the answer to HEAD: the headers of a GET, its Content-Length too, and no body."""

    async def send_head(message: dict) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head
