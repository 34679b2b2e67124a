"""Who is at a form: what its script says every now and then, and what it is told.

It must not say anything of a row to somebody who may not view it, and must not keep anything that is typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from explainer.models import FormOpen

from .carried import OPENING
from .forms import is_key

BEAT = timedelta(seconds=25)  # how often a script says that its form is open (static/admin/kept.js)
GONE = timedelta(seconds=80)  # after which a form with a script is taken to be closed: three beats that failed
WITHOUT_SCRIPT = timedelta(minutes=15)  # for which one without is taken to be open
MOST = 5  # people who are named


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest) -> HttpResponse:
    """A form is open, or is left. A GET comes from browsers without script alone, by an image inside ``noscript``."""
    if not admin.site.has_permission(request):
        return JsonResponse({"signed_in": False}, status=403)
    user = cast(User, request.user)  # nobody else has permission
    sent = request.POST if request.method == "POST" else request.GET
    opening, row = sent.get("opening", ""), row_named(request, sent.get("row", ""))
    if row is not None and OPENING.match(opening) and request.method != "HEAD":
        if sent.get("leave"):
            FormOpen.objects.of_opening(opening).filter(user=user).delete()
        else:
            note(user, row, opening, lasts=GONE if request.method == "POST" else WITHOUT_SCRIPT)
    if request.method != "POST":
        return HttpResponse(status=204)
    people = at_the_form(row, user, opening) if row is not None else []
    return JsonResponse({"signed_in": True, "user": str(user.pk), "people": people})


def row_named(request: HttpRequest, name: str) -> Model | None:
    """The row of “explainer.statement/12”, if there is one and whoever asks may view it."""
    label, _, key = name.partition("/")
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    kept_by = admin.site._registry.get(model)
    if kept_by is None or not is_key(key):
        return None
    row: Model | None = model._default_manager.filter(pk=key).first()
    return row if row is not None and kept_by.has_view_or_change_permission(request, row) else None


def note(user: User, row: Model, opening: str, *, lasts: timedelta) -> None:
    """Say that ``user`` has the form of ``row`` open; what is over is forgotten on the way."""
    now = timezone.now()
    moved = FormOpen.objects.of_opening(opening).filter(user=user).update(seen_at=now, until=now + lasts)
    if moved:
        return
    FormOpen.objects.over(now).delete()
    if FormOpen.objects.of_opening(opening).exists():
        return  # somebody else's
    try:
        with transaction.atomic():
            FormOpen.objects.create(
                user=user, **of(row), opening=opening, since=now, seen_at=now, until=now + lasts
            )  # fmt: skip
    except IntegrityError:
        pass  # two beats at once; the other one has said it


def of(row: Model) -> dict[str, Any]:
    story = row.pk if hasattr(row, "editions") else getattr(row, "story_id", None)
    kind = ContentType.objects.get_for_model(row)
    return {"content_type": kind, "object_id": str(row.pk), "story_number": story, "called": str(row)[:200]}


def at_the_form(row: Model, user: User, opening: str) -> list[dict[str, str]]:
    """Each other person who has it open, since when; and ``user``, as “you”, if it is open in another tab."""
    found: dict[str, dict[str, str]] = {}
    for there in FormOpen.objects.now().at(row).exclude(opening=opening).order_by("since", "pk")[: MOST * 4]:
        mine = there.user_id == user.pk
        name = "you" if mine else there.user.get_full_name() or there.user.get_username()
        found.setdefault(name if not mine else "", {"name": name, "since": in_words(there.since)})
    return list(found.values())[:MOST]


def in_words(moment: datetime) -> str:
    """“14:03” today, else “14:03 on 27 November”."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return date_format(local, "H:i" if today else "H:i \\o\\n j F")
