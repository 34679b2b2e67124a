"""A save that never happened: what would be at the desk can be read within it, and nothing of it stays.

It waits for the database, and holds it, for seconds at most: on SQLite nobody else can save meanwhile. It must not
know what is saved.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

WAIT, HOLD = 2.0, 5.0  # seconds
STEPS = 20_000  # of SQLite's virtual machine between two looks at the clock: some milliseconds


@contextmanager
def undone() -> Iterator[None]:
    """A transaction of which nothing is kept. OperationalError where the database gives no time, or takes too long.

    SQLite, “PRAGMA busy_timeout” and “sqlite3_progress_handler”; PostgreSQL, “lock_timeout” and “statement_timeout”."""
    with _waiting(), transaction.atomic():
        try:
            with _holding():
                yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def _waiting() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
    try:
        yield
    finally:
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


@contextmanager
def _holding() -> Iterator[None]:
    if connection.vendor == "sqlite":
        end = time.monotonic() + HOLD
        connection.connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        finally:
            if connection.connection is not None:
                connection.connection.set_progress_handler(None, STEPS)
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{int(WAIT * 1000)}ms'")
            cursor.execute(f"SET LOCAL statement_timeout = '{int(HOLD * 1000)}ms'")
    yield
