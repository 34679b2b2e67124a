"""What the fixtures last wrote to the desk.

It must not hold what they wrote: a digest tells an editor's work from theirs.
"""

from __future__ import annotations

from django.db import models


class LoadedRow(models.Model):
    """What a fixture last wrote: how ``load_story`` tells an editor's work from its own."""

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=300, help_text="The natural key, as JSON.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the row as it was loaded.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "key"], name="loaded_row_is_remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
