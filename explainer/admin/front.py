"""The front page of the desk: each story and what it needs, what comes on which day, who is at what, what was done.

It must not change anything. Stories are looked at while there is time for it; the rest is asked for one by one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from explainer.models import Edition, ReviewBy, Story

from .coming_days import calendar
from .forms import is_key
from .looks import Look, kept, look
from .moved import moves
from .others_here import at_forms, requests_to_publish
from .panel import may

STORIES = 10  # on a page
SECONDS = 1.0  # after which no further story is looked at for this page
FEW = 3  # sentences of each kind that a card shows
RECENT, MINE = 15, 8


@dataclass(frozen=True, slots=True)
class Card:
    """A story as the front page tells of it; ``look`` is None where there was no time for one."""

    story: Story
    newest: Edition | None
    scheduled: Edition | None
    review: ReviewBy | None
    look: Look | None

    @property
    def review_is_due(self) -> bool:
        return self.review is not None and self.review.day <= timezone.localdate()


def may_see(user: User | AnonymousUser) -> bool:
    return bool(user.has_perm("explainer.view_story"))


def by_need() -> QuerySet[Story]:
    """Those that are kept up to date first, then by the day up to which they are told, the latest first."""
    live = Case(When(coverage=Story.Coverage.LIVE, then=Value(0)), default=Value(1))
    closed = Case(When(coverage=Story.Coverage.CLOSED, then=Value(1)), default=Value(0))
    return Story.objects.order_by(closed, live, "-as_of", "title", "slug")


def cards(stories: Iterable[Story], *, seconds: float, first: int = 0) -> list[Card]:
    """Of each story, with a look for as many as ``seconds`` allow; the story of the key ``first`` has one anyway."""
    listed, now = list(stories), timezone.now()
    of_these = Edition.objects.in_streams("").filter(story__in=listed)
    newest = {each.story_id: each for each in of_these.newest_of_each_stream(now).without_document()}
    coming = {each.story_id: each for each in of_these.scheduled_after(now).without_document().order_by("-number")}
    reviews = ReviewBy.objects.among(listed)
    moves.look()
    began = time.monotonic()
    found: dict[int, Look | None] = {}
    for story in sorted(listed, key=lambda each: each.pk != first):
        edition = newest.get(story.pk)
        in_time = story.pk == first or time.monotonic() - began < seconds
        found[story.pk] = look(story, edition) if in_time else kept(story, edition)
    return [
        Card(each, newest.get(each.pk), coming.get(each.pk), reviews.get(each.pk), found[each.pk]) for each in listed
    ]


def recent(user: User | AnonymousUser) -> QuerySet[LogEntry]:
    """What was done at the desk, of the kinds of rows that ``user`` may see."""
    models = [model for model in apps.get_app_config("explainer").get_models() if admin.site.is_registered(model)]
    seen = [model for model in models if user.has_perm(f"explainer.view_{model._meta.model_name}")]
    kinds = [kind.pk for kind in ContentType.objects.get_for_models(*seen).values()] if seen else []
    entries = LogEntry.objects.filter(content_type__in=kinds).select_related("user", "content_type")
    return entries.order_by("-action_time", "-pk")


def page_of(request: HttpRequest) -> Page[Story]:
    return Paginator(by_need(), STORIES).get_page(request.GET.get("page", "1")[:6])


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    apps_shown = admin.site.get_app_list(request)
    context = {**admin.site.each_context(request), "title": "The desk", "app_list": apps_shown}
    if not may_see(user):
        return TemplateResponse(request, "admin/explainer/front.html", {**context, "nothing": not apps_shown})
    page = page_of(request)
    asked = request.GET.get("look", "")
    shown = cards(page.object_list, seconds=SECONDS, first=int(asked) if is_key(asked) else 0)
    log = recent(user)
    publishes = may(user)["publish"]
    context |= {
        "sees": True,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number) if page.has_other_pages() else (),
        "cards": shown,
        "stopped": sum(bool(card.look and card.look.stopped) for card in shown),
        "differing": sum(bool(card.look and card.look.differs and card.newest) for card in shown),
        "stale": sum(bool(card.review_is_due or (card.look and card.look.stale)) for card in shown),
        "few": f":{FEW}",
        "calendar": calendar(user, timezone.localdate()),
        "here": at_forms(user),
        "requests": requests_to_publish(),
        "mine": log.filter(user=user)[:MINE],
        "everybody": log[:RECENT],
        "may": may(user),
        "may_add": user.has_perm("explainer.add_story"),
        "publishes": publishes,
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "admin/explainer/front.html", context)


@never_cache
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One story of the front page, looked at: what the page's script asks for where there was no time."""
    user: Any = request.user
    if not may_see(user):
        raise PermissionDenied
    story = get_object_or_404(Story, pk=pk)
    shown = cards([story], seconds=SECONDS, first=story.pk)[0]
    context = {"card": shown, "may": may(user), "few": f":{FEW}", "today": timezone.localdate()}
    return render(request, "admin/explainer/front_card.html", context)
