"""``announce_scheduled``: tells the hub and the webhooks of what came out by schedule, which no act of anybody does.

It must not publish anything: readers read it from its moment on, whether or not this is ever called.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from explainer.desk.announcing import act_of, announce
from explainer.models import Edition


class Command(BaseCommand):
    help = "Tell the WebSub hub and the webhooks of editions that came out by schedule in the last minutes: for cron."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=int, default=5, help="How far to look back: as often as it is called.")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        found = list(Edition.objects.scheduled_and_out(now - timedelta(minutes=options["minutes"]), now))
        with transaction.atomic():
            for edition in found:
                announce(act_of(edition), edition)
        self.stdout.write(f"Told of {len(found)} editions.")
