"""How many passwords were tried a while ago, of whom and from where, and from where somebody signed in rightly.

It must not hold a name or an address that can be read: its keys are digests.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import F


class SignInCountQuerySet(models.QuerySet["SignInCount"]):
    def one_more(self, key: str, now: datetime, until: datetime) -> int:
        """How many that makes. The first of them says until when they count; all processes count together."""
        with transaction.atomic():
            running = self.filter(key=key, until__gt=now)
            if running.update(number=F("number") + 1):
                return running.values_list("number", flat=True).get()
            self.filter(until__lte=now).delete()
            self.keep(key, until)
            return 1

    def one_less(self, key: str) -> None:
        self.filter(key=key, number__gt=1).update(number=F("number") - 1)

    def keep(self, key: str, until: datetime) -> None:
        """As if it had just begun."""
        row = SignInCount(key=key, number=1, until=until)
        self.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=["number", "until"])

    def holds(self, key: str, now: datetime) -> bool:
        return self.filter(key=key, until__gt=now).exists()

    def forget(self, key: str) -> None:
        self.filter(key=key).delete()


class SignInCount(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    objects = SignInCountQuerySet.as_manager()

    class Meta:
        verbose_name = "count of sign-ins"
        constraints = (models.CheckConstraint(condition=models.Q(number__gte=1), name="sign_in_counted_at_least_once"),)

    def __str__(self) -> str:
        return f"{self.number} until {self.until:%H:%M}"
