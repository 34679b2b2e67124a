"""A database of today and one of long ago end with the same tables, whichever way they came."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

pytestmark = pytest.mark.slow
SQUASHED = "0001_squashed_0027_roles_keep_no_rights"
LAST = "0027_roles_keep_no_rights"  # of those that it takes the place of
ONCE_SQUASHED = "0001_squashed_0014_any_framework"  # was there before it, and is named in databases that were made then
# A database as it was made before the first migrations became one: each of them by itself, up to the one that is named.
AS_BEFORE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
load = MigrationLoader.load_disk
def without_the_squashed(loader):
    load(loader)
    del loader.disk_migrations["explainer", "{squashed}"]
MigrationLoader.load_disk = without_the_squashed
call_command("migrate", "explainer", "{name}", verbosity=0)
{also}
"""
Tables = dict[str, list[str]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(scope="module")
def python(place: Path) -> Callable[..., str]:
    """Runs Python with a SQLite database of its own; which one, and with what words."""

    def run(database: str, *words: str) -> str:
        folder = place / database
        folder.mkdir(exist_ok=True)
        env = {
            "PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "explainer.settings",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz", "SITE_URL": "http://127.0.0.1:8000",
        }  # fmt: skip
        done = subprocess.run([sys.executable, *words], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def fresh(place: Path, python: Callable[..., str]) -> Path:
    python("fresh", "manage.py", "migrate", "--verbosity=0")
    return place / "fresh"


def before(name: str, also: str = "") -> tuple[str, str]:
    return "-c", AS_BEFORE.format(squashed=SQUASHED, name=name, also=also)


def tables(folder: Path) -> Tables:
    """Every table, index and trigger with what it is made of; a table's columns and constraints in no order."""
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        made = database.execute("SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
        return {name: sorted(re.split(r', (?=")|, (?=CONSTRAINT )', (sql or "").rstrip(")"))) for name, sql in made}


def rights(folder: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        return database.execute(
            "SELECT auth_group.name, model, codename FROM auth_group JOIN auth_group_permissions ON group_id = "
            "auth_group.id JOIN auth_permission ON permission_id = auth_permission.id JOIN django_content_type ON "
            "content_type_id = django_content_type.id ORDER BY 1, 2, 3"
        ).fetchall()


def test_a_database_that_had_them_all_is_what_a_fresh_one_is_and_has_nothing_to_do(python, place, fresh):
    others = "[call_command('migrate', app, verbosity=0) for app in ('admin', 'sessions', 'reversion')]"
    python("old", *before(LAST, others))
    python("old", "manage.py", "migrate", "--check", "explainer", SQUASHED)
    found = tables(place / "old")
    assert {"table explainer_edition", "table explainer_search_words", "trigger edition_INSERT_turns"} <= set(found)
    assert "No migrations to apply." in python("old", "manage.py", "migrate", "explainer", SQUASHED)
    assert tables(place / "old") == found
    python("old", "manage.py", "migrate", "--verbosity=0")
    assert tables(place / "old") == tables(fresh)
    assert rights(place / "old") == rights(fresh) != []


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("0005_translations", ""),
        ("0014_any_framework", f"MigrationRecorder(connection).record_applied('explainer', '{ONCE_SQUASHED}')"),
        ("0022_requests_and_notes", f"MigrationRecorder(connection).record_applied('explainer', '{ONCE_SQUASHED}')"),
    ],
)
def test_a_database_that_had_a_part_of_them_gets_the_rest(python, place, fresh, name, also):
    python(name, *before(name, also))
    python(name, "manage.py", "migrate", "--verbosity=0")
    assert tables(place / name) == tables(fresh)
    assert rights(place / name) == rights(fresh)
    python(name, "manage.py", "migrate", "--check")


def test_the_squashed_one_takes_the_place_of_those_that_are_there():
    loader = MigrationLoader(None)
    replaced = loader.disk_migrations["explainer", SQUASHED].replaces
    assert replaced == [key for key in sorted(loader.disk_migrations) if key in replaced]
    assert set(replaced) <= set(loader.disk_migrations)
