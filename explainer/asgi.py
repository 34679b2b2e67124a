"""The ASGI callable that the server runs: Django, the page cache in front of it, and the protocol kept tidy.

It must not know about pages, users or stories."""

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, urlsplit

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase
from django.urls import get_resolver

from explainer.serving import patience
from explainer.serving.packed_answer import Receive, Scope, Send

if TYPE_CHECKING:
    from explainer.serving.page_cache import PageCache, Rules

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
patience.serve()
site = OneThread()
get_resolver().url_patterns  # noqa: B018 -- what does not import must stop the start, not the first reader


async def uncached(scope: Scope, receive: Receive, send: Send) -> None:
    # Django logs a traceback when this is not UTF-8; percent-encoded, RefuseJunk can judge it.
    scope = {**scope, "query_string": quote_from_bytes(scope["query_string"], safe=ASCII).encode("ascii")}
    await site(scope, receive, without_body(send) if scope["method"] == "HEAD" else send)


def cached() -> "PageCache":
    """The page cache over Django: what makes a page, what says whether it is still right, and what keeps it."""
    from explainer.serving import publication_counter, replicas, shared_pages
    from explainer.serving.freshness import Commits, Watch
    from explainer.serving.page_cache import PageCache
    from explainer.serving.rendering import Renderer

    renderer = Renderer(site)
    render, look = counted(renderer, publication_counter.look)
    ask = partial(renderer.in_thread, replicas.ask)  # as a reader's page asks, with a connection that is kept
    soon = patience.patient(patience.ALIVE, vital=True)  # a look costs the database nothing
    watch = Watch(
        partial(ask, soon(look)),
        partial(ask, soon(publication_counter.state_of)),
        commits=Commits.of(settings.DATABASES["default"]),
        returns=replicas.returns,
    )
    watch.tell(renderer.changed)  # before the cache, which has pages made again
    return PageCache(render, uncached, rules(), watch, most=settings.PAGES_BYTES, tier=shared_pages.tier())


def rules() -> "Rules":
    """What the page cache must know of the site, from its settings and its map."""
    from explainer.language.languages import PREFIXED
    from explainer.serving.page_cache import Rules
    from explainer.serving.routes import of_the_site

    return Rules(
        release=settings.RELEASE,
        host=urlsplit(settings.SITE_URL).netloc,
        may_ask=lambda host: validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS),
        https=settings.SECURE_SSL_REDIRECT,
        behind_proxy=settings.BEHIND_PROXY,
        session_cookie=settings.SESSION_COOKIE_NAME.encode("ascii") + b"=",
        languages=PREFIXED,
        segments=of_the_site(get_resolver().url_patterns),
        static=settings.STATIC_URL,
    )


def counted(render: Any, look: Any) -> tuple[Any, Any]:
    """Both of them, counted where somebody wants to know."""
    if not settings.METRICS_TOKEN:
        return render, look
    from explainer.serving import metrics

    return metrics.made(render), metrics.looked(look)


def observed(pages: "PageCache | None") -> Any:
    """The page cache, or what tells of each request that it and Django answer, where somebody wants to be told."""
    if not (settings.ACCESS_LOG or settings.METRICS_TOKEN):
        return pages
    from explainer.serving.observed import Observed, Tell, to_the_log

    serve: Any = pages or uncached
    tell: list[Tell] = [to_the_log] if settings.ACCESS_LOG else []
    if settings.METRICS_TOKEN:
        from explainer.serving import metrics

        serve, tell = metrics.told_at(serve, settings.METRICS_TOKEN), [*tell, metrics.count]
    return Observed(serve, pages, tell)


pages = observed(cached() if settings.PAGES_BYTES and not settings.DEBUG else None)
serve = pages or uncached


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
    else:
        await serve(scope, receive, send)


async def live(receive: Receive, send: Send) -> None:
    """Answer the lifespan protocol; there is nothing to start or to stop."""
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": message["type"] + ".complete"})
    await send({"type": "lifespan.shutdown.complete"})


def without_body(send: Send) -> Send:
    """``send`` for the answer to HEAD: the headers of a GET, its Content-Length too, and no body."""

    async def send_head(message: Mapping[str, Any]) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head
