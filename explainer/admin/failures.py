"""What an editor is shown when a save meets a full disk, a busy or absent database, an ended session, or a fault of
ours: a page in the desk's look that says that the text is safe and what to do, with the text in it.

It must not ask the database, nor carry what another site has sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.csrf import csrf_failure as of_django

from explainer.serving.routes import DESK

log = logging.getLogger("django.request")

HERE = DESK[0]
NEVER = ("csrfmiddlewaretoken", "_shown", "_kept")
RETRY = 15  # seconds after which a busy database may be asked again


@dataclass(frozen=True, slots=True)
class Failure:
    status: int
    title: str
    sentence: str
    steps: tuple[str, ...]
    retry: int = 0  # seconds; 0 where waiting alone does not help
    way: str = ""  # to what was deleted
    again: bool = False  # whether the button sends the same save; else it only brings the form back


BUSY = Failure(
    503, "The database is busy", "Somebody else’s work has held it for too long, and yours was not saved.",
    ("Wait a moment and press “Save again”: it sends exactly what you had typed.",), RETRY, again=True,
)  # fmt: skip
FULL = Failure(
    503, "The disk is full", "Nothing more can be saved on the server, and yours was not.",
    (
        "Tell whoever runs the site that the disk of its database is full. Nothing that was saved before is harmed.",
        "Once there is room press “Save again”: it sends exactly what you had typed.",
    ), 300, again=True,
)  # fmt: skip
ABSENT = Failure(
    503, "The database does not answer", "Yours was not saved.",
    (
        "Wait a minute and press “Save again”: it sends exactly what you had typed.",
        "If it goes on, tell whoever runs the site.",
    ), 60, again=True,
)  # fmt: skip
BROKEN = Failure(
    500, "Something went wrong here", "The fault is ours, not yours. Yours may not have been saved.",
    (
        "Bring the form back: it shows what you had typed, and saves nothing by itself.",
        "If it happens again, tell whoever runs the site what you were doing.",
    ),
)  # fmt: skip
ENDED = Failure(
    403, "Your session has ended", "You were signed out before this was sent. It was not saved.",
    ("Sign in again; the form then comes back with what you had typed.",),
)  # fmt: skip
STALE = Failure(
    403, "The form was opened before you last signed in", "So it was not saved.",
    ("Bring the form back: it shows what you had typed. Look through it, and save.",),
)  # fmt: skip
OLD = Failure(
    403, "This page was open for too long", "Nothing was done.", ("Open it again, and do it there.",),
)  # fmt: skip
TOO_BIG = Failure(
    413, "That is too much for one form", "It was not saved, and the server has not read it.",
    (
        "Go back: what you typed is in the form still, and kept on this device.",
        "Take the longest text out, save the rest, and save the long text in parts.",
    ),
)  # fmt: skip


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form held, if it is a row's own form and was sent from our own page; passwords never."""
    if request.method != "POST" or "_opened" not in request.POST or not is_ours(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER and "password" not in name
        for value in values
    ]


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it (Fetch, section 3.2, “Origin”)."""
    sent = str(request.META.get("HTTP_ORIGIN", ""))
    if not sent:
        return str(request.META.get("HTTP_SEC_FETCH_SITE", "same-origin")) == "same-origin"
    return sent == f"{request.scheme}://{request.get_host()}"


def page(request: HttpRequest, failure: Failure) -> HttpResponse:
    unread = failure is TOO_BIG
    fields = [] if unread else carried(request)
    login = f"{reverse('admin:login')}?{urlencode({'next': request.get_full_path()})}"
    context = {
        "failure": failure,
        "title": failure.title,
        "address": request.get_full_path(),
        "fields": fields,
        "token": get_token(request) if fields else "",
        "login": login if failure is ENDED else "",
        "sent": request.method == "POST",
        "site_header": admin.site.site_header,
        "site_title": admin.site.site_title,
    }
    response = HttpResponse(render_to_string("admin/explainer/failure.html", context), status=failure.status)
    if failure.retry:
        response["Retry-After"] = str(failure.retry)
    return response


def of_database(error: Exception) -> Failure:
    """By what the database says: SQLite in words, PostgreSQL by its code (SQLSTATE, appendix A of its manual)."""
    said, code = str(error).lower(), getattr(error.__cause__, "sqlstate", None) or ""
    if code == "53100" or "disk is full" in said or "disk i/o error" in said:
        return FULL
    if code[:2] in ("40", "55") or code == "57014" or "locked" in said or "busy" in said:
        return BUSY
    return ABSENT


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """The desk's page at the desk; elsewhere Django's own."""
    if not request.path_info.startswith(HERE):
        return of_django(request, reason=reason, **kwargs)
    return page(request, STALE if carried(request) else OLD)


def deleted_meanwhile(request: HttpRequest, name: str, plural: str, way: str) -> HttpResponse:
    """For what is saved after somebody else deleted it: ``way`` is the list of what was deleted."""
    steps = (
        f"Bring the {name} back from among the deleted {plural}; it comes back as it was.",
        "Then come back to this page, and bring the form back: it shows what you had typed.",
    )
    sentence = "It is not there any more: somebody deleted it while you had it open. Nothing was saved."
    return page(request, Failure(410, f"This {name} was deleted", sentence, steps, way=way))


class Failures:
    """Middleware, before the one that checks tokens."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(HERE):
            return response
        if response.status_code == 500 and not settings.DEBUG:
            return page(request, BROKEN)
        if is_to_sign_in(request, response):
            return page(request, ENDED)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST" and request.path_info.startswith(HERE):
            try:
                request.POST  # noqa: B018 -- reads it
            except (RequestDataTooBig, TooManyFieldsSent):
                return page(request, TOO_BIG)
            except UnreadablePostError:
                return None  # whoever sent it has gone
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.path_info.startswith(HERE) or not isinstance(error, OperationalError | InterfaceError):
            return None
        failure = of_database(error)
        log.error("%s at %s: %s", failure.title, request.path, error, exc_info=error)
        return page(request, failure)


def is_to_sign_in(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a row's form was sent and the answer, which would lose it, leads to the page to sign in."""
    if request.method != "POST" or response.status_code != 302 or "_opened" not in request.POST:
        return False
    return response["Location"].partition("?")[0] == reverse("admin:login")
