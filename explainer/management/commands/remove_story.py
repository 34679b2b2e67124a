"""``remove_story``: takes the sample story, or one that is named, out of the site whole.

It must not remove anything that was not asked about, nor touch an account.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.files.fixture_rows import given_in, story_told
from explainer.desk.removing import remove
from explainer.models import Edition, Story


class Command(BaseCommand):
    help = "Remove the sample story with all its versions, or one that is named. Withdraw what you published yourself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", nargs="?", default="", help="Its address name; without one, the sample's.")
        parser.add_argument("--yes", action="store_true", help="Do not ask; for scripts.")

    def handle(self, *, story: str = "", yes: bool = False, **options: Any) -> None:
        found = self.find(story)
        editions = Edition.objects.filter(story=found).count()
        self.stdout.write(
            f"“{found.title}” ({settings.SITE_URL}/{found.slug}/) with {editions} versions, its translations, "
            "their files, and its rows at the desk with their histories. It cannot be brought back but from a backup."
        )
        if not yes and input(f"Type “{found.slug}” to remove it: ").strip() != found.slug:
            raise CommandError("Nothing was removed.")
        removed = remove(found, brought=self.samples().get(found.slug, ()))
        self.stdout.write(f"Removed {removed.editions} versions and {removed.rows} rows.")
        if removed.kept:
            self.stdout.write(f"Kept {removed.kept} people, roles and sources that other stories use.")
        if settings.FIRST_STORY and not Story.objects.exists():
            self.stdout.write("The next start would bring the sample back: set FIRST_STORY=false.")

    def find(self, slug: str) -> Story:
        there = list(Story.objects.filter(slug__in=[slug] if slug else self.samples()))
        if not there:
            raise CommandError(f"There is no story “{slug}”." if slug else "The sample story is not there.")
        if len(there) > 1:
            raise CommandError(f"Name one of them: {', '.join(sorted(each.slug for each in there))}.")
        return there[0]

    def samples(self) -> dict[str, list[tuple[str, str]]]:
        """The stories in the box by address name, with the rows that each brings."""
        found = {}
        for folder in sorted({file.parent for place in settings.FIXTURE_DIRS for file in Path(place).glob("*/*.yaml")}):
            given = given_in(folder)
            rows = [(model._meta.label_lower, json.dumps(key, ensure_ascii=False)) for model, key in given]
            found[story_told(given, folder)] = rows
        return found
