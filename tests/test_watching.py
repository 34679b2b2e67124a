"""What tells a process that somebody has committed, on SQLite: its own counter, read before each answer."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from explainer.serving.freshness import Commits, Watch
from explainer.serving.publication_counter import Look


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE words (word text)")
    return file


@pytest.fixture
def writer(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        yield database


def test_every_commit_of_somebody_else_is_told_and_nothing_else(file, writer):
    commits = Commits(file)
    seen = [commits.read()]
    assert commits.read() == seen[0]
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO words VALUES ('draft')")
    assert commits.read() == seen[0]
    writer.execute("ROLLBACK")
    assert commits.read() == seen[0]
    for _ in range(3):
        writer.execute("INSERT INTO words VALUES ('out')")
        seen.append(commits.read())
    assert len(set(seen)) == 4


def test_reading_it_does_not_wait_for_a_writer(file, writer):
    commits = Commits(file)
    before = commits.read()
    writer.execute("BEGIN EXCLUSIVE")
    assert commits.read() == before
    writer.execute("ROLLBACK")


def test_another_file_in_its_place_is_told(file, writer):
    commits = Commits(file)
    before = commits.read()
    copy = file.with_name("copy")
    shutil.copy(file, copy)
    os.replace(copy, file)
    assert commits.read()[0] != before[0]


def test_a_file_that_is_gone_is_an_error_and_one_that_comes_back_is_not(file):
    commits = Commits(file)
    commits.read()
    away = file.rename(file.with_name("away"))
    with pytest.raises(OSError, match="No such file"):
        commits.read()
    away.rename(file)
    commits.read()


def test_a_watch_asks_only_after_a_commit_and_forgets_all_with_another_file(file, writer, monkeypatch):
    monkeypatch.setattr("explainer.serving.freshness.INSTANT", 0)
    asked: list[int | None] = []
    changes: list[frozenset[str] | None] = []

    def ask(since: int | None, after: float, now: float) -> Look:
        asked.append(since)
        return Look(len(asked), frozenset({"truce"}) if since == 1 else frozenset(), None)

    async def play() -> None:
        watch = Watch(ask, lambda slug, now: "", commits=Commits(file))
        watch.tell(changes.append)
        assert not watch.is_current()
        await watch.look()
        assert (watch.is_current(), watch.age, asked, changes) == (True, 0, [None], [])
        writer.execute("INSERT INTO words VALUES ('out')")
        assert not watch.is_current()
        await asyncio.gather(watch.look(), watch.look())
        assert (watch.is_current(), asked, changes) == (True, [None, 1], [{"truce"}])
        copy = file.with_name("copy")
        shutil.copy(file, copy)
        os.replace(copy, file)
        assert not watch.is_current()
        await watch.look()
        assert (watch.is_current(), asked[2:], changes[1:]) == (True, [None], [None])

    asyncio.run(play())


def test_the_counter_is_not_read_twice_in_an_instant(file, writer, monkeypatch):
    now = [50.0]
    monkeypatch.setattr("explainer.serving.freshness.monotonic", lambda: now[0])

    async def play() -> None:
        watch = Watch(lambda *_: Look(1, frozenset(), None), lambda *_: "", commits=Commits(file))
        await watch.look()
        assert watch.is_current()
        writer.execute("INSERT INTO words VALUES ('out')")
        now[0] += 0.009
        assert watch.is_current()
        now[0] += 0.002
        assert not watch.is_current()

    asyncio.run(play())


@pytest.mark.parametrize("instant", [0, 60])
def test_a_schedule_is_kept_to_the_moment(file, monkeypatch, instant):
    """Whether or not the counter was looked at an instant before."""
    monkeypatch.setattr("explainer.serving.freshness.INSTANT", instant)
    now = [1_000.0]
    monkeypatch.setattr("explainer.serving.freshness.time", lambda: now[0])
    spans: list[tuple[float, float]] = []

    def ask(since: int | None, after: float, upto: float) -> Look:
        spans.append((after, upto))
        return Look(1, frozenset(), 1_060.0 if upto < 1_060 else None)

    async def play() -> None:
        watch = Watch(ask, lambda slug, now: "", commits=Commits(file))
        await watch.look()
        now[0] = 1_059.9
        assert watch.is_current()
        now[0] = 1_060.0
        assert not watch.is_current()
        await watch.look()
        assert watch.is_current()

    asyncio.run(play())
    assert spans == [(1_000.0, 1_000.0), (1_000.0, 1_060.0)]


def test_only_a_database_of_sqlite_has_a_counter_of_its_file(file):
    assert Commits.of({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}).read()
    assert Commits.of({"ENGINE": "django.db.backends.postgresql", "NAME": "site"}) is None
