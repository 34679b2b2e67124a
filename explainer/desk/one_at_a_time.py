"""What changes editions is done by one at a time: publishing, withdrawing, taking one thing back.

It must not know what is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from .snapshots import one_view


@contextmanager
def alone() -> Iterator[None]:
    """One view of the desk, and no other publication beside it.

    PostgreSQL: a table lock taken before the first read (SQL LOCK: a REPEATABLE READ snapshot is taken by the first
    query, not by the lock), so that a second publication waits and then sees the first.
    """
    with one_view():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE explainer_edition IN SHARE ROW EXCLUSIVE MODE")
        yield
