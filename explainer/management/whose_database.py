"""Whether the database is one that this version of the site can bring up to date, and who may do it meanwhile.

It must not change a database, nor make one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

try:
    import fcntl
except ImportError:  # on Windows, where no server runs
    fcntl = None  # type: ignore[assignment]

APP = "explainer"
NUMBER = 0x45585052  # of the lock, among those that a PostgreSQL server keeps for whoever names one
WAITING = "Another process gets this site ready; waiting for it."


def why_not(executor: MigrationExecutor) -> str:
    """The sentence for a database that must be left as it is; empty for one of ours, and for an empty one.

    Raises ``DatabaseError`` for one that cannot be read."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            return f"The database is damaged ({' '.join(str(found).split())}); restore it from a backup."
    there = set(connection.introspection.table_names())
    applied = {name for app, name in executor.loader.applied_migrations if app == APP}
    if not applied and there - _tables():
        return "The database holds tables of something else, and none of this site; name an empty one."
    if newer := sorted(applied - known(executor)):
        return f"The database was made by a newer version of the site ({newer[-1]}); run that one, or restore a backup."
    return ""


def _tables() -> set[str]:
    """Those that Django or this site may have made before the first migration of ours was through."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models} | {MigrationRecorder.Migration._meta.db_table}


def known(executor: MigrationExecutor) -> set[str]:
    """The migrations of ours that this version has, and those that it had under other names."""
    on_disk = executor.loader.disk_migrations
    assert on_disk is not None
    ours = [migration for (app, _name), migration in on_disk.items() if app == APP]
    return {each.name for each in ours} | {name for each in ours for app, name in each.replaces if app == APP}


@contextlib.contextmanager
def alone(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    """Nobody else gets this site ready meanwhile: on this machine by a file in ``folder``, and on all that share a
    PostgreSQL by a lock there. Both go with the process that has them."""
    with _of_the_folder(folder, say), _of_the_database(say):
        yield


@contextlib.contextmanager
def _of_the_folder(folder: Path, say: Callable[[str], object]) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    with open(folder / "prepare.lock", "w", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(WAITING)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _of_the_database(say: Callable[[str], object]) -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()  # what is done meanwhile may close the other
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
            if not cursor.fetchone()[0]:
                say(WAITING)
                cursor.execute("SELECT pg_advisory_lock(%s)", [NUMBER])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])
    finally:
        own.close()
