"""``export_site <folder>``: writes the public site as files, for a server of files or an object storage.

It must not know what is public; ``explainer.pages.exporting`` asks as a reader does.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.packing import pack_missing
from explainer.pages.exporting.addresses import CannotExport
from explainer.pages.exporting.folder import Report
from explainer.pages.exporting.progress import Progress
from explainer.pages.exporting.walking import export
from explainer.pages.exporting.web_archive import web_archive


class Command(BaseCommand):
    help = "Write the public site as files. What needs a server is plain text, or left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Empty, or from an earlier export, which is brought up to date.")
        parser.add_argument(
            "--warc", type=Path, metavar="FILE",
            help="Also write every answer with its headers into one file (ISO 28500; packed where it ends in “.gz”). "
            "Needs the package warcio.",
        )  # fmt: skip

    def handle(self, *, folder: Path, warc: Path | None = None, verbosity: int = 1, **options: Any) -> None:
        progress = Progress(silent=verbosity == 0)
        try:
            with web_archive(warc) if warc else nullcontext() as heard:
                report = export(folder, before=pack_missing, progress=progress, heard=heard)  # what pages lead to
        except CannotExport as sentence:
            raise CommandError(str(sentence)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written to ({error.strerror}).") from None
        self._tell(report)

    def _tell(self, report: Report) -> None:
        for address, status in sorted(report.left.items()):
            self.stdout.write(f"Left out {address}, which is answered with {status}.")
        if report.unsaid:
            self.stdout.write(f"{report.unsaid} lines are not in _redirects: Cloudflare Pages reads 2,100.")
        self.stdout.write(
            f"{report.files} files, {report.pages} of them pages: {report.changed} written, {report.removed} removed; "
            f"{report.asked} answers made."
        )
