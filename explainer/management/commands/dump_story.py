"""``dump_story <slug>``: writes a story of the desk as fixture files, ready to be read in a diff.

It must not decide what is in them; ``explainer.desk.files.fixtures`` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.files import source_text_files
from explainer.desk.files.edition_files import write
from explainer.desk.files.fixture_files import BrokenFixture, write_folder
from explainer.desk.files.fixtures import dump, sources_of
from explainer.desk.moving import take_out
from explainer.desk.snapshots import one_view
from explainer.models import Story


class Command(BaseCommand):
    help = "Write a story of the desk, and what it cites, as fixture files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", help="The story's slug.")
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="Where to; fixtures/<story> if not given.")
        parser.add_argument(
            "--with-editions",
            action="store_true",
            help="What was published too, to the letter, in every language; without what was taken back.",
        )

        parser.add_argument(
            "--with-source-texts",
            action="store_true",
            help="The texts of its sources too, which nobody but the desk sees: keep that file to yourself.",
        )

    def handle(
        self, *, story: str, to: Path | None, with_editions: bool, with_source_texts: bool, **options: Any
    ) -> None:
        try:
            with one_view():
                files = dump(story)
                archive, scheduled = take_out(story) if with_editions else (None, 0)
                texts = source_text_files.take_out(story, sources_of(story)) if with_source_texts else None
        except Story.DoesNotExist:
            raise CommandError(f"There is no story “{story}” at the desk.") from None
        folder = to or settings.BASE_DIR / "fixtures" / story
        try:
            removed = write_folder(folder, files)
            frozen = list(write(folder, archive)) if archive else []
            frozen += filter(None, [source_text_files.write(folder, texts)])
        except BrokenFixture as problem:
            raise CommandError(f"{problem} It is in the way; move it. Nothing was written.") from None
        except OSError as error:
            raise CommandError(f"{folder} cannot be written to ({error.strerror}).") from None
        for file in [*(folder / name for name in files), *frozen]:
            self.stdout.write(f"Wrote {file}")
        for file in removed:
            self.stdout.write(f"Removed {file}")
        if scheduled:
            self.stdout.write(f"Left out what is scheduled: {scheduled}.")
        if archive and archive.index.taken_back:
            what = ", ".join(f"{row.kind} {row.slug}" for row in archive.index.taken_back)
            self.stdout.write(f"The editions lack what was taken back; the files of the desk still have it: {what}.")
