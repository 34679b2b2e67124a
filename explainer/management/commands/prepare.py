"""``prepare``: what has to be done before the server starts, and nothing that is done already.

It must not change a story that is at the desk, nor an account that exists.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from explainer.desk.compose import compose
from explainer.desk.files.edition_files import has_editions
from explainer.desk.files.fixture_files import BrokenFixture
from explainer.desk.files.fixtures import load
from explainer.desk.packing import pack_missing
from explainer.desk.publishing import NotPublishable, publish, publish_translation
from explainer.desk.translations import drafted
from explainer.models import Edition, Story, Translation
from explainer.search.search_index import is_whole

from ..whose_database import alone, why_not

PACKED_AT_ONCE = 200  # editions: a site with many must not wait for them to start


class Command(BaseCommand):
    help = "Get the site ready to serve: the database, the first stories, the first account, the static files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="With the stories that bring their own editions.")

    def handle(self, *, demo: bool = False, **options: Any) -> None:
        with alone(settings.DATA_DIR, self.stdout.write):
            try:
                self.prepare_database()
                self.prepare_account()
                self.prepare_stories(demo=demo)
                self.prepare_search()
                self.prepare_packages()
            except DatabaseError as error:
                raise CommandError(f"The database cannot be used: {' '.join(str(error).split())}.") from None
            self.prepare_static_files()

    def prepare_database(self) -> None:
        executor = MigrationExecutor(connection)
        if sentence := why_not(executor):
            raise CommandError(sentence)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write(f"Brought the database up to date ({len(plan)} migrations).")

    def prepare_account(self) -> None:
        """Django's own variables for ``createsuperuser``, which settings.py has no part in."""
        names = ("DJANGO_SUPERUSER_USERNAME", "DJANGO_SUPERUSER_EMAIL", "DJANGO_SUPERUSER_PASSWORD")
        username, email, password = (os.environ.get(name, "").strip() for name in names)
        users = get_user_model()
        if not username or users.objects.filter(username=username).exists():
            return
        if not password:
            raise CommandError("DJANGO_SUPERUSER_USERNAME is set; set DJANGO_SUPERUSER_PASSWORD too.")
        user = users(username=username, email=email, is_staff=True, is_superuser=True)
        user.set_password(password)
        try:
            validate_password(password, user)
            user.full_clean()
        except ValidationError as error:
            reasons = " ".join(error.messages)
            raise CommandError(f"The account “{username}” cannot be made: {reasons}") from None
        user.save()
        self.stdout.write(f"Made the account “{username}”, which may do everything.")

    def prepare_stories(self, *, demo: bool) -> None:
        """All the stories of the files are loaded and published, or none: the next start tries again. On a site that
        is not for its maker's eyes alone the sample would be published as the newsroom's own: only where asked for."""
        if Story.objects.exists() or not (demo or settings.FIRST_STORY):
            return
        folders = [folder for folder in self.folders() if demo or not has_editions(folder)]
        with transaction.atomic():
            for folder in folders:
                self.load_and_publish(folder)

    def folders(self) -> Iterator[Path]:
        for fixtures in map(Path, settings.FIXTURE_DIRS):
            yield from sorted({file.parent for file in fixtures.glob("*/*.yaml")})

    def load_and_publish(self, folder: Path) -> None:
        try:
            report = load(folder)
        except BrokenFixture as problem:
            raise CommandError(f"{problem} No story was loaded.") from None
        self.stdout.write(str(report))
        for story in Story.objects.filter(slug=report.story):
            try:
                edition = publish(story, seen=compose(story.slug).digest, note="", by=None)  # what the files say
            except NotPublishable as refusal:
                sentences = "\n".join(f"{problem.at}: {problem.sentence}" for problem in refusal.problems)
                raise CommandError(f"{folder} cannot be published, so no story was loaded.\n{sentences}") from None
            if edition:
                self.stdout.write(f"Published {edition}.")
                for translation in Translation.objects.of(story):
                    self.publish_translation(translation, edition)

    def publish_translation(self, translation: Translation, edition: Edition) -> None:
        """One that is not whole yet stays at the desk, where it is finished."""
        try:
            draft = drafted(translation, edition)
            published = publish_translation(translation, seen=draft.digest, note="", by=None)
        except NotPublishable:
            self.stdout.write(f"{translation} is not whole; it is not published.")
        else:
            self.stdout.write(f"Published {published}.")

    def prepare_search(self) -> None:
        """Publishing keeps the index; only a site from before there was one needs this."""
        if not is_whole(at=timezone.now()):
            call_command("rebuild_search", stdout=self.stdout)

    def prepare_packages(self) -> None:
        """Publishing makes them; editions from before there were any, or that came some other way, lack theirs."""
        if made := pack_missing(PACKED_AT_ONCE):
            self.stdout.write(f"Packed {made} editions to take along.")
        if left := Edition.objects.unpacked().count():
            self.stdout.write(f"{left} more have no package; pack_editions makes them while the site runs.")

    def prepare_static_files(self) -> None:
        """Collect them when the release is another than the one that they were collected for."""
        stamp = settings.DATA_DIR / "static-release"
        before = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
        if before == settings.RELEASE and Path(settings.STATIC_ROOT).is_dir():
            return
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(settings.RELEASE, encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CommandError(f"The static files cannot be collected: {error}") from None
        self.stdout.write("Collected the static files.")
