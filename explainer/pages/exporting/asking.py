"""Asks the site's own handler, in this process, as somebody who has no account and no cookie.

It must not see more than a reader does.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

Ask = Callable[[str], HttpResponse]


def as_a_reader(told: Callable[[str, HttpResponse], object] = lambda _address, _response: None) -> Ask:
    """``told``: hears of each answer."""
    handler = BaseHandler()
    handler.load_middleware()
    site = urlsplit(settings.SITE_URL)

    def ask(address: str) -> HttpResponse:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(address),
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": site.netloc,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
        response = handler.get_response(WSGIRequest(environ))
        assert isinstance(response, HttpResponse)  # no page of ours streams
        told(address, response)
        return response

    return ask
