"""The first story in the box, loaded from its files and published once a process, and put back row by row after that.

It must not be asked by a test of loading or of publishing: both are done once, and not again.
"""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import connection

from explainer.models import Story
from explainer.models.turns import Turn

from .publish import publish

FILES = "fixtures/gaza-ceasefire"
Rows = dict[str, list[tuple[Any, ...]]]
# What it put into each table: loading checks each row as the desk does, which takes a hundred times as long.
_kept: Rows = {}


def first_story() -> Story:
    """At the desk, with edition 1 out. The caller's transaction undoes it; the database had no story before."""
    if _kept:
        _put_back()
        return Story.objects.get()
    before = _rows()
    call_command("load_story", FILES, verbosity=0)
    story = Story.objects.get()
    publish(story, note="First edition.")
    if connection.vendor == "sqlite":  # what psycopg reads it does not write again as it was
        _kept.update({table: rows for table, rows in _rows().items() if rows != before[table]})
    return story


def _columns(table: str) -> list[str]:
    """All that can be written: SQLite leaves out here what it works out itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA table_info({table})")
        return [f'"{row[1]}"' for row in cursor.fetchall()]


def _rows() -> Rows:
    """What every table holds; that of search too, which is no model's. Turns are the last: triggers count them."""
    if connection.vendor != "sqlite":
        return {}
    turns = Turn._meta.db_table
    tables = sorted(connection.introspection.django_table_names(only_existing=True), key=lambda name: name == turns)
    found = {}
    with connection.cursor() as cursor:
        for table in ("explainer_search", *tables):
            as_kept = ", ".join(f"+{column}" for column in _columns(table))  # not as Python has dates and truth
            found[table] = cursor.execute(f"SELECT {as_kept} FROM {table}").fetchall()  # noqa: S608
    return found


def _put_back() -> None:
    with connection.cursor() as cursor:
        for table, rows in _kept.items():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            columns = _columns(table)
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
            cursor.executemany(into, rows)
        cursor.execute("INSERT INTO explainer_search_words (rowid, words) SELECT id, words FROM explainer_search")
