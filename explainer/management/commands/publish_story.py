"""``publish_story <slug> --note "…"``: publishes a story as its next edition, or says what stops it.

It must not publish by itself; ``explainer.desk.publishing`` does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from explainer.desk.publishing import NotPublishable, publish
from explainer.models import Edition, Story


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
        parser.add_argument("--note", required=True, help="To readers: what changed and why.")
        parser.add_argument("--at", metavar="TIME", help="Schedule it: 2024-08-23T09:00+00:00.")
        parser.add_argument("--kind", choices=Edition.Kind.values, help="What it is; an update if not given.")

    def handle(self, *, story: str, note: str, at: str | None, kind: str | None, **options: Any) -> None:
        desk_copy = Story.objects.filter(slug=story).first()
        if desk_copy is None:
            raise CommandError(f"There is no story “{story}” at the desk.")
        try:
            edition = publish(desk_copy, note=note, by=None, kind=kind, at=moment(at) if at else None)
        except NotPublishable as refusal:
            raise CommandError("\n".join(str(problem) for problem in refusal.problems)) from None
        if edition is None:
            self.stdout.write(f"Nothing has changed in {story} since its last edition.")
        elif at:
            self.stdout.write(f"Scheduled {edition} for {edition.published_at.isoformat()}.")
        else:
            self.stdout.write(f"Published {edition}.")
