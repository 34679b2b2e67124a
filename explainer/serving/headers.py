"""Puts the site's security headers on every answer: pages, files, redirects, refusals and errors.

It must not read the database or vary with the reader: the same answer has the same headers for everyone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .routes import DESK


class Policy:
    """Django 6's header from the same setting, without its nonces."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        policy = settings.SECURE_CSP.items()
        self.header = "; ".join(f"{name} {' '.join(values)}" for name, values in policy)

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
ALWAYS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DENIED.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "explainer",
}


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
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.path_info.startswith(DESK):
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Cache-Control"] = "no-store"
            del response.headers["ETag"]
        if isinstance(response, HttpResponse) and response.status_code not in (204, 304):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
