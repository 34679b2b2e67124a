"""What the desk makes of a statement, an event or an actor that is taken back: what its form says, that its slug stays.

It must not take anything back.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.urls import reverse

from explainer.models import Actor, Event, Statement, Takedown

TAKE_BACK = "explainer.take_back"
KINDS: dict[type[Model], str] = {Statement: "statement", Event: "event", Actor: "actor"}


def taking_back_of(row: Any, user: Any) -> dict[str, Any]:
    """Empty for what cannot be taken back by itself. One query."""
    kind = KINDS.get(type(row))
    if kind is None:
        return {}
    found = Takedown.objects.of_thing(kind, *thing_of(row)).open().first()
    return {
        "active": found if found and found.taken_at else None,
        "asked": found if found and not found.taken_at else None,
        "address": reverse("admin:explainer_takedown_change", args=(found.pk,)) if found else "",
        "may_ask": found is None and user.has_perm(TAKE_BACK),
        "ask": reverse("admin:explainer_takedown_ask", args=(kind, row.pk)),
    }


def is_taken_back(row: Any) -> bool:
    """Under another slug it would be published again."""
    kind = KINDS.get(type(row))
    return kind is not None and Takedown.objects.of_thing(kind, *thing_of(row)).active().exists()


def may_be_taken_back(row: Any) -> bool:
    """Whether somebody has asked for it, or it is: what confirms it looks for the slug that it had then."""
    kind = KINDS.get(type(row))
    return kind is not None and Takedown.objects.of_thing(kind, *thing_of(row)).open().exists()


def thing_of(row: Any) -> tuple[str, str]:
    """Its story's slug, empty for an actor, and its own."""
    return (row.story.slug if hasattr(row, "story") else ""), row.slug
