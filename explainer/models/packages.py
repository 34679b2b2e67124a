"""An edition in one file to take along, as it was packed when it was published or taken from.

Of the frozen side, as ``editions``. It must not know what is in the file.
"""

from __future__ import annotations

from django.db import models


class PackageQuerySet(models.QuerySet["Package"]):
    def of(self, edition: models.Model) -> PackageQuerySet:
        return self.filter(edition_id=edition.pk)

    def holding(self, edition: models.Model, key: str) -> PackageQuerySet:
        """That of an edition as it is now, which ``key`` (``Edition.key``) says: never one of what it was before."""
        return self.of(edition).filter(key=key)

    def keys_at(self, slug: str) -> models.QuerySet[Package, tuple[str, int, str]]:
        """(stream, number, key) of those of a story."""
        rows = self.filter(edition__slug=slug).order_by("edition__stream", "edition__number")
        return rows.values_list("edition__stream", "edition__number", "key")


class Package(models.Model):
    """Beside its edition, not on a disk: machines share the database alone, and what is taken from an edition is gone
    from its package within the same transaction."""

    edition = models.OneToOneField("explainer.Edition", models.CASCADE, related_name="package")
    key = models.CharField(max_length=80, help_text="Of the document that it was made of (Edition.key).")
    content = models.BinaryField()

    objects = PackageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.edition}, packed"
