"""``publish_story <slug> --note "…"``: says what differs from the last edition, and publishes that, or what stops it;
with ``--language`` the translation into it.

Nobody looks at a page here: what was seen is what this command has written out, or, with ``--seen``, what ``--dry-run``
wrote out before. It must not publish by itself; ``explainer.desk.publishing`` does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from explainer.desk.compose import Draft, compose
from explainer.desk.publishing import NotPublishable, publish, publish_translation
from explainer.desk.translations import drafted, original_of
from explainer.edition.changed_items import Item
from explainer.edition.diffs import compare
from explainer.edition.document import thaw
from explainer.edition.put_right import items_of
from explainer.edition.weighty import weighty
from explainer.models import Edition, Story, Translation


def moment(text: str) -> datetime:
    """A time as ISO 8601 writes it, in UTC unless it says otherwise; CommandError for anything else."""
    try:
        time = parse_datetime(text)
    except ValueError:  # well formed, but no time: 2024-02-30T09:00
        time = None
    if time is None:
        raise CommandError(f"“{text}” is not a time; write it as 2024-08-23T09:00+00:00.")
    return timezone.make_aware(time) if timezone.is_naive(time) else time


class Command(BaseCommand):
    help = "Publish a story of the desk as its next edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", help="The story's slug.")
        parser.add_argument("--note", help="To readers: what changed and why.")
        parser.add_argument("--at", metavar="TIME", help="Schedule it: 2024-08-23T09:00+00:00.")
        parser.add_argument("--kind", choices=Edition.Kind.values, help="What it is; an update if not given.")
        parser.add_argument(
            "--puts-right", metavar="PLACE", action="append", default=[],
            help="What was wrong before, as “statements/slug”; can be given more than once.",
        )  # fmt: skip
        parser.add_argument("--language", metavar="CODE", help="The translation into it, of what readers read: ar.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be published.")
        parser.add_argument("--seen", metavar="DIGEST", help="Publish only what a dry run has shown.")

    def handle(
        self,
        *,
        story: str,
        note: str | None,
        at: str | None,
        kind: str | None,
        dry_run: bool,
        seen: str | None,
        puts_right: list[str],
        language: str | None,
        **options: Any,
    ) -> None:
        desk_copy = Story.objects.filter(slug=story).first()
        if desk_copy is None:
            raise CommandError(f"There is no story “{story}” at the desk.")
        if language:
            self.translate(desk_copy, language, note=note or "", kind=kind, at=moment(at) if at else None)
            return
        draft = compose(story)
        nouns, changed = self.say(draft, Edition.objects.of(desk_copy).first())
        for place in puts_right:
            if place not in changed:
                named = f"it changes or takes out {', '.join(changed)}" if changed else "nothing changes or goes"
                raise CommandError(f"“{place}” cannot be put right: {named}.")
        if dry_run:
            return
        if note is None:
            raise CommandError("Say what changed and why, with --note.")
        if nouns and not (kind and note):
            raise CommandError(f"{', '.join(nouns)}: say what kind of edition it is, with --kind and a --note.")
        try:
            time = moment(at) if at else None
            items = [changed[place] for place in puts_right]
            edition = publish(
                desk_copy, seen=seen or draft.digest, note=note, by=None, kind=kind, at=time, puts_right=items
            )
        except NotPublishable as refusal:
            raise CommandError("\n".join(str(problem) for problem in refusal.problems)) from None
        if edition is None:
            self.stdout.write(f"Nothing has changed in {story} since its last edition.")
        elif at:
            self.stdout.write(f"Scheduled {edition} for {edition.published_at.isoformat()}.")
        else:
            self.stdout.write(f"Published {edition}.")

    def translate(self, story: Story, language: str, *, note: str, kind: str | None, at: datetime | None) -> None:
        translation = Translation.objects.of(story).filter(language=language).first()
        if translation is None:
            raise CommandError(f"There is no translation of “{story.slug}” into “{language}” at the desk.")
        original = original_of(story, timezone.now())
        seen = drafted(translation, original).digest if original else ""
        try:
            edition = publish_translation(translation, seen=seen, note=note, by=None, kind=kind, at=at)
        except NotPublishable as refusal:
            raise CommandError("\n".join(str(problem) for problem in refusal.problems)) from None
        if edition is None:
            self.stdout.write(f"Nothing has changed in {story.slug} in {language}.")
        elif at:
            self.stdout.write(f"Scheduled {edition} for {edition.published_at.isoformat()}.")
        else:
            self.stdout.write(f"Published {edition}.")

    def say(self, draft: Draft, last: Edition | None) -> tuple[list[str], dict[str, Item]]:
        """Write out what would be published. Returned are what of it readers have otherwise already, as ``weighty``,
        and what it can put right: “statements/slug” → the item."""
        before = thaw(last.document) if last else None
        changes = compare(before, draft.document) if before else []
        for change in changes:
            what = f"{change.thing} “{change.name}”" if change.name else change.thing
            told = f"{change.field}: was “{change.was}”, now “{change.now}”" if change.field else change.verb
            self.stdout.write(f"{what}: {told}.")
        if last is None:
            self.stdout.write("Everything is new.")
        self.stdout.write(f"Digest: {draft.digest}")
        items = {"/".join(map(str, item)): item for item in items_of(changes)}
        return weighty(before, draft.document) if before else [], items
