"""Pages of copies of the desk: of what somebody is typing, for that person and in a frame; and of what was lent out.

It must not show a copy to anybody but whom it is for, and no script runs on its pages. No reader's module imports it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from ..desk.preview_copies import lent_copy, link_with, typed_copy
from ..reading.copies import Missing, Preview
from ..serving.headers import policy
from .preview import may_look, preview_of, refused
from .translation_preview import beside_newest, story_told
from .views.answers import View, page, read_only, reader

TYPED, LENT = "typed", "lent"  # the namespaces of their pages


def typed(view: View) -> View:
    """A page of what the person who asks has typed, of a translation in its language. It alone may stand in a frame,
    and in one of ours."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_look(request):
            return refused(request)

        found = typed_copy(request.user, kwargs["story"], kwargs["number"])
        told = story_told(found[0]) if found else None

        def find(slug: str, key: str) -> Preview:
            if found is None:
                raise Missing(slug)
            known = {"place": (TYPED, key), "made_at": found[1], "marked": True}
            return beside_newest(told, found[0], **known) if told else preview_of(found[0], **known)

        try:
            with override(found[0].language if found and told else get_language()):
                response = reader(view, find)(request, **kwargs)
        except Http404:
            response = page("404.html", status=404)
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["Content-Security-Policy"] = policy(script_src="'none'", frame_ancestors="'self'")
        return response

    return answer


def lent(view: View) -> View:
    """A page behind a link that was lent out. Once it is over that is all that is said."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, story: str, number: str, **kwargs: Any) -> HttpResponse:
        link = link_with(number, story)
        if link is None:
            raise Http404
        if link.is_over(timezone.now()) or not link.document:
            response: HttpResponse = page("lent-over.html", status=410)
        else:
            document = lent_copy(link)
            known = {"place": (LENT, number), "made_at": link.made_at, "until": link.ends_at, "marked": True}
            shown = reader(view, lambda _slug, _key: preview_of(document, **known))
            response = shown(request, story=story, number=number, **kwargs)
        response["Referrer-Policy"] = "no-referrer"  # nobody whom it leads to is told the key
        response["Content-Security-Policy"] = policy(script_src="'none'")
        return response

    return answer
