"""One view of the desk: all that is read within it is of one moment, whoever saves beside it.

It must not know what is read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, transaction

Done = TypeVar("Done")
TRIES = 5


@contextmanager
def one_view() -> Iterator[None]:
    """A transaction whose queries all see the desk as it was at the first of them, and what it writes itself.

    SQLite: transactions start as IMMEDIATE, so a writer is alone. PostgreSQL: REPEATABLE READ, which can be asked for
    in the outermost transaction only. There, to write over what somebody else committed meanwhile raises
    OperationalError (SQLSTATE 40001); see ``after_others``.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def after_others(act: Callable[[], Done]) -> Done:
    """What ``act`` gives, which opens its ``one_view`` anew where somebody else wrote the same rows first."""
    for _try in range(TRIES - 1):
        try:
            return act()
        except OperationalError as error:
            if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", "") != "40001":
                raise
    return act()
