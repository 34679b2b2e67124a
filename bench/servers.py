"""Starts and stops the servers that are measured: a site of its own in a folder that passes, and the bare callables.

It must not read the site's environment or data, nor leave a process behind."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .processes import children, cpu

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class Failed(Exception):
    """What the benchmark needs is not there; the sentence says what."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Site:
    """A folder with a site in it: its database, static files and secret."""

    folder: Path
    workers: int

    def __post_init__(self) -> None:
        self.secret = secrets.token_urlsafe(48)

    def environment(self, port: int) -> dict[str, str]:
        """The environment of a server on ``port``: nothing of the caller's own settings gets in."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {
            **kept,
            "SECRET_KEY": self.secret,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "PORT": str(port),
            "WEB_CONCURRENCY": str(self.workers),
            "DATA_DIR": str(self.folder),
            "LOG_LEVEL": "WARNING",
            "PYTHONFAULTHANDLER": "1",  # a crash of the interpreter is to be seen in the log
        }

    def manage(self, *words: str) -> str:
        return self.python("manage.py", *words)

    def python(self, *words: str) -> str:
        """What a Python of the site's own environment writes."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(8000), capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
            raise Failed(f"`{' '.join(words[:2])}` failed: {said}")
        return done.stdout


@dataclass
class Server:
    """A server that runs: its port, and the process at the root of its tree."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def workers(self) -> list[int]:
        return children(self.pid)

    def get(self, address: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", address, headers={key.replace("_", "-"): headers[key] for key in headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def reload(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def said(self) -> list[str]:
        """What the log has of warnings and errors."""
        words = ("warn", "error", "critical", "traceback", "exception")
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if any(word in line.lower() for word in words)]


def commands(site: Site, name: str, port: int) -> list[str]:
    """How each contender is started."""
    gunicorn = [sys.executable, "-m", "gunicorn"]
    plain = [*gunicorn, "--config", "python:bench.bare", "--bind", f"127.0.0.1:{port}", "--workers", str(site.workers)]
    threads = [*plain, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    return {
        "ours": [*gunicorn, "--config", str(ROOT / "gunicorn.conf.py"), "explainer.asgi:application"],
        "bare wsgi": [*threads, "bench.bare:wsgi"],
        "bare asgi": [*plain, "--worker-class", "asgi", "--log-level", "warning", "bench.bare:asgi"],
        "django cache": [*threads, "explainer.wsgi:application"],
    }[name]


@contextmanager
def serve(site: Site, name: str, *, page_bytes: int = 12_000) -> Iterator[Server]:
    """A contender that answers, until the block ends."""
    port = free_port()
    env = {**site.environment(port), "BENCH_PAGE_BYTES": str(page_bytes)}
    if name == "django cache":
        env["DJANGO_SETTINGS_MODULE"] = "bench.django_cache"
    log = site.folder / f"{name.replace(' ', '-')}-{port}.log"
    with log.open("w") as file:
        process = subprocess.Popen(commands(site, name, port), cwd=ROOT, env=env, stdout=file, stderr=file)
    server = Server(name, port, process, log)
    try:
        wait_until_it_answers(server, site.workers)
        yield server
    finally:
        stop(process)


def wait_until_it_answers(server: Server, workers: int) -> None:
    """Until it answers and each of its workers is there and has taken a moment to load."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.get("/healthz/live")
        except OSError:
            time.sleep(0.05)
        else:
            if len(server.workers()) >= workers and settled(server):
                return
    last = server.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    raise Failed(f"the server “{server.name}” did not start: {last[0]}")


def settled(server: Server) -> bool:
    """Whether the tree is idle: the workers that still load their code use CPU time."""
    before = cpu(server.pid)
    time.sleep(0.3)
    return cpu(server.pid) - before < 0.1


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # quick: nobody waits for an answer
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
