"""How often the editions changed, as triggers of the database count it.

It must not know an edition: readers' modules may import it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q


class TurnQuerySet(models.QuerySet["Turn"]):
    def moved_since(self, number: int, beside: str) -> Iterable[tuple[str, int]]:
        """(slug, number) of those beyond ``number``, and of that ``beside`` them."""
        return self.filter(Q(number__gt=number) | Q(slug=beside)).values_list("slug", "number")

    def moved_last(self, rows: int) -> Iterable[tuple[str, int]]:
        """(slug, number) of those that moved last; the first is the site's own."""
        return self.order_by("-number", "slug").values_list("slug", "number")[:rows]

    def number_of(self, slug: str) -> int:
        return self.filter(slug=slug).values_list("number", flat=True).first() or 0


class Turn(models.Model):
    """How often the editions of a story have changed, counted over all stories; the row without a slug has the count.

    Triggers write it (``explainer.serving.publication_counter``), nothing else.
    """

    slug = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField()

    objects = TurnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["number"], name="turn_by_number")]

    def __str__(self) -> str:
        return f"{self.slug or 'the site'}: {self.number}"
