"""How a reader's page is answered: found, rendered, gone or missing; always without a cookie.

It must not know what is on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import set_response_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from explainer.languages import asked, interface, languages, split
from explainer.reading import Missing, Reading, Retired, Untranslated, Withdrawn, published_before
from explainer.streams import Elsewhere

View = Callable[..., HttpResponse]
Finder = Callable[..., Reading]
# Public, and asked for again each time: the ETag says whether anything was published or withdrawn since.
FRESH = "public, max-age=0, must-revalidate"


def page(template: str, reading: Reading | None = None, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render without the request: no session, no user, no cookie can get in."""
    private = reading is not None and reading.space == "preview"
    numbers = reading.numbers if reading else context.get("numbers")
    others = [] if private else languages(numbers, home=status in (404, 500))
    frame = {"site": settings.SITE_URL, "status": status, "language": interface(), "languages": others}
    html = render_to_string(template, {"reading": reading, **frame, **context})
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store" if private else FRESH
    set_response_etag(response)
    return response


def read_only(view: View) -> View:
    """GET and HEAD only, 405 with Allow otherwise (RFC 9110, section 15.5.6).

    No token is asked for first: nothing can be forged where nothing is changed.
    """
    return csrf_exempt(require_safe(view))


def reader(view: View, find: Finder) -> View:
    """``view(request, reading, …)`` for whatever ``find(story, number)`` finds to read."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, story: str, number: int | None = None, **kwargs: Any) -> HttpResponse:
        try:
            reading = find(story) if number is None else find(story, number)
            return view(request, reading, **kwargs)
        except Missing:
            raise Http404 from None
        except Elsewhere:
            return unprefixed(request)
        except Untranslated as lacking:
            return view(request, lacking.reading, **kwargs)
        except Withdrawn as gone:
            return _withdrawn(gone)
        except Retired as gone:
            return page("410.html", gone.reading, status=410, retired=gone.number, path=request.path)

    return answer


def canonical(request: HttpRequest, path: str, query: Mapping[str, str]) -> HttpResponse | None:
    """A redirect when the query is not in its one canonical form; None when it is."""
    wanted = urlencode(query)
    if request.META.get("QUERY_STRING", "") == wanted:
        asked(path, query)
        return None
    return HttpResponseRedirect(f"{path}?{wanted}" if wanted else path)


def unprefixed(request: HttpRequest) -> HttpResponse:
    """A redirect to the same address of the original, which has no language in it."""
    return HttpResponseRedirect(split(request.get_full_path())[1])


def _withdrawn(gone: Withdrawn) -> HttpResponse:
    others = published_before(gone.edition.slug, gone.edition.stream)
    return page("410.html", status=410, withdrawn=gone.edition, numbers=gone.numbers, others=others)
