"""A statement on other sites: as text that needs nothing loaded, in a frame that says what was put right since, and by
oEmbed 1.0 for programs that look for one of these behind an address.

Nothing else of the site may stand in a frame. A frame names its edition: its words do not change.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import override, pgettext
from django.views.decorators.clickjacking import xframe_options_exempt

from explainer.language.dates import words
from explainer.language.labels import direction
from explainer.language.languages import PREFIXED, interface
from explainer.pages.words_apart import words_apart
from explainer.reading.copies import Missing, Renamed, TakenBack
from explainer.reading.gone import Retired, Withdrawn
from explainer.reading.readings import Reading, at_edition, current
from explainer.reading.which_edition import Elsewhere
from explainer.serving.headers import policy
from explainer.serving.rendering import Answer
from explainer.story.resolved import Statement

from .answers import FRESH, Address, View, addressed, page

WIDE, HIGH = 600, 420  # of a frame, in CSS pixels
ASKED = ("url", "maxwidth", "maxheight", "format")
_LINK = re.compile('href="(/[^"]*)"')


def framed(view: View) -> View:
    """The view, whose answers may stand in a frame of any site: what is gone is said there, too."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response["Content-Security-Policy"] = policy(script_src="'none'", frame_ancestors="*")
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return xframe_options_exempt(answer)


def frame(address: Address, reading: Reading, slug: str) -> HttpResponse:
    statement = reading.find("statement", slug)
    return page("embed.html", reading, statement=statement, quote=quote_of(reading, statement))


def offer(address: Address, reading: Reading, slug: str) -> HttpResponse:
    """Both, to try and to copy."""
    statement = reading.find("statement", slug)
    code = _code(reading, statement, WIDE, HIGH)
    response = page("embedding.html", reading, statement=statement, quote=quote_of(reading, statement), frame_code=code)
    response["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def quote_of(reading: Reading, statement: Statement) -> SafeString:
    """The statement as HTML with absolute links, on one line for each of its lines."""
    url = reading.lasting("statement", statement.slug)
    reading = replace(reading, space="edition")  # all that it leads to is of the version that it names
    around = {"language": interface(), "direction": direction(interface()), "url": url}
    html: str = render_to_string("feed/embedded.html", {"reading": reading, "statement": statement, **around})
    html = words_apart(html)
    html = _LINK.sub(lambda found: f'href="{settings.SITE_URL}{found[1]}"', html)
    return SafeString("\n".join(filter(None, (line.strip() for line in html.split("\n")))))


def _code(reading: Reading, statement: Statement, wide: int, high: int) -> SafeString:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        reading.lasting("embed", statement.slug), spoken_plainly(statement), wide, high,
    )  # fmt: skip


def spoken_plainly(statement: Statement) -> str:
    said = {"speaker": statement.speaker.name, "topic": statement.value.topic}
    if statement.when is None:
        return pgettext("statement", "%(speaker)s on %(topic)s") % said
    return pgettext("statement", "%(speaker)s on %(topic)s, %(date)s") % (said | {"date": words(statement.when)})


@addressed
def oembed(address: Address) -> HttpResponse:
    """For ``url``, a statement's page of this site, of now or of an edition (oEmbed 1.0, section 2.3)."""
    known = {name: address.query.get(name, "") for name in ASKED if name in address.query}
    if len(known) < len(address.query):  # in their own order they are answered as they are: programs send any
        return address.canonical(reverse("oembed"), known) or _refused(404)
    if known.get("format", "json") != "json":
        return _refused(501)
    found = _found(address.query.get("url", ""))
    if found is None:
        return _refused(404)
    reading, statement, language = found
    with override(language):
        wide, high = min(WIDE, _most(address, "maxwidth")), min(HIGH, _most(address, "maxheight"))
        told = {
            "version": "1.0",
            "type": "rich",
            "title": spoken_plainly(statement),
            "provider_name": settings.SITE_NAME or "Explainer",
            "provider_url": f"{settings.SITE_URL}/",
            "html": _code(reading, statement, wide, high),
            "width": wide,
            "height": high,
        }
    response = Answer(json.dumps(told, ensure_ascii=False), lasting=False, content_type="application/json")
    response["Cache-Control"] = FRESH
    return response


def _most(address: Address, name: str) -> int:
    value = address.query.get(name, "")
    return max(int(value), 1) if re.fullmatch("[0-9]{1,5}", value) else 99_999


def _refused(status: int) -> HttpResponse:
    return JsonResponse({}, status=status, headers={"Cache-Control": FRESH})


def _found(url: str) -> tuple[Reading, Statement, str] | None:
    """What stands at an address of ours, if that is a statement's page; in which language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    first = parts.path.split("/")[1] if "/" in parts.path else ""
    language = first if first in PREFIXED else settings.LANGUAGE_CODE
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return None
    with override(language):
        try:
            match = resolve(parts.path)
            if match.url_name != "statement" or match.namespace not in ("story", "edition"):
                return None
            kwargs = match.kwargs
            find = at_edition if match.namespace == "edition" else current
            reading = find(*(kwargs[name] for name in ("story", "number") if name in kwargs))
            return reading, reading.find("statement", kwargs["slug"]), language
        except (Resolver404, Missing, Renamed, Elsewhere, Withdrawn, TakenBack, Retired, ValueError):
            return None
