"""``pack_editions``: makes the package of each edition that lacks one.

It must not know what is in a package, nor make one anew that is there.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from explainer.desk.packing import pack_missing


class Command(BaseCommand):
    help = "Make the package (data.zip) of each edition that has none: of those from before there were any."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Packed {pack_missing()} editions.")
