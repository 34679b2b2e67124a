"""``make_archive --stories N --statements M --seed S``: fills an empty site with made-up stories, to try out its size.

It must not touch a site that holds anything else, and makes nothing up itself; ``bench.archives`` does, which
comes with the source code alone.
"""

from __future__ import annotations

from itertools import islice
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from explainer.desk.freezing import add_made_up
from explainer.models import Story

TOGETHER = 200  # stories in one transaction
ABOUT = "Made up by make_archive from seed {seed}, with {statements} statements; nobody said any of it."


def found_archives() -> ModuleType:
    try:
        from bench import archives
    except ModuleNotFoundError:
        raise CommandError("This command needs the folder bench/, which comes with the source code alone.") from None
    return archives


class Command(BaseCommand):
    help = "Fill an empty site with made-up stories, to try out its size. The same seed makes the same stories."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stories", type=int, default=5, help="How many (5).")
        parser.add_argument("--statements", type=int, default=200, help="How many in each (200).")
        parser.add_argument("--editions", type=int, default=0, help="Of the first story, with a history (4, without).")
        parser.add_argument("--seed", type=int, default=1, help="Any number; another one makes other stories (1).")

    def handle(
        self, *, stories: int, statements: int, seed: int, editions: int, verbosity: int, **options: Any
    ) -> None:
        if not (0 < stories < 100_000 and 0 <= statements < 30_000):
            raise CommandError("Make 1 to 99,999 stories of at most 29,999 statements each.")
        if not 0 <= editions < 10_000:
            raise CommandError("Make at most 9,999 editions.")
        archives = found_archives()
        about = ABOUT.format(seed=seed, statements=statements)
        if Story.objects.exclude(slug__startswith=archives.PREFIX, limits=about).exists():
            raise CommandError(
                "This site holds other stories. Make an archive on an empty one, and never on a real one."
            )
        known = set(Story.objects.values_list("slug", flat=True))
        missing = (number for number in range(1, stories + 1) if archives.slug_of(number) not in known)
        while some := list(islice(missing, TOGETHER)):
            with transaction.atomic():
                for number in some:
                    self.make(
                        list(archives.versions(number, statements=statements, seed=seed, editions=editions)), about
                    )
            if verbosity > 1:
                self.stdout.write(f"{some[-1]} of {stories}")
        self.stdout.write(f"The archive has {Story.objects.count()} stories.")

    def make(self, editions: list[Any], about: str) -> None:
        """``editions``: of one story, as ``bench.archives.versions`` makes them. The desk has the story's name and no
        row of it: it is what editions belong to."""
        said = editions[-1].document
        story = Story.objects.create(
            slug=said.slug, title=f"{said.title} (made up)", question=said.question, short_answer=said.short_answer,
            limits=about, language=said.language, as_of=said.as_of,
        )  # fmt: skip
        add_made_up(story, editions)
