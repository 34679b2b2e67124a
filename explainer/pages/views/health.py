"""Whether this process can answer readers, for those who send them to it (a load balancer, an operator's watch).

It must not tell anybody more than that, nor keep them waiting: who asks has a second.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse

from explainer.reading.home_list import front
from explainer.serving.patience import patient

from .answers import page, read_only

LONGEST = 0.8  # seconds to wait for the database: with the page itself, under one

log = logging.getLogger(__name__)


@read_only
def live(request: HttpRequest) -> HttpResponse:
    """The process makes pages; what needs the database is not asked for, as what is kept is answered without it."""
    return _told(lambda: page("about.html"))


@read_only
def ready(request: HttpRequest) -> HttpResponse:
    """It makes the first page that readers see, and so the database answers too."""
    return _told(lambda: page("home.html", front=front("")))


def _told(make: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with patient(LONGEST):
            make()
    except Error:
        return _plain("the database does not answer", 503)
    except Exception as error:
        if settings.DEBUG:
            raise
        log.error("pages cannot be made (%s: %s)", type(error).__name__, error)
        return _plain("pages cannot be made", 503)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
