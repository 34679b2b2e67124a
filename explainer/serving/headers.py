"""Puts the site's security headers on every answer: pages, files, redirects, refusals and errors.

It must not read the database or vary with the reader: the same answer has the same headers for everyone."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .routes import DESK


def policy(**others: str) -> str:
    """The site's policy as a header, with other values for some of it: ``policy(frame_src="'self'")``."""
    changed = {name.replace("_", "-"): [value] for name, value in others.items()}
    return "; ".join(f"{name} {' '.join(values)}" for name, values in (settings.SECURE_CSP | changed).items())


class Policy:
    """Django 6's header from the same setting, without its nonces."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.header = policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Security-Policy", self.header)
        return response


try:
    from django.middleware.csp import ContentSecurityPolicyMiddleware
except ImportError:  # Django before 6.0
    ContentSecurityPolicyMiddleware = Policy

DENIED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope hid idle-detection magnetometer microphone midi payment picture-in-picture "
    "publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking"
)
KEY = "publickey-credentials-get"  # of the browser's, to sign in with
PERMISSIONS = ", ".join(f"{feature}=()" for feature in DENIED.split())
# What is never shown as a document of its own has no features to deny (W3C, Permissions Policy): a first visit
# asks for five of these.
NO_DOCUMENT = ("font/", "image/png", "text/css", "text/javascript")
ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "explainer",
}


# What other sites may read and show: data, feeds, calendars, pictures, icons; by the end of the address, so that what
# is gone or missing there can be read to be so, too (Fetch, “3.2 CORS protocol”).
DATA = (".json", ".jsonld", ".csv", ".zip", ".bib", ".ris", "/cite.txt")
OPEN = (*DATA, ".atom", ".ics", ".png", "/favicon.ico", "/oembed")
ICON = re.compile(rf"{re.escape(settings.STATIC_URL)}icon[^/]*\.svg")
TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Repr-Digest",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def is_open(path: str) -> bool:
    return (path.endswith(OPEN) and not path.startswith(DESK)) or bool(ICON.fullmatch(path))


class Headers:
    """The outermost middleware. A header that a view has set itself stays as the view set it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.csp = ContentSecurityPolicyMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        debug_page = settings.DEBUG and response.status_code in (404, 500)  # has inline styles
        if not debug_page:
            self.csp.process_response(request, response)
        if is_open(request.path_info):
            for name, value in TO_ALL.items():
                response.headers[name] = value
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if response.status_code != 200 or not response.headers.get("Content-Type", "").startswith(NO_DOCUMENT):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path_info.startswith(DESK):
            if settings.SECOND_FACTOR:
                response.headers["Permissions-Policy"] = PERMISSIONS.replace(f"{KEY}=()", f"{KEY}=(self)")
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Cache-Control"] = "no-store"
            del response.headers["ETag"]
        if isinstance(response, HttpResponse) and response.status_code not in (204, 304):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
