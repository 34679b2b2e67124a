"""``rebuild_search``: writes the index of search anew from the editions.

It must not know how; ``explainer.search_index`` does.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from explainer.labels import counted
from explainer.search_index import rebuild


class Command(BaseCommand):
    help = "Write the index of search anew. Publishing keeps it right; this is for a database that was changed by hand."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Search knows {counted(rebuild(at=timezone.now()), 'edition')}.")
