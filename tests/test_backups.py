"""A backup is all of a site, from SQLite or PostgreSQL, and is brought back only where there is none."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings

from .machines import missing

pytestmark = pytest.mark.slow
LAST_SEEN = "2026-01-02 03:04:05.678901"  # to the microsecond
# Somebody saves while it is written: after the first table, all terms are deleted by another connection.
MEANWHILE = """
import sqlite3, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
from explainer.management import backups
kept, done = backups._kept, []
def then(*given):
    found = kept(*given)
    if not done:
        with sqlite3.connect(connection.settings_dict["NAME"], timeout=1) as other:
            for table in ("explainer_term_sources", "explainer_term"):
                done.append(other.execute(f"DELETE FROM {table}").rowcount)
    return found
backups._kept = then
call_command("backup", sys.argv[1])
assert done[-1] > 0
"""
GONE = 9_999  # the key of a term that was made and deleted


class Place:
    """A folder with a site in it, or none yet; commands run there in processes of their own."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.database = folder, database
        folder.mkdir(exist_ok=True)

    def run(self, *words: object) -> tuple[int, str]:
        """The exit code, and what was said; with a PostgreSQL, DATABASE_URL names it."""
        env = {
            "PATH": os.environ["PATH"], "DATA_DIR": str(self.folder), "SITE_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "DJANGO_SETTINGS_MODULE": "explainer.settings",
        } | ({"DATABASE_URL": self.database} if self.database else {})  # fmt: skip
        command = [sys.executable, *(() if words[0] == "-c" else ("manage.py",)), *map(str, words)]
        done = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def must(self, *words: object) -> str:
        code, said = self.run(*words)
        assert code == 0, said
        return said

    @property
    def file(self) -> Path:
        return self.folder / "site.sqlite3"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(sql).fetchall()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """With the first story, an account, somebody signed in, and a term that is gone."""
    made = Place(tmp_path_factory.mktemp("site"))
    made.must("prepare")
    with closing(sqlite3.connect(made.file)) as database, database:
        database.execute(
            "INSERT INTO auth_user (username, password, last_login, date_joined, first_name, last_name, email, "
            "is_staff, is_active, is_superuser) VALUES ('sam', '!', ?, ?, '', '', '', 1, 1, 0)", [LAST_SEEN] * 2
        )  # fmt: skip
        database.execute("INSERT INTO django_session VALUES ('a-key-that-signs-in', '', '2099-01-01')")
        database.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'explainer_term'", [GONE])
    return made


@pytest.fixture(scope="module")
def backup(site: Place) -> Path:
    file = site.folder / "backup.zip"
    said = site.must("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Stories: 1, editions: 3, " in said
    assert "accounts: 1; " in said
    return file


@pytest.fixture(scope="module")
def other(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where it was brought back."""
    made = Place(tmp_path_factory.mktemp("other"))
    assert "editions: 3" in made.must("restore", backup)
    return made


def held(file: Path) -> dict[str, bytes]:
    """The tables of a backup, line by line."""
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "backup.json"}


def test_what_comes_back_is_what_was_kept(site, backup, other, tmp_path):
    other.must("backup", tmp_path / "again.zip")
    assert held(tmp_path / "again.zip") == held(backup)
    assert other.rows("SELECT last_login FROM auth_user") == [(LAST_SEEN,)]
    assert site.rows("SELECT digest, document, recorded_at FROM explainer_edition ORDER BY id") == other.rows(
        "SELECT digest, document, recorded_at FROM explainer_edition ORDER BY id"
    )
    assert other.rows("SELECT count(*) FROM explainer_search") == site.rows("SELECT count(*) FROM explainer_search")
    assert other.file.stat().st_mode & 0o777 == 0o600
    assert "secret-key" not in "".join(held(backup))


def test_nobody_is_signed_in_by_a_backup_and_no_cache_mistakes_it_for_the_site_before(site, backup, other):
    assert site.rows("SELECT count(*) FROM django_session") == [(1,)]
    assert other.rows("SELECT count(*) FROM django_session") == [(0,)]
    assert b"a-key-that-signs-in" not in b"".join(held(backup).values())
    [(before,)], [(after,)] = (place.rows("SELECT max(number) FROM explainer_turn") for place in (site, other))
    assert after > before + 1_000_000


def test_a_key_that_was_given_once_is_not_given_again(other):
    assert other.rows("SELECT seq FROM sqlite_sequence WHERE name = 'explainer_term'") == [(GONE,)]


def test_it_is_of_one_moment_and_nobody_who_saves_waits(other, backup, tmp_path):
    """The last test of that site: it loses its terms."""
    other.must("-c", MEANWHILE, tmp_path / "meanwhile.zip")
    assert held(tmp_path / "meanwhile.zip") == held(backup)
    assert other.rows("SELECT count(*) FROM explainer_term") == [(0,)]


def test_a_site_is_never_written_over(site, backup):
    before = site.file.read_bytes()
    code, said = site.run("restore", backup)
    assert (code, said) == (
        1,
        "CommandError: The database there has stories in it; name an empty place by DATA_DIR or DATABASE_URL.\n",
    )
    assert site.file.read_bytes() == before
    assert "is there already" in site.run("backup", backup)[1]


def test_an_empty_site_that_is_prepared_takes_one_in(backup, tmp_path):
    other = Place(tmp_path / "other")
    other.must("migrate", "--verbosity=0")
    with closing(sqlite3.connect(other.file)) as open_meanwhile:  # as a server has it
        assert open_meanwhile.execute("SELECT count(*) FROM explainer_edition").fetchall() == [(0,)]
        other.must("restore", backup)
        assert open_meanwhile.execute("SELECT count(*) FROM explainer_edition").fetchall() == [(3,)]


def test_what_was_saved_last_is_not_thrown_away_with_a_log_that_is_left_alone(backup, tmp_path):
    other = Place(tmp_path / "other")
    log = other.folder / "site.sqlite3-wal"
    log.write_bytes(b"of another database" * 99)
    code, said = other.run("restore", backup)
    assert (code, "is of a database that is not there" in said) == (1, True), said
    assert log.read_bytes() == b"of another database" * 99


@pytest.mark.parametrize("fault", ["cut", "a table lacks a row", "newer", "no backup"])
def test_a_damaged_or_newer_one_is_a_sentence_and_leaves_nothing(backup, tmp_path, fault):
    file, other = tmp_path / "bad.zip", Place(tmp_path / "other")
    with ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    match fault:
        case "cut":
            file.write_bytes(backup.read_bytes()[:-50_000])
        case "no backup":
            file.write_bytes(b"PK of nothing")
        case "newer":
            parts["backup.json"] = parts["backup.json"].replace(b"0028_sign_in_counts", b"0999_of_the_future")
        case _:
            lines = parts["tables/explainer_statement.jsonl"].splitlines(keepends=True)
            parts["tables/explainer_statement.jsonl"] = b"".join(lines[1:])
    if not file.exists():
        with ZipFile(file, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    code, said = other.run("restore", file)
    sentence = {
        "cut": "or only a part of one.",
        "no backup": "or only a part of one.",
        "newer": "was made by a newer version of the site (0999_of_the_future)",
        "a table lacks a row": "The backup is damaged in explainer_statement",
    }[fault]
    assert (code, sentence in said, said.count("\n")) == (1, True, 1), said
    assert not other.file.exists() or not other.rows("SELECT name FROM sqlite_master")


def test_before_there_is_a_site_there_is_nothing_to_back_up(tmp_path):
    code, said = Place(tmp_path / "empty").run("backup", tmp_path / "none.zip")
    assert (code, "There is no database of this site there yet" in said) == (1, True), said
    assert not (tmp_path / "none.zip").exists()


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_a_site_moves_to_postgresql_and_back(site, backup, tmp_path):
    import psycopg

    whole = os.environ["DATABASE_URL"]
    server, name = whole.rpartition("/")[0], f"moved_{os.getpid()}"
    with psycopg.connect(whole, autocommit=True) as maker:
        maker.execute(f"CREATE DATABASE {name}")
        try:
            moved = Place(tmp_path / "moved", f"{server}/{name}")
            site.must("move_database", moved.database)
            moved.must("backup", tmp_path / "there.zip")
            assert held(tmp_path / "there.zip") == held(backup)
            code, said = site.run("move_database", moved.database)
            assert (code, "has stories in it" in said) == (1, True), said
            home = Place(tmp_path / "home")
            moved.must("move_database", f"sqlite:///{home.file}")
            home.must("backup", tmp_path / "home.zip")
            assert held(tmp_path / "home.zip") == held(backup)
        finally:
            maker.execute(f"DROP DATABASE {name} WITH (FORCE)")
