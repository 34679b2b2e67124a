"""The pages beside the stories: the list of stories, how to read this, and what went wrong.

It must not know one story from another.
"""

from __future__ import annotations

import json
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import set_response_etag
from django.utils.translation import gettext as _

from explainer.reading.home_list import front
from explainer.serving.rendering import Answer
from explainer.serving.routes import DESK
from explainer.setup.publisher import PURPOSES

from .answers import FRESH, Address, addressed, page, plain, read_only
from .lost import story_around

RETRY = 5  # seconds after which a database that did not answer may be asked again
# Two parameters together, and what anybody may search for: there is no end to those. A page with one parameter is read,
# for it says itself that it is not to be listed, and which page stands for it.
ENDLESS = ("/*?*&", "/*?q=")


@addressed
def home(address: Address) -> HttpResponse:
    found = front(address.query.get("before", ""))
    if redirect := address.canonical(reverse("home"), {"before": found.before} if found.before else {}):
        return redirect
    return page("home.html", front=found)


@plain
def about(address: Address) -> HttpResponse:
    return page("about.html")


@plain
def publisher(address: Address) -> HttpResponse:
    told = {name.replace("-", "_"): words for name, words in settings.POLICIES.items()}
    return page("publisher.html", publisher=settings.PUBLISHER, policies=told, refused=settings.CRAWLERS_REFUSED)


@plain
def robots(address: Address) -> HttpResponse:
    """What crawlers leave alone (RFC 9309), by what they come for, and where the list of what they may list is."""
    lines = []
    for purpose in settings.CRAWLERS_REFUSED:
        lines += [f"# Not for {purpose}", *(f"User-agent: {name}" for name in PURPOSES[purpose]), "Disallow: /", ""]
    lines += ["User-agent: *", *(f"Disallow: {place}" for place in (*DESK, *ENDLESS)), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@plain
def manifest(address: Address) -> HttpResponse:
    """What a phone keeps of the site on its first screen (W3C, Web Application Manifest): a page in a browser."""
    sizes = {192: "icon-192.png", 512: "icon-512.png"}
    told = {
        "name": settings.SITE_NAME or _("Explainer"),
        "start_url": reverse("home"),
        "display": "browser",
        "background_color": "#fcfcfd",
        "theme_color": "#fcfcfd",
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png"} for size, name in sizes.items()
        ],
    }
    response = Answer(json.dumps(told), lasting=True, content_type="application/manifest+json")
    response["Cache-Control"] = FRESH
    set_response_etag(response)
    return response


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask without reading the page."""
    return HttpResponsePermanentRedirect(static("icon.svg"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page("404.html", status=404, around=story_around(request.path))


def broken(request: HttpRequest) -> HttpResponse:
    """While the database does not answer, nothing is wrong with the page: it is there again in a moment (RFC 9110,
    15.6.4). Django calls this where the error is still at hand."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = page("503.html", status=503)
        response["Retry-After"] = str(RETRY)
    else:
        response = page("500.html", status=500)
    response["Cache-Control"] = "no-store"
    return response
