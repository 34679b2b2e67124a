"""``rebuild_search``: writes the index of search anew from the editions.

It must not know how; ``explainer.search.search_index`` does.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from explainer.search.search_index import rebuild


class Command(BaseCommand):
    help = "Write the index of search anew. Publishing keeps it right; this is for a database that was changed by hand."

    def handle(self, **options: Any) -> None:
        count = rebuild(at=timezone.now())
        self.stdout.write(f"Search knows {count} edition{'' if count == 1 else 's'}.")
