"""``export_site <folder>``: writes the public site as files, for a server of files or an object storage.

It must not know what is public; ``explainer.pages.exporting`` asks as a reader does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.packing import pack_missing
from explainer.pages.exporting import CannotExport, export


class Command(BaseCommand):
    help = "Write the public site as files. What needs a server (search, filters that are combined) is left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Empty, or from an earlier export, which is brought up to date.")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            report = export(folder, before=pack_missing)  # what an edition's pages lead to
        except CannotExport as sentence:
            raise CommandError(str(sentence)) from None
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to ({error.strerror}).") from None
        for address, status in sorted(report.left.items()):
            self.stdout.write(f"Left out {address}, which is answered with {status}.")
        self.stdout.write(
            f"{report.files} files, {report.pages} of them pages: {report.changed} written, {report.removed} removed."
        )
