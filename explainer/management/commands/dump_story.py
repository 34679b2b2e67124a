"""``dump_story <slug>``: writes a story of the desk as fixture files, ready to be read in a diff.

It must not decide what is in them; ``explainer.desk.files.fixtures`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.files.fixture_files import BrokenFixture, write_folder
from explainer.desk.files.fixtures import dump
from explainer.models import Story


class Command(BaseCommand):
    help = "Write a story of the desk, and what it cites, as fixture files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", help="The story's slug.")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Where to; fixtures/<story> if not given.")

    def handle(self, *, story: str, to: Path | None, **options: Any) -> None:
        try:
            files = dump(story)
        except Story.DoesNotExist:
            raise CommandError(f"There is no story “{story}” at the desk.") from None
        folder = to or settings.BASE_DIR / "fixtures" / story
        try:
            removed = write_folder(folder, files)
        except BrokenFixture as problem:
            raise CommandError(f"{problem} It is in the way; move it. Nothing was written.") from None
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to ({error.strerror}).") from None
        for name in files:
            self.stdout.write(f"Wrote {folder / name}")
        for file in removed:
            self.stdout.write(f"Removed {file}")
