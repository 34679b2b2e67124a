"""What somebody at the desk is told of: what was assigned to them, sent back, approved, published or set aside.

It must not know what happened; whoever did it says so in a sentence.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from .base import LineField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: Any) -> NoticeQuerySet:
        return self.filter(user=user).order_by("-told_at", "-pk")

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def among(self, keys: list[int]) -> NoticeQuerySet:
        return self.filter(pk__in=keys)

    def of_address(self, address: str) -> NoticeQuerySet:
        return self.filter(address=address)


class Notice(models.Model):
    """One sentence to one person. ``address``: where at the desk it leads."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    sentence = LineField(max_length=600)
    address = models.CharField(max_length=400, blank=True, default="")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["user", "-told_at"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return self.sentence
