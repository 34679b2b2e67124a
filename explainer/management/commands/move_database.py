"""``move_database``: all of a site into another database, from SQLite to PostgreSQL or back.

It must not change the database that it moves from, nor one that has a site in it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Copy all of the site into the empty database at an address, and hold the copy against what was copied."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="As in DATABASE_URL: postgres://… or sqlite:///…")

    def handle(self, *, address: str, **options: Any) -> None:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="move-") as folder:
            file = Path(folder, "site.zip")
            call_command("backup", file, verbosity=0)
            environment = {**os.environ, "DATABASE_URL": address}
            environment.pop("REPLICA_URL", None)  # it is a copy of the old one
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file)]
            done = subprocess.run(manage, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
        self.stdout.write(done.stdout.rstrip())
        if done.returncode:
            raise CommandError(f"The site is where it was.\n{done.stderr.rstrip()}")
        self.stdout.write("Set DATABASE_URL to it. What was saved at the desk since this began is not in it.")
