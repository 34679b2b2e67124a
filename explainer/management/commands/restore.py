"""``restore``: a site from the file that ``backup`` wrote, into a place where there is none.

It must not touch a database that has a story, an edition or an account in it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from explainer.edition.document import digest_of
from explainer.models import Edition, Story, Turn

from ..backups import About, Broken, as_it_is, bring, check, opened, read_about, tables_of
from ..brought import said
from ..whose_database import alone, known, why_not

Node = tuple[str, str]
DIFFERENT = "What was brought is not what was kept; nothing was restored."


class Command(BaseCommand):
    help = "Bring back a site from a file that backup wrote, into the empty place that the environment names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        before = os.umask(0o077)  # what is brought is for nobody else on this machine
        try:
            self.restore(file)
        finally:
            os.umask(before)

    def restore(self, file: Path) -> None:
        try:
            with opened(file) as archive, alone(settings.DATA_DIR, self.stdout.write):
                about = read_about(archive)
                self.refuse_a_live_place()
                check(archive, about)
                if connection.vendor == "sqlite":
                    self.beside(archive, about)
                else:
                    self.fill(archive, about)
                self.look_at_digests()
        except Broken as broken:
            raise CommandError(str(broken)) from None
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {' '.join(str(error).split())}.") from None
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror or error}.") from None
        self.stdout.write(f"Brought all that there was at {about.made_at}. {said(about)}.")

    # Where it may go.

    def refuse_a_live_place(self) -> None:
        self.refuse_a_stale_log()
        executor = MigrationExecutor(connection)
        if sentence := why_not(executor):
            raise CommandError(sentence)
        there = connection.introspection.table_names()
        for model in (Story, Edition, get_user_model()):
            if model._meta.db_table in there and model._base_manager.exists():
                names = model._meta.verbose_name_plural
                raise CommandError(
                    f"The database there has {names} in it; name an empty place by DATA_DIR or DATABASE_URL."
                )

    def refuse_a_stale_log(self) -> None:
        """A log without its database may have what was saved last; made beside it, another database would lose that."""
        if connection.vendor != "sqlite":
            return
        file = Path(connection.settings_dict["NAME"])
        log = file.with_name(f"{file.name}-wal")
        empty = not file.exists() or not file.stat().st_size
        if empty and log.exists() and log.stat().st_size:
            raise CommandError(f"{log} is of a database that is not there; move both back together, or it elsewhere.")

    # How it gets there.

    def beside(self, archive: ZipFile, about: About) -> None:
        """Into a file of its own, which takes the place of the empty database once it is whole."""
        final = connection.settings_dict["NAME"]
        connection.close()
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="restore-") as folder:
            connection.settings_dict["NAME"] = fresh = str(Path(folder, "site.sqlite3"))
            try:
                self.fill(archive, about)
            finally:
                connection.close()
                connection.settings_dict["NAME"] = final
            whole, place = sqlite3.connect(fresh), sqlite3.connect(final, timeout=10)
            try:
                whole.backup(place)  # and not a new file: a server may have the empty one open
            finally:
                whole.close()
                place.close()

    def fill(self, archive: ZipFile, about: About) -> None:
        """The tables as they were at the backup, then the rows; then what later versions make of both."""
        executor = MigrationExecutor(connection)
        targets = self.targets(executor, about)
        behind = {(app, name) for app, name in executor.loader.applied_migrations} - set(about.migrations)
        if behind - self.replacing(executor):
            raise CommandError("The database there was made by a newer version than the backup; name an empty one.")
        for app, name in targets:
            call_command("migrate", app, name, interactive=False, verbosity=0)
        found = tables_of(self.models_at(targets))
        bring(archive, about, found)
        if as_it_is(found) != {table: about.tables[table] for table in found}:
            raise CommandError(DIFFERENT)
        call_command("migrate", interactive=False, verbosity=0)
        Turn.objects.update(number=int(time.time()))  # ahead of what any cache has seen of this site
        call_command("rebuild_search", verbosity=0, stdout=self.stdout)

    def targets(self, executor: MigrationExecutor, about: About) -> list[Node]:
        """The last migrations that the backup's database had. Raises ``CommandError`` where this version cannot get
        there."""
        had = set(about.migrations)
        ours = {name for app, name in had if app == "explainer"}
        if newer := sorted(ours - known(executor)):
            raise CommandError(f"The backup was made by a newer version of the site ({newer[-1]}); use that one.")
        graph = executor.loader.graph
        there = {node for node in graph.nodes if node in had}
        if not set(graph.root_nodes("explainer")) <= there:
            raise CommandError("The backup is of a version that is too old for this one; restore it with that.")
        return sorted(node for node in there if not self.after(executor, node) & there)

    def after(self, executor: MigrationExecutor, node: Node) -> set[Node]:
        """Those of the same app that build on it."""
        return {child.key for child in executor.loader.graph.node_map[node].children if child.key[0] == node[0]}

    def replacing(self, executor: MigrationExecutor) -> set[Node]:
        return {node for node, migration in executor.loader.disk_migrations.items() if migration.replaces}

    def models_at(self, targets: Iterable[Node]) -> Iterable[Any]:
        executor = MigrationExecutor(connection)
        state = executor.loader.project_state(list(targets))
        return state.apps.get_models(include_auto_created=True)

    def look_at_digests(self) -> None:
        """An edition from which nothing was taken is, to the byte, what was published."""
        editions = Edition.objects.filter(redacted_at=None).order_by("pk")
        for slug, stream, number, digest, text in editions.values_list(
            "slug", "stream", "number", "digest", "document"
        ).iterator(chunk_size=1):
            if digest_of(text) != digest:
                at = f"{slug}, edition {number}" + (f" in {stream}" if stream else "")
                self.stderr.write(f"{at}: its text has another digest than it was published with, in the backup too.")
