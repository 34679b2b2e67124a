"""The parts of ``run`` that can be tried without installing anything.

It must not touch the project's own virtual environment or data."""

import ast
import importlib.util
import os
import platform
import socket
import stat
import subprocess
import sys
from importlib.machinery import SourceFileLoader

import pytest
from django.conf import settings

FILE = settings.BASE_DIR / "run"


@pytest.fixture
def run():
    loader = SourceFileLoader("run", str(FILE))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def venv(tmp_path, run):
    """A folder with the outside of a virtual environment."""
    python = run.python_in(tmp_path / "venv")
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path / "venv"


@pytest.fixture
def lock(tmp_path):
    lock = tmp_path / "base.txt"
    lock.write_text("django==5.2\n")
    return lock


def test_an_unchanged_lock_does_nothing(run, venv, lock):
    assert not run.is_installed(venv, lock)
    run.write_stamp(venv, lock)
    assert run.is_installed(venv, lock)


def test_a_changed_lock_another_python_or_a_lost_one_installs_again(run, venv, lock, monkeypatch):
    run.write_stamp(venv, lock)
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.0")
    assert not run.is_installed(venv, lock)
    monkeypatch.undo()
    run.python_in(venv).unlink()
    assert not run.is_installed(venv, lock)
    run.python_in(venv).touch()
    lock.write_text("django==5.3\n")
    assert not run.is_installed(venv, lock)


def test_two_locks_are_remembered_side_by_side(run, venv, lock, tmp_path):
    other = tmp_path / "test.txt"
    other.write_text("pytest==9\n")
    run.write_stamp(venv, lock)
    run.write_stamp(venv, other)
    assert run.is_installed(venv, lock)
    assert run.is_installed(venv, other)


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null", "\x00"])
def test_a_torn_stamp_counts_as_none(run, venv, lock, stamp):
    (venv / run.STAMP).write_text(stamp)
    assert not run.is_installed(venv, lock)


def test_the_lock_follows_from_the_word_the_database_and_the_cache(run):
    assert run.lock_for("", {}).name == "base.txt"
    assert run.lock_for("test", {}).name == "test.txt"
    assert run.lock_for("bench", {}).name == "base.txt"
    assert run.lock_for("migrate", {"DATABASE_URL": "sqlite:///x"}).name == "base.txt"
    assert run.lock_for("test", {"DATABASE_URL": "postgres://x/y"}).name == "machines.txt"
    assert run.lock_for("", {"CACHE_URL": "redis://127.0.0.1"}).name == "machines.txt"
    assert all(run.lock_for(word, {}).exists() for word in ("", "test"))


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8001", "HOST": "localhost"}, "http://localhost:8001"),
        ({"HOST": "::"}, "http://127.0.0.1:8000"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"SITE_URL": "https://a.example", "PORT": "1"}, "https://a.example"),
    ],
)
def test_the_site_follows_from_host_and_port(run, given, site):
    assert run.environment(given)["SITE_URL"] == site


def test_the_secret_is_made_once_and_for_its_owner_alone(run, tmp_path):
    data = tmp_path / "a folder" / "data"
    run.make_secret(data)
    first = (data / "secret-key").read_text()
    run.make_secret(data)
    assert (data / "secret-key").read_text() == first
    assert len(first.strip()) >= 50
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert os.listdir(data) == ["secret-key"]


def test_a_secret_that_cannot_be_written_is_a_sentence(run, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match="no secret key could be written"):
        run.make_secret(tmp_path / "file" / "data")


def test_a_port_that_is_taken_is_a_sentence(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        assert f"port {port} of 127.0.0.1 is in use already" in run.why_not_listen("127.0.0.1", port)
    assert run.why_not_listen("127.0.0.1", port) == ""


def test_a_host_that_is_not_here_is_a_sentence(run):
    assert run.why_not_listen("192.0.2.1", 8000).startswith("it cannot listen on port 8000 of 192.0.2.1")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_a_sentence(run, monkeypatch, module):
    assert run.missing_venv() == ""
    find = importlib.util.find_spec
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == module else find(name))
    assert "apt install python3-venv" in run.missing_venv()


def test_an_old_python_gets_as_far_as_the_sentence(run):
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 6))
    old = "import runpy, sys; sys.version_info = (3, 10, 0); "
    code = f"{old}runpy.run_path({str(FILE)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("explainer: it needs Python 3.11 or newer")
    assert done.stderr.count("\n") == 1


def test_help_is_help_and_installs_nothing(tmp_path):
    done = subprocess.run([sys.executable, FILE, "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "python3 run test" in done.stdout
    assert "python3 run bench" in done.stdout


def test_the_benchmark_is_run_from_the_projects_folder_and_makes_no_secret(run, monkeypatch, tmp_path):
    became = []

    def become(command, env):
        became.append(command)
        raise SystemExit(0)

    monkeypatch.setattr(run, "ensure", lambda lock: "python")
    monkeypatch.setattr(run, "become", become)
    monkeypatch.setattr(run, "make_secret", lambda data: pytest.fail("the site's own data are none of its business"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        run.main(["bench", "--rounds", "1"])
    assert became == [["python", "-m", "bench", "--rounds", "1"]]
    assert os.getcwd() == str(run.ROOT)


def test_the_demonstration_has_a_database_of_its_own_and_says_where(run, monkeypatch, tmp_path, capsys):
    for name in ("DATABASE_URL", "REPLICA_URL", "CACHE_URL"):
        monkeypatch.setenv(name, "postgres://site@db/site")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    locks, served = [], []
    monkeypatch.setattr(run, "ensure", lambda lock: locks.append(lock.name) or "python")
    monkeypatch.setattr(run, "serve", lambda python, env, *options: served.append((env, *options)))
    monkeypatch.setattr(run, "become", lambda *_anything: pytest.fail("it is no command of Django's"))
    run.main(["demo"])
    [(env, option)] = served
    assert (env["DATA_DIR"], option) == (str(tmp_path / "demo"), "--demo")
    assert not {"DATABASE_URL", "REPLICA_URL", "CACHE_URL"} & set(env)
    assert (tmp_path / "demo" / "secret-key").exists()
    assert str(tmp_path / "demo") in capsys.readouterr().out
