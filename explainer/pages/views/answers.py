"""How a reader's page is answered: found, rendered, gone or missing; always without a cookie.

It must not know what is on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import set_response_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from explainer.language.languages import asked, interface, languages, split
from explainer.pages.mentions import Mentions, mentioning
from explainer.pages.paper import with_addresses
from explainer.pages.preload_header import early
from explainer.reading.readings import Missing, Reading, Retired, Withdrawn, published_before
from explainer.reading.which_edition import Elsewhere

View = Callable[..., HttpResponse]
Finder = Callable[..., Reading]
# A cache on the way asks again after a second, and while it asks shows what it has for nine more (RFC 5861, section 3):
# ten seconds after a publication nobody is shown the edition before. When we do not answer, it may show it for a day.
FRESH = "public, max-age=1, stale-while-revalidate=9, stale-if-error=86400"

# What parts of pages take, and are seldom given. A name that is nowhere costs more to look for than a whole line.
NOT_GIVEN = dict.fromkeys(("again", "big", "extra", "level", "open", "record", "sides", "since", "size", "tab"), "")
UNMARKED = ("changes", "balance", "search")  # pages without items to mark
# Pages with parameters of their own, which they put in order themselves.
ASKING = ("overview", "timeline", "timeline-by", "statements", "statements-by", "positions", "changes", "search")


def page(template: str, reading: Reading | None = None, *, status: int = 200, **context: Any) -> HttpResponse:
    """Render without the request: no session, no user, no cookie can get in."""
    private = reading is not None and reading.space == "preview"
    numbers = reading.numbers if reading else context.get("numbers")
    others = [] if private else languages(numbers, home=status in (404, 500))
    frame = {"site": settings.SITE_URL, "status": status, "language": interface(), "languages": others}
    terms = Mentions(reading.story.terms, reading.address("glossary")) if reading else None
    with mentioning(terms):
        html = render_to_string(template, {**NOT_GIVEN, "reading": reading, **frame, **context})
    if status == 200:
        own = next(other.href for other in languages() if other.current)
        html = with_addresses(html, own, reading)
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store" if private else FRESH
    response["Link"] = early()
    response.lasting = not private  # until something is published, whoever asks
    set_response_etag(response)
    return response


def read_only(view: View) -> View:
    """GET and HEAD only, 405 with Allow otherwise (RFC 9110, section 15.5.6).

    No token is asked for first: nothing can be forged where nothing is changed.
    """
    return csrf_exempt(require_safe(view))


def plain(view: View) -> View:
    """A page without parameters: what else is asked of it leads to its one address."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return canonical(request, request.path, {}) or view(request, **kwargs)

    return answer


def reader(view: View, find: Finder) -> View:
    """``view(request, reading, …)`` for whatever ``find(story, number)`` finds to read."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, story: str, number: int | None = None, **kwargs: Any) -> HttpResponse:
        try:
            reading = _marked(request, find(story) if number is None else find(story, number))
            asking = request.resolver_match.url_name in ASKING
            redirect = None if asking else canonical(request, request.path, {})
            return redirect or _shown(view, request, reading, **kwargs)
        except Missing:
            raise Http404 from None
        except Elsewhere:
            return unprefixed(request)
        except Withdrawn as gone:
            return _withdrawn(gone)
        except Retired as gone:
            return page("410.html", gone.reading, status=410, retired=gone.number, path=request.path)

    return answer


def canonical(request: HttpRequest, path: str, query: Mapping[str, str], *, safe: str = "") -> HttpResponse | None:
    """A redirect when the address is not in its one canonical form; None when it is.

    ``safe``: the characters of values that stand as they are, as the comma of “a,b” may (RFC 3986, section 3.4).
    A view need not know of ``since``, which every page of items takes: it comes last, and ``reader`` asks for it.
    """
    request.canonical = True
    query = {**query, **getattr(request, "since", {})}
    wanted = urlencode(query, safe=safe)
    if request.path == path and request.META.get("QUERY_STRING", "") == wanted:
        asked(path, query, safe=safe)
        return None
    return HttpResponseRedirect(f"{path}?{wanted}" if wanted else path)


def _marked(request: HttpRequest, reading: Reading) -> Reading:
    """The reading with what changed since ``?since=`` (an edition's number, or a date) to be marked."""
    if "since" not in request.GET or request.resolver_match.url_name in UNMARKED:
        return reading
    then = reading.edition_since(request.GET["since"])
    request.since = {"since": request.GET["since"]} if then else {}
    return replace(reading, since=then)


def unprefixed(request: HttpRequest) -> HttpResponse:
    """A redirect to the same address of the original, which has no language in it."""
    return HttpResponseRedirect(split(request.get_full_path())[1])


def _shown(view: View, request: HttpRequest, reading: Reading, **kwargs: Any) -> HttpResponse:
    """A page that a translation does not have yet is shown as the original has it, which says so."""
    try:
        return view(request, reading, **kwargs)
    except Missing:
        whole = reading.of_the_original()
        if whole is None:
            raise
        return view(request, whole, **kwargs)


def _withdrawn(gone: Withdrawn) -> HttpResponse:
    others = published_before(gone.edition.slug, gone.edition.stream)
    return page("410.html", status=410, withdrawn=gone.edition, numbers=gone.numbers, others=others)
