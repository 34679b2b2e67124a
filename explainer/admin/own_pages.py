"""Pages of the desk that are no form of Django's: who may open them, and what each is given.

It must not know what is on one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
WRITE, PUBLISH = "explainer.change_story", "explainer.publish_story"
BACKEND = "explainer.desk.logins.Throttle"


def at_the_desk(right: str = WRITE, *methods: str) -> Callable[[View], View]:
    """A page for those at the desk who have ``right``: others are refused, strangers sent to log in."""

    def made(view: View) -> View:
        allowed = require_http_methods(list(methods) or ["GET", "HEAD", "POST"])(view)

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return allowed(request, *args, **kwargs)

        return admin.site.admin_view(answer)

    return made


def own_page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    media = forms.Media(js=["admin/desk.js"])
    around = {**admin.site.each_context(request), "title": title, "media": media}
    return TemplateResponse(request, template, around | context)


def colleagues() -> QuerySet[Any]:
    """Those at the desk to whom something can be assigned, by name."""
    people = get_user_model()._default_manager.with_perm(WRITE, is_active=True, backend=BACKEND)
    found: QuerySet[Any] = people.filter(is_staff=True).order_by("username")
    return found


def line_of(request: HttpRequest, name: str) -> str:
    """A value that was typed, without what no database takes."""
    return request.POST.get(name, "").replace("\x00", "").encode("utf-8", "ignore").decode()


def again(data: Any, seen: str) -> Any:
    """What was sent, for a form that is shown once more: it carries what the page shows by now."""
    data = data.copy()
    data["seen"] = seen
    return data
