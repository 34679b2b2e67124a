"""``load_story fixtures/<story>``: brings a story's files to the desk and says what it left alone.

It must not decide anything; ``explainer.desk.files.fixtures`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.files.fixture_files import BrokenFixture
from explainer.desk.files.fixtures import load


class Command(BaseCommand):
    help = "Load a story's files into the desk, leaving alone what editors changed since the last load."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder with the story's *.yaml files.")
        parser.add_argument("--overwrite", action="store_true", help="Undo what editors changed or deleted.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done, row by row.")

    def handle(self, *, folder: Path, overwrite: bool, dry_run: bool, verbosity: int, **options: Any) -> None:
        try:
            report = load(folder, overwrite=overwrite, dry_run=dry_run)
        except BrokenFixture as problem:
            raise CommandError(f"{problem} Nothing was loaded.") from None
        for sentence in report.sentences(every=dry_run or verbosity > 1):
            self.stdout.write(sentence)
        self.stdout.write(str(report))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
