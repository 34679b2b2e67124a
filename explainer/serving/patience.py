"""How long who asks is prepared to wait for the database, all in all; it must not know which database there is.

A command waits for as long as it takes: a migration or a backup that was cut off is worse than a slow one. What serves
requests waits ``DESK`` seconds for one answer, and a reader's page ``READER`` seconds for all that it asks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .routes import UNKEPT

READER = 3.5  # seconds; with the time to cancel what is given up, and to say so, under five
DESK = 60.0  # a publication of the largest story writes for seconds, and waits for another one that is under way
ALIVE = 2.0  # in which a database answers what costs it nothing, or is held to be hung

_serving = False


class Budget:
    """``vital``: what is asked is next to nothing, and so silence means that the database hangs."""

    def __init__(self, seconds: float, *, vital: bool = False) -> None:
        self.left, self.vital = seconds, vital

    @contextmanager
    def spent(self) -> Iterator[None]:
        began = monotonic()
        try:
            yield
        finally:
            self.left -= monotonic() - began


_here: ContextVar[Budget | None] = ContextVar("patience", default=None)


def serve() -> None:
    """From now on this process serves requests, and is no command."""
    global _serving
    _serving = True


def budget() -> Budget:
    return _here.get() or Budget(DESK if _serving else math.inf)


@contextmanager
def patient(seconds: float, *, vital: bool = False) -> Iterator[None]:
    """What is asked meanwhile may take so long, all in all; it counts for whoever allowed more."""
    around = budget()
    own = Budget(min(seconds, around.left), vital=vital)
    given, token = own.left, _here.set(own)
    try:
        yield
    finally:
        _here.reset(token)
        around.left -= given - own.left


class ReadersPatience:
    """Middleware: only where a database can hang, which a file cannot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DATABASES["default"]["ENGINE"].endswith(".sqlite3"):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(UNKEPT):
            return self.get_response(request)
        with patient(READER):
            return self.get_response(request)
