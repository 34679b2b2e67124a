"""A statement on other sites: as text that needs nothing loaded, in a frame that says what was put right since, and by
oEmbed 1.0 for programs that look for one of these behind an address; of a story or an event that tells what it is.

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

from explainer.edition.bylines import people
from explainer.language.dates import words
from explainer.language.labels import direction
from explainer.language.languages import PREFIXED, interface
from explainer.pages.cited import cited
from explainer.pages.shared_links import HIGH as PICTURE_HIGH
from explainer.pages.shared_links import WIDE as PICTURE_WIDE
from explainer.pages.words_apart import words_apart
from explainer.reading.copies import Missing, Renamed, TakenBack
from explainer.reading.gone import Retired, Withdrawn
from explainer.reading.readings import Reading, at_edition, current
from explainer.reading.which_edition import Elsewhere
from explainer.serving.headers import policy
from explainer.serving.rendering import Answer
from explainer.story.resolved import Event, Statement

from .answers import FRESH, Address, View, addressed, page

WIDE, HIGH = 600, 420  # of a frame, in CSS pixels
SHOWN = ("statement", "event", "overview")
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
    """For ``url``, the page of a statement, a story or an event, of now or of an edition (oEmbed 1.0, section 2.3)."""
    known = {name: address.query.get(name, "") for name in ASKED if name in address.query}
    if len(known) < len(address.query):  # in their own order they are answered as they are: programs send any
        return address.canonical(reverse("oembed"), known) or _refused(404)
    if known.get("format", "json") != "json":
        return _refused(501)
    found = _found(address.query.get("url", ""))
    if found is None:
        return _refused(404)
    reading, row, language = found
    with override(language):
        most = _most(address, "maxwidth"), _most(address, "maxheight")
        told = {
            "version": "1.0",
            **(_rich(reading, row, *most) if isinstance(row, Statement) else _linked(reading, row, *most)),
            "provider_name": settings.SITE_NAME or "Explainer",
            "provider_url": f"{settings.SITE_URL}/",
        }
    response = Answer(json.dumps(told, ensure_ascii=False), lasting=False, content_type="application/json")
    response["Cache-Control"] = FRESH
    return response


def _rich(reading: Reading, statement: Statement, wide: int, high: int) -> dict[str, Any]:
    wide, high = min(WIDE, wide), min(HIGH, high)
    html = _code(reading, statement, wide, high)
    return {"type": "rich", "title": spoken_plainly(statement), "html": html, "width": wide, "height": high}


def _linked(reading: Reading, event: Event | None, wide: int, high: int) -> dict[str, Any]:
    """A story or an event, of which there is no frame: what it is called and, of a story, by whom and with its picture,
    where that is no larger than asked for (section 2.3.4.4)."""
    told: dict[str, Any] = {"type": "link", "title": cited(reading, event).title}
    if names := people(reading.story.byline):
        told["author_name"] = pgettext("list", ", ").join(names)
    if event is None and wide >= PICTURE_WIDE and high >= PICTURE_HIGH:
        picture = {"url": reading.lasting("card"), "width": PICTURE_WIDE, "height": PICTURE_HIGH}
        told |= {f"thumbnail_{name}": value for name, value in picture.items()}
    return told


def _most(address: Address, name: str) -> int:
    value = address.query.get(name, "")
    return max(int(value), 1) if re.fullmatch("[0-9]{1,5}", value) else 99_999


def _refused(status: int) -> HttpResponse:
    return JsonResponse({}, status=status, headers={"Cache-Control": FRESH})


def _found(url: str) -> tuple[Reading, Statement | Event | None, str] | None:
    """What stands at an address of ours, if that is the page of a statement or an event, or None for that of a story;
    in which language."""
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
            if match.url_name not in SHOWN or match.namespace not in ("story", "edition"):
                return None
            kwargs = match.kwargs
            find = at_edition if match.namespace == "edition" else current
            reading = find(*(kwargs[name] for name in ("story", "number") if name in kwargs))
            row = reading.find(match.url_name, kwargs["slug"]) if "slug" in kwargs else None
            return reading, row, language
        except (Resolver404, Missing, Renamed, Elsewhere, Withdrawn, TakenBack, Retired, ValueError):
            return None
