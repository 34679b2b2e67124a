"""Sends what readers read to a copy of the database (REPLICA_URL), where there is one; all else to the database itself.

It must not send the desk there: an editor reads what was written a moment ago. Nor must a reader notice that the
copy is gone: the database itself is asked instead, and the copy again after some seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .routes import DESK

COPY = "replica"
# What a reader's page reads, beside the index of search.
READ = {"explainer.edition", "explainer.package", "explainer.takedown", "explainer.turn"}
REST = 5.0  # seconds, for which the copy is not asked again after it failed

T = TypeVar("T")
log = logging.getLogger(__name__)


class _Side:
    """Which database one reader's request, or one question, is answered from: the same from its start to its end."""

    def __init__(self) -> None:
        self.alias = COPY if _rest.is_over() else DEFAULT_DB_ALIAS
        self.asked = False

    def lost(self, error: Exception) -> bool:
        """Whether ``error`` came from the copy. Then the rest is asked of the database itself."""
        if not (self.asked and self.alias == COPY and isinstance(error, (OperationalError, InterfaceError))):
            return False
        self.alias = DEFAULT_DB_ALIAS
        _rest.begin(error)
        return True


class _Rest:
    """While the copy is not asked. When that is over one request tries it, and the others wait for what comes of it."""

    def __init__(self) -> None:
        self.until = 0.0
        self.failed = False
        self.ended = 0

    def is_over(self) -> bool:
        now = time.monotonic()
        if self.failed and now >= self.until:
            self.until = now + REST
            return True
        return not self.failed

    def begin(self, error: Exception) -> None:
        self.until = time.monotonic() + REST
        if not self.failed:
            self.failed = True
            log.warning("the replica does not answer (%s); readers read the database itself", type(error).__name__)

    def end(self) -> None:
        if self.failed:
            self.failed = False
            self.ended += 1
            log.warning("the replica answers again")


_rest = _Rest()
_here: ContextVar[_Side | None] = ContextVar("side", default=None)


@contextmanager
def reading() -> Iterator[_Side]:
    """What is read meanwhile, a reader reads."""
    side = _Side()
    token = _here.set(side)
    try:
        yield side
    finally:
        _here.reset(token)
    if side.asked and side.alias == COPY:
        _rest.end()


def ask(question: Callable[..., T], *args: Any) -> T:
    """What ``question`` finds, as a reader would."""
    if not settings.REPLICA_URL:
        return question(*args)
    with reading() as side:
        try:
            return question(*args)
        except (OperationalError, InterfaceError) as error:
            if not side.lost(error):
                raise
            return question(*args)


def returns() -> int:
    """How often readers went back to the copy: it may be behind what they read meanwhile."""
    return _rest.ended


class FromReplica:
    """Middleware: a reader's page is made from the copy, and made again from the database itself if that fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.REPLICA_URL:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.path_info.startswith(DESK):
            return self.get_response(request)
        with reading():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        side = _here.get()
        if side is None or not side.lost(exception):
            return None
        view = request.resolver_match
        if view is None:  # nothing that the address leads to raised it
            return None
        answer: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
        return answer


class Router:
    """Django's question which database to ask. Inside a transaction it is the one that the transaction is in."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        side = _here.get()
        if side is None or model._meta.label_lower not in READ or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        side.asked = True
        return side.alias

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True  # rows of the copy are rows of the database

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == COPY else None
