"""Django's answers to readers, made in a few threads that keep their connection to the database.

The server's own way makes a thread and a connection for each request. It must not pass on anything of the reader who
asked: an answer is for all who ask for the same.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import local
from typing import Any, TypeVar

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.db import connections
from django.http import HttpResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from .packed_answer import FinishedAnswer, Scope, pack

THREADS = 4
OF_THE_SITE = (b"host", b"x-forwarded-proto")  # the headers that Django needs to see whether the address is ours

T = TypeVar("T")


class Answer(HttpResponse):
    """A reader's page or file. ``lasting``: whoever asks for its address gets the same until something is published,
    so that it may be kept."""

    def __init__(self, content: str | bytes, *, lasting: bool, status: int = 200, content_type: str = "") -> None:
        super().__init__(content, status=status, content_type=content_type or None)
        self.lasting = lasting


def make_ready() -> None:
    """What nearly every page needs, made before a reader waits for it: templates, and for each language its catalogue
    and its addresses. What is there by then stays, so the garbage collector need not look through it again."""
    folders: list[Path] = settings.TEMPLATES[0]["DIRS"]  # type: ignore[assignment]  # the stubs say no more than object
    for folder in folders:
        for file in sorted(folder.rglob("*.html")):
            if "admin" not in file.relative_to(folder).parts:
                get_template(file.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("home")
    gc.freeze()


class Renderer:
    def __init__(self, handler: ASGIHandler) -> None:
        self._handler = handler
        self._threads = ThreadPoolExecutor(THREADS, "render")
        self._files = 0
        self._thread = local()
        make_ready()

    async def __call__(self, scope: Scope) -> FinishedAnswer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.in_thread, self._answer, scope)

    def changed(self, stories: frozenset[str] | None) -> None:
        """Where any may have, another file can stand in the database's place: have each thread open it anew."""
        if stories is None:
            self._files += 1

    def in_thread(self, call: Callable[..., T], *args: Any) -> T:
        """Call it with a connection that this thread keeps; one with an error behind it, or a pool's, is given back."""
        if getattr(self._thread, "files", self._files) != self._files:
            connections.close_all()
        self._thread.files = self._files
        try:
            return call(*args)
        finally:
            for connection in connections.all(initialized_only=True):
                if connection.vendor != "sqlite" or connection.errors_occurred:
                    connection.close_if_unusable_or_obsolete()

    def _answer(self, scope: Scope) -> FinishedAnswer:
        """It is kept if its view says so, or if it is a file that never changes, asked for by its plain address."""
        headers = [pair for pair in scope["headers"] if pair[0] in OF_THE_SITE]
        request, refused = self._handler.create_request({**scope, "method": "GET", "headers": headers}, BytesIO())
        response = refused if request is None else self._handler.get_response(request)
        assert isinstance(response, HttpResponse)  # the handler refuses with one, and no view of ours streams
        sent = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
        sent += [(b"set-cookie", cookie.OutputString().encode("ascii")) for cookie in response.cookies.values()]
        policy = response.get("Cache-Control", "")
        told = isinstance(response, Answer) and response.lasting and policy.startswith("public")
        forever = "immutable" in policy and not scope["query_string"]
        lasting = (told or forever) and response.status_code in (200, 410) and not response.cookies
        return FinishedAnswer(pack(response.status_code, sent, response.content), lasting=lasting)
