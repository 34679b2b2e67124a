"""Health is told to whoever asks, by whatever name: a load balancer asks a machine by its number.

It must not let a name that was sent reach a page: what is asked so is asked by the name of the site.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .routes import HEALTH


class AnyHost:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._own = urlsplit(settings.SITE_URL).netloc

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(HEALTH):
            request.META["HTTP_HOST"] = self._own
        return self.get_response(request)
