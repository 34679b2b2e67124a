"""``backup``: all of a site in one file, while it runs.

It must not change the site, nor write over a file.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ..backups import About, tables_of, write
from ..brought import said
from ..whose_database import why_not


class Command(BaseCommand):
    help = "Write all of the site into one file, which restore reads: stories, editions, history, accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Is made; must not be there yet.")

    def handle(self, *, file: Path, **options: Any) -> None:
        part = file.with_name(f"{file.name}.{os.getpid()}.part")
        try:
            about = self.about()
            if file.exists():
                raise CommandError(f"{file} is there already; a backup is never written over.")
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                about = write(out, about, tables_of(apps.get_models(include_auto_created=True)))
                out.flush()
                os.fsync(out.fileno())
            os.link(part, file)  # fails where somebody else has made one meanwhile
        except DatabaseError as error:
            raise CommandError(f"The database cannot be read: {' '.join(str(error).split())}.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror or error}.") from None
        finally:
            part.unlink(missing_ok=True)
        if options["verbosity"]:
            self.stdout.write(f"Wrote {file} ({file.stat().st_size:,} bytes). {said(about)}.")
            self.stdout.write("The secret key is not in it; keep that, and the site's environment, somewhere else.")

    def about(self) -> About:
        """Only a database of this very version: an older one is first brought up to date, by whoever serves it."""
        executor = MigrationExecutor(connection)
        if sentence := why_not(executor):
            raise CommandError(sentence)
        applied = sorted(executor.loader.applied_migrations)
        if not applied:
            raise CommandError("There is no database of this site there yet; nothing was written.")
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is of an older version; back it up with that one, or run prepare first.")
        return About(datetime.now(UTC).isoformat(timespec="seconds"), settings.RELEASE, applied)
