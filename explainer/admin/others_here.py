"""Who has which form open now, and which publications somebody asks for, as the front page and the workplace tell them.

The one place where they look for it: each is told where the desk has a model for it, and left out where it has none. It
must not change either, nor tell of what somebody may not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.urls import NoReverseMatch, reverse

from .coming_days import work_url

MOST = 20


@dataclass(frozen=True, slots=True)
class AtAForm:
    who: str
    what: str
    address: str
    since: datetime
    story: int | None = None  # in which the row is
    own: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    what: str
    who: str
    at: datetime
    address: str
    state: str = ""


def at_forms(user: User | AnonymousUser, story: int | None = None) -> list[AtAForm]:
    """The latest opened first; of the forms of one story, or of all. One query."""
    model = _model("FormOpen")
    if model is None:
        return []
    rows = model.objects.now()
    if story is not None:
        rows = rows.filter(story_number=story)
    told = []
    for row in rows[:MOST]:
        kind = row.content_type
        if kind.app_label == "explainer" and user.has_perm(f"explainer.view_{kind.model}"):
            who = row.user.get_full_name() or row.user.get_username()
            told.append(AtAForm(who, row.called, row.address, row.since, row.story_number, row.user_id == user.pk))
    return told


def requests_to_publish(story: int | None = None) -> list[Asked]:
    """Those that wait, of one story or of all, the latest first. One query."""
    model = _model("PublishRequest")
    if model is None:
        return []
    rows = model.objects.open().with_story()
    if story is not None:
        rows = rows.filter(story=story)
    return [
        Asked(
            what=str(row.story) + (f" in {row.language}" if row.language else ""),
            who=row.asker_name,
            at=row.asked_at,
            address=_address("publish_request", row.pk) or work_url(row.story_id),
            state=row.get_state_display(),
        )
        for row in rows[:MOST]
    ]


def way_to_ask(story: int) -> str:
    """Where somebody who may not publish asks for it; empty where the desk has no such page."""
    return _address("publish_request_ask", story)


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=(pk,))
    except NoReverseMatch:
        return ""


def _model(name: str) -> Any:
    models: Mapping[str, Any] = apps.all_models["explainer"]
    return models.get(name.lower())
