"""The site as it ships, on a free port of this machine: its own folder, its own server, nothing of the tests' database.

It must not know what is on a page."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

PASSWORD = "a-long-enough-password"
PATIENCE = 60  # seconds, for a slow machine to start


class Site:
    application = "explainer.asgi:application"

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.log = folder, folder / "log"
        self.origin = f"http://127.0.0.1:{self.port}"
        self.env = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_URL": self.origin,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "DATA_DIR": str(folder),
        }

    def manage(self, *words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run(self, function: str) -> None:
        """Call a function of ``tests.browser.past`` with this site's settings and database."""
        self.manage("shell", "--no-imports", "--command", f"from tests.browser import past; past.{function}()")

    def copy(self, folder: Path) -> Site:
        """Another site, which starts from what this one holds."""
        for name in ("site.sqlite3", "static-release"):
            shutil.copy(self.folder / name, folder)
        (folder / "static").symlink_to(self.folder / "static")
        return Site(folder)

    def start(self) -> None:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self.application],
                cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)  # the next look, not a guess at when it is ready
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
