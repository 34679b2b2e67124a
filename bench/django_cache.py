"""The site's settings with Django's own cache middleware around every page, in the order that Django documents.

It must differ from the site in nothing else; it is a contender, not a way to run the site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.cache import UpdateCacheMiddleware

from explainer.settings import *  # noqa: F403
from explainer.settings import MIDDLEWARE

_gzip = MIDDLEWARE.index("django.middleware.gzip.GZipMiddleware")
MIDDLEWARE = [
    *MIDDLEWARE[:_gzip],
    "bench.django_cache.KeepAnHour",
    *MIDDLEWARE[_gzip:],
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}


class KeepAnHour(UpdateCacheMiddleware):
    """Keeps pages for an hour, though they say ``max-age=0`` to browsers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.page_timeout = 3600
