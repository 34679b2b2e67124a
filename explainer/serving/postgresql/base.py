"""Django's PostgreSQL, for which nobody waits longer than ``patience`` says, whatever became of the server.

A server that hangs keeps its connections, and its system goes on to confirm what is sent to it: neither a time-out of
its own nor one of TCP ever comes. So the client gives up. It must not do so for a server that is only slow at one
thing: what was asked is cancelled there, and others go on asking.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Generator
from time import monotonic
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool, PoolTimeout

from ..patience import ALIVE, Budget, budget, patient
from ..replicas import COPY

FROM_COPY = 1.5  # seconds that a page waits for the copy, so that it can still be made from the database itself
HUNG = 5.0  # seconds after which nothing is waited for that is asked of a database that hangs
REST = 1.0  # seconds for which a database that hangs or is away is not asked again
TRIED = 4.0  # the same, while one is finding out whether it is back
CANCEL = 0.5  # seconds for telling the server that nobody waits any more

T = TypeVar("T")


class Silent(psycopg.OperationalError):
    """The database has not answered in the time that there was."""


class Absence:
    """Whether one database is known to hang or to be away: then who asks it is told so at once, but for one at a time
    who finds out whether it is back."""

    def __init__(self) -> None:
        self.is_on = False
        self._until = 0.0

    def ask(self) -> None:
        if not self.is_on:
            return
        if monotonic() < self._until:
            raise Silent("the database has not answered a moment ago, and was not asked")
        self._until = monotonic() + TRIED

    def begin(self) -> None:
        self.is_on, self._until = True, monotonic() + REST

    def end(self) -> None:
        self.is_on = False


class Connection(psycopg.Connection[Any]):
    absence: Absence | None = None  # of the database that it leads to; None until the pool gives it away
    most = math.inf  # seconds that one answer may take

    def wait(self, gen: Generator[Any, Any, T], *args: Any, **kwargs: Any) -> T:
        allowed = budget()
        try:
            with allowed.spent():
                return super().wait(self._bounded(gen, allowed), *args, **kwargs)
        except Silent:
            if not (self.absence and self.absence.is_on):
                with contextlib.suppress(psycopg.Error):
                    self.cancel_safe(timeout=CANCEL)
            self.close()
            raise

    def _bounded(self, gen: Generator[Any, Any, T], allowed: Budget) -> Generator[Any, Any, T]:
        """``gen``, which psycopg resumes ten times a second where nothing comes, until there is no point in waiting."""
        began = monotonic()
        try:
            said = next(gen)
            while True:
                ready = yield said
                if not ready:
                    self._give_up(monotonic() - began, allowed)
                said = gen.send(ready)
        except StopIteration as end:
            found: T = end.value
            return found

    def _give_up(self, waited: float, allowed: Budget) -> None:
        """It does, or returns."""
        hangs = self.absence is not None and self.absence.is_on
        if waited < min(allowed.left, self.most) and not (hangs and waited >= HUNG):
            return
        if allowed.vital and self.absence and waited >= ALIVE:
            self.absence.begin()
        raise Silent(f"the database has not answered for {waited:.1f} s")


class Pool(ConnectionPool[Connection]):
    absence: Absence
    most: float

    def getconn(self, timeout: float | None = None) -> Connection:
        """One that is known to work: the server may have been started anew since it was used."""
        self.absence.ask()
        allowed, failed = budget(), self._failures()
        until = monotonic() + min(self.timeout if timeout is None else timeout, allowed.left)
        while True:
            try:
                with allowed.spent():
                    found = super().getconn(max(until - monotonic(), 0))
            except PoolTimeout:
                if self._failures() > failed:  # else all of them are in use
                    self.absence.begin()
                raise
            found.absence, found.most = self.absence, self.most
            try:
                with patient(ALIVE, vital=True):
                    self.check_connection(found)
            except psycopg.Error as error:
                self.putconn(found)
                if isinstance(error, Silent):
                    raise
            else:
                self.absence.end()
                return found

    def _failures(self) -> int:
        return self.get_stats().get("connections_errors", 0)


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Pool | None:
        """Django names the class of its pool itself, and so what it has made becomes one of ours, before it is open."""
        pool: Any = super().pool  # type: ignore[misc]  # the stubs do not know it
        if pool is not None and not isinstance(pool, Pool):
            pool.__class__ = Pool
            pool.connection_class = Connection
            pool.absence, pool.most = Absence(), FROM_COPY if self.alias == COPY else math.inf
        found: Pool | None = pool
        return found
