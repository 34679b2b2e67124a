"""``check_content [slug…]``: the sentences that stop stories of the desk and their translations from being published,
and what it asks.

It must not know any rule; ``explainer.desk.rules.checks`` and ``explainer.desk.translations`` do.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from explainer.desk.compose import compose
from explainer.desk.rules.checks import ask, check
from explainer.desk.translations import check as check_translation
from explainer.desk.translations import drafted, original_of
from explainer.models import Story, Translation


class Command(BaseCommand):
    help = "Check stories of the desk as publishing does; it fails if any of them could not be published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stories", nargs="*", metavar="story", help="Slugs; every story if none is given.")

    def handle(self, *, stories: list[str], **options: Any) -> None:
        known = list(Story.objects.order_by("slug").values_list("slug", flat=True))
        if not known:
            raise CommandError("There is no story at the desk.")
        for slug in stories:
            if slug not in known:
                raise CommandError(f"There is no story “{slug}” at the desk; there is {', '.join(known)}.")
        count = sum(self.say(slug) for slug in stories or known)
        if count:
            raise CommandError(f"{count} {'problem' if count == 1 else 'problems'} in all.")

    def say(self, slug: str) -> int:
        """Print the problems of one story, and what should be looked at; how many problems there are."""
        draft = compose(slug)
        problems = check(draft)
        for problem in problems:
            self.stdout.write(f"{slug}, {problem.at}: {problem.sentence}")
        if not problems:
            self.stdout.write(f"{slug}: nothing stops it from being published.")
        for question in ask(draft, today=timezone.now().date()):
            self.stdout.write(f"{slug}, {question.at}, to look at: {question.sentence}")
        return len(problems) + self.say_of_translations(slug)

    def say_of_translations(self, slug: str) -> int:
        """The same of each, as a translation of what readers of the original read; of nothing there is none."""
        story, count = Story.objects.get(slug=slug), 0
        original = original_of(story, timezone.now())
        if original is None:
            return 0
        for translation in Translation.objects.of(story):
            draft = drafted(translation, original)
            for problem in check_translation(draft.original, draft.told, translation.language):
                self.stdout.write(f"{slug} in {translation.language}, {problem.at}: {problem.sentence}")
                count += 1
        return count
