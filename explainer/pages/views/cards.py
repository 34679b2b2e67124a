"""The pictures of what is shared, made when they are first asked for, of the edition that is asked for.

They stand and fall with their pages: what has no page, is withdrawn or was taken back has no picture either, and what
is at the desk never had one. A view must not wait long for one: there is the site's own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.cache import set_response_etag

from explainer.pages.cards import saying
from explainer.pages.cards.drawing import Unable
from explainer.pages.cards.turns import Busy, Turns
from explainer.pages.shared_links import PICTURE
from explainer.reading.copies import Copy
from explainer.serving.rendering import Answer

from .answers import FRESH, Address

in_turn = Turns()


def story(address: Address, reading: Copy) -> HttpResponse:
    return _drawn(reading, saying.of_story)


def phase(address: Address, reading: Copy, phase: int) -> HttpResponse:
    found = reading.find("phase", phase)
    return _drawn(reading, lambda card: saying.of_phase(card, found))


def statement(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("statement", slug)
    return _drawn(reading, lambda card: saying.of_statement(card, found))


def issue(address: Address, reading: Copy, slug: str) -> HttpResponse:
    found = reading.find("issue", slug)
    return _drawn(reading, lambda card: saying.of_issue(card, found))


def _drawn(reading: Copy, draw: Callable[[saying.Card], None]) -> HttpResponse:
    """As fresh as a page, for it may be taken back as a page is."""
    try:
        picture = in_turn(lambda: saying.picture(reading, draw))
    except Busy:
        return _instead("no-store")
    except Unable:
        return _instead(FRESH)
    response = Answer(picture, lasting=True, content_type="image/png")
    response["Cache-Control"] = FRESH
    set_response_etag(response)
    return response


def _instead(policy: str) -> HttpResponse:
    return HttpResponseRedirect(static(PICTURE), headers={"Cache-Control": policy})
