"""``prepare`` in processes of its own: several at once, and on files that are no database of ours."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

fcntl = pytest.importorskip("fcntl", reason="no server runs without it")
pytestmark = pytest.mark.slow
PATIENCE = 180  # seconds, for a busy machine


@pytest.fixture
def started(tmp_path: Path):
    """Starts ``prepare`` in that folder, with nothing in the environment but what it needs."""

    def start() -> subprocess.Popen[str]:
        env = {
            "PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SITE_URL": "https://news.example",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        command = [sys.executable, "manage.py", "prepare"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, env=env, cwd=settings.BASE_DIR, **pipes)

    return start


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def test_who_comes_second_waits_says_so_and_finds_all_done(started, tmp_path):
    with open(tmp_path / "prepare.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        several = [started() for _ in range(3)]
        for process in several:
            assert process.stdout.readline() == "Another process gets this site ready; waiting for it.\n"
        assert not (tmp_path / "site.sqlite3").exists()
    told = [ended(process) for process in several]
    assert [(code, err) for code, _out, err in told] == [(0, "")] * 3
    assert sum("Brought the database up to date" in out for _code, out, _err in told) == 1


def test_what_is_no_sound_database_of_ours_is_one_sentence_and_stays_as_it_is(started, tmp_path):
    file = tmp_path / "site.sqlite3"
    assert ended(started())[0] == 0
    sound = file.read_bytes()
    with closing(sqlite3.connect(file)) as database:
        [(root,)] = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'explainer_story'")
        [(size,)] = database.execute("PRAGMA page_size")
    page = slice((root - 1) * size, root * size)
    for bytes_, sentence in (
        (b"this is no database of anybody's\n" * 99, "The database cannot be used: file is not a database."),
        (sound[: page.start] + b"\xff" * size + sound[page.stop :], "The database is damaged ("),
        (sound[: len(sound) // 2], "The database cannot be used: database disk image is malformed."),
    ):
        file.write_bytes(bytes_)
        code, out, err = ended(started())
        assert (code, out, err.count("\n")) == (1, "", 1), err
        assert sentence in err
        assert file.read_bytes() == bytes_
