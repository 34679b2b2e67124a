"""Three machines that serve one site from one PostgreSQL and one Redis, with nginx in front, all on this machine.

It must leave nothing behind: no process, no database, no key in Redis. It must not know what is on a page."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from .wires import Wire, free_port

PATIENCE = 60  # seconds, for a slow machine to start
SNI = "site.example"  # the name by which readers ask for the certificate: an address cannot be asked for so
PROXY = Path("docs/deploy/nginx.conf")  # what is documented is what is tried


def missing() -> str:
    """What the tests of several machines need and do not find here; empty when nothing is missing."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres") or not os.environ.get("CACHE_URL"):
        return "DATABASE_URL and CACHE_URL do not name a PostgreSQL and a Redis"
    for tool in ("nginx", "openssl", "pg_dump", "psql"):
        if not tool_at(tool):
            return f"{tool} is not installed"
    return ""


def tool_at(name: str) -> str | None:
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")


def until(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """The first value of ``condition`` that is true; it is looked at again and again."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.005)  # the next look, not a guess at when it is true
    raise AssertionError(f"not within {patience} s: {what}")


def ask(
    port: int, path: str, *, host: str = "", tls: bool = False, sni: str = SNI, **headers: str
) -> tuple[int, Any, bytes]:
    """The status, headers and whole body of one answer, on a connection of its own."""
    if tls:
        context = ssl._create_unverified_context()  # noqa: S323 -- the certificate was made a moment ago
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        connection.sock = context.wrap_socket(plain, server_hostname=sni)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked = {"Host": host} if host else {}
        connection.request("GET", path, headers={**asked, **{key.replace("_", "-"): headers[key] for key in headers}})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


class Machine:
    """One gunicorn with a port and an environment of its own."""

    def __init__(self, site: Site, name: str, **env: str) -> None:
        self.site, self.port = site, free_port()
        self.log = site.folder / f"{name}.log"
        self.env = {**site.env, "PORT": str(self.port), **env}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "explainer.asgi:application"],
                cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            until(self.answers, "the machine answers")
        except AssertionError:
            raise AssertionError(f"it did not start:\n{self.log.read_text()}") from None

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/healthz/live")[0] == 200
        return False

    def get(self, path: str, **headers: str) -> tuple[int, Any, bytes]:
        """An answer of this very machine, asked as nginx asks."""
        return ask(self.port, path, host=self.site.host, X_Forwarded_Proto="https", **headers)

    def stop(self, by: int = signal.SIGTERM) -> None:
        """Tell it to stop, or (SIGKILL) pull its plug: all its processes at once."""
        if self.process and self.process.poll() is None:
            if by == signal.SIGKILL:
                os.killpg(self.process.pid, by)
            else:
                self.process.send_signal(by)
            self.process.wait(timeout=40)


class Site:
    """The site that the machines serve: its databases, the wires to them, its proxy and its desk."""

    def __init__(self, folder: Path, postgres: Wire, redis: Wire) -> None:
        self.folder, self.postgres, self.redis = folder, postgres, redis
        self.name = f"machines_{os.getpid()}"
        self.port, self.plain_port = free_port(), free_port()
        self.host = f"127.0.0.1:{self.port}"
        (folder / "data").mkdir()
        self.env = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_URL": f"https://{self.host}",
            "FIRST_STORY": "on",
            "BEHIND_PROXY": "true",
            "WEB_CONCURRENCY": "1",
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": self.database(self.name, postgres.port),
            "CACHE_URL": f"redis://127.0.0.1:{redis.port}{urlsplit(os.environ['CACHE_URL']).path}",
        }
        self.machines = [Machine(self, f"machine-{number}") for number in (1, 2, 3)]
        self.direct = {**self.env, "DATABASE_URL": self.database(self.name)}

    def database(self, name: str, port: int | None = None) -> str:
        """The address of a database on the server of the tests, by way of a wire if its port is given."""
        parts = urlsplit(os.environ["DATABASE_URL"])
        who = parts.netloc.rpartition("@")[0]
        where = f"127.0.0.1:{port}" if port else parts.netloc.rpartition("@")[2]
        return f"postgres://{who}{'@' if who else ''}{where}/{name}"

    def execute(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(sql)

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=self.direct, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def get(self, path: str, **headers: str) -> tuple[int, Any, bytes]:
        """An answer by way of the proxy."""
        return ask(self.port, path, tls=True, **headers)

    def write_proxy(self) -> list[str]:
        """nginx's files, made from the documented one; the command that runs it."""
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        subprocess.run([*make.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
        text = PROXY.read_text(encoding="utf-8")
        line = re.search(r"server 127\.0\.0\.1:8000( [^;]*);", text)
        machines = "\n".join(f"server 127.0.0.1:{machine.port}{line[1]};" for machine in self.machines)
        text = re.sub(r"\n *listen \[::\]:[^;]*;", "", text)  # there may be no IPv6 here
        for old, new in (
            (line[0], machines),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "),
            ("listen 80", f"listen 127.0.0.1:{self.plain_port}"),
            ("server_name explainer.example;", f"server_name 127.0.0.1 {SNI};"),
            ("/etc/ssl/explainer/fullchain.pem", str(certificate)),
            ("/etc/ssl/explainer/privkey.pem", str(key)),
            ("/var/www/acme", str(self.folder / "acme")),
        ):
            assert old in text, f"{PROXY} has no “{old}”"
            text = text.replace(old, new)
        (self.folder / "explainer.conf").write_text(text, encoding="utf-8")
        (self.folder / "proxy").mkdir(exist_ok=True)
        places = "".join(
            f"{kind}_temp_path proxy/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"user root; daemon off; worker_processes 1; pid nginx.pid; error_log {self.folder}/proxy.log;"
            f"events {{}} http {{ access_log off; {places} include explainer.conf; }}",
            encoding="utf-8",
        )
        return [tool_at("nginx"), "-p", str(self.folder), "-c", "nginx.conf", "-e", str(self.folder / "proxy.log")]

    def forget(self) -> None:
        """What the machines kept in Redis."""
        with store() as client:
            for key in client.scan_iter(match=f"explainer:{self.host}*"):
                client.delete(key)


def store() -> Any:
    """The Redis of the tests, not by way of the wire; to be closed by ``with``."""
    import redis

    return redis.Redis.from_url(os.environ["CACHE_URL"])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Site]:
    """The site, prepared; its three machines and its proxy, started."""
    database, redis = urlsplit(os.environ["DATABASE_URL"]), urlsplit(os.environ["CACHE_URL"])
    with contextlib.ExitStack() as left:
        postgres = left.enter_context(Wire(database.port or 5432, database.hostname))
        cache = left.enter_context(Wire(redis.port or 6379, redis.hostname))
        site = Site(folder, postgres, cache)
        left.callback(site.forget)
        site.execute(f"CREATE DATABASE {site.name}")
        left.callback(site.execute, f"DROP DATABASE {site.name} WITH (FORCE)")
        site.manage("prepare")
        for machine in site.machines:
            left.callback(machine.stop, signal.SIGKILL)
            machine.start()
        proxy = subprocess.Popen(site.write_proxy(), start_new_session=True)
        left.callback(proxy.wait, 20)
        left.callback(proxy.terminate)
        until(lambda: answers(site), f"nginx answers:\n{site.folder / 'proxy.log'}")
        yield site


def answers(site: Site) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return site.get("/healthz/live")[0] == 200
    return False
