"""Names for what is asked of Django's own accounts, groups and sessions.

It must not say who may do what; ``desk/accounts`` does.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

ROLES = ("reporter", "editor", "administrator")


def roles() -> QuerySet[Group]:
    """The groups that are roles, the one with the fewest rights first."""
    return Group.objects.filter(name__in=ROLES).order_by("pk")


def account_named(name: str) -> User | None:
    return User.objects.filter(username=name).first()


def open_sessions(now: datetime, most: int) -> QuerySet[Session]:
    """So many at most, those that last longest first."""
    return Session.objects.filter(expire_date__gt=now).order_by("-expire_date")[:most]
