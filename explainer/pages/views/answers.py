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
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.cache import set_response_etag
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from explainer.data.citation_files import CITED
from explainer.language.labels import direction
from explainer.language.languages import Language, asked, interface, languages, short, speaks, split
from explainer.pages import gone_data
from explainer.pages.indexing import listing, with_nofollow
from explainer.pages.lasting_address import lasting_address
from explainer.pages.linked_data import with_linked_data
from explainer.pages.mentions import Mentions, mentioning
from explainer.pages.paper import with_addresses
from explainer.pages.past_links import with_past, with_past_of_withdrawn
from explainer.pages.preload_header import with_fonts
from explainer.pages.reporting import report_to
from explainer.pages.sentences import with_sentences
from explainer.pages.shared_links import with_shared_link
from explainer.pages.words_apart import words_apart
from explainer.reading.came_out import came_out
from explainer.reading.coming_back import last_read
from explainer.reading.copies import Copy, Missing, Preview, Renamed, TakenBack
from explainer.reading.gone import Retired, Withdrawn
from explainer.reading.readings import Reading, published_before
from explainer.reading.which_edition import Elsewhere
from explainer.serving.headers import DATA
from explainer.serving.rendering import Answer

from .lost import story_left

View = Callable[..., HttpResponse]
Finder = Callable[..., Copy]
# A cache on the way asks again after a second, and while it asks shows what it has for nine more (RFC 5861, section 3):
# ten seconds after a publication nobody is shown the edition before. When we do not answer, it may show it for a day.
FRESH = "public, max-age=1, stale-while-revalidate=9, stale-if-error=86400"

# What parts of pages take, and are seldom given. A name that is nowhere costs more to look for than a whole line.
_SELDOM = """
about again around big dot extra history leaf level main_language news open record sides since size tab then under"""
NOT_GIVEN = dict.fromkeys(_SELDOM.split(), "")
UNMARKED = (  # pages without items to mark
    "changes", "balance", "search", "search-feed-atom", "search-feed-json", "statement-history", "event-history",
    "issue-history", "actor-history", "text-history", "phase-history", "card", "statement-card", "phase-card",
    "issue-card", "story-json", "statement-json", "statements-csv", "timeline-csv", "positions-csv", "provisions-csv",
    "sources-csv", "data-zip", "story-jsonld", "annotations-jsonld", "compare", "statements-by-atom",
    "statements-by-json", "cite", "timeline-by-atom", "timeline-by-json", "phase-atom", "phase-json", "embed",
    "embedding", "editions", *CITED,
)  # fmt: skip
LISTS = ("timeline.html", "statements.html")  # an entry has an address, its sentences theirs on its own page
# Pages with parameters of their own, which they put in order themselves.
ASKING = (
    "overview", "timeline", "timeline-by", "statements", "statements-by", "texts", "positions", "changes", "editions",
    "search", "search-feed-atom", "search-feed-json",
)  # fmt: skip


class Address:
    """What a reader asked for: ``path`` and ``query``, the parameters (``sent``: as they came), and whether that is its
    one canonical form.

    ``since``: the parameter of that name where it names an edition. Every page of items takes it, and it comes last;
    a view need not know of it.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.path, self.query, self._request = request.path, request.GET, request
        self.sent = request.META.get("QUERY_STRING", "")
        self.since: dict[str, str] = {}
        self._is_canonical = not self.sent

    @property
    def page(self) -> str:
        """Its name in the site map."""
        found = self._request.resolver_match
        return (found.url_name or "") if found else ""

    def canonical(self, path: str, query: Mapping[str, str], *, safe: str = "") -> HttpResponse | None:
        """A redirect when the address is not in its one canonical form, which is this; None when it is.

        ``safe``: the characters of values that stand as they are, as the comma of “a,b” may (RFC 3986, section 3.4).
        """
        query = {**query, **self.since}
        wanted = urlencode(query, safe=safe)
        self._is_canonical = self.path == path and self.sent == wanted
        if self._is_canonical:
            asked(path, query, safe=safe)
            return None
        return HttpResponseRedirect(f"{path}?{wanted}" if wanted else path)

    def moved(self, path: str) -> HttpResponse:
        """A redirect to the address that what is asked for has by now. For as long as a page is fresh: a name that was
        given back would lead round in a circle where it were kept."""
        place = f"{path}?{urlencode(self.since)}" if self.since else path
        return HttpResponsePermanentRedirect(place, headers={"Cache-Control": FRESH})

    def unprefixed(self) -> HttpResponse:
        """A redirect to the same address of the original, which has no language in it."""
        return HttpResponseRedirect(split(self._request.get_full_path())[1])

    def sealed(self, response: HttpResponse) -> HttpResponse:
        """The answer to it, which is not kept where it stands at an address with a query that nobody put in order:
        there is no end to those."""
        if isinstance(response, Answer) and not self._is_canonical:
            response.lasting = False
        return response


def page(
    template: str, reading: Copy | None = None, *, status: int = 200, lasting: bool = True, **context: Any
) -> Answer:
    """Render without the request: no session, no user, no cookie can get in."""
    private = isinstance(reading, Preview)
    around = reading.language if reading else get_language()  # ours is that of the address; a view may run in another
    with override(around):
        frame = _frame(reading, status, context.get("numbers")) | {"frame_language": around}
    told = frame["listing"]
    if reading and around != get_language():
        frame["main_language"] = format_html(' lang="{}" dir="{}"', interface(), direction(interface()))
    terms = Mentions(reading.story.terms, reading.address("glossary")) if reading else None
    with mentioning(terms):
        html: str = render_to_string(template, {**NOT_GIVEN, "reading": reading, **frame, **context})
    html = words_apart(html)
    if isinstance(reading, Reading) and status == 200 and template not in LISTS:
        html = with_sentences(html)
    if not told.robots:
        html = with_nofollow(html, settings.SITE_URL)
    if status == 200:
        with override(around):
            own = _own()
            html = with_addresses(html, own, reading)
            html = html if private else with_shared_link(html, own, reading, context)
    html, ahead = with_fonts(html)
    if status == 200 and not private:
        html = with_linked_data(html, template, reading, context)
    response = Answer(html, status=status, lasting=lasting and not private)
    response["Cache-Control"] = "no-store" if private else FRESH
    response["Link"] = ahead
    set_response_etag(response)
    return response


def _frame(reading: Copy | None, status: int, numbers: Mapping[str, int] | None) -> dict[str, Any]:
    """What stands around a page. ``alternates``: the same page in other languages, for machines: what is translated in
    truth, and of what is, the address of the original for whoever speaks none of them."""
    numbers = reading.numbers if isinstance(reading, Reading) else numbers
    others = [] if isinstance(reading, Preview) else languages(numbers, home=status in (404, 500))
    listed = listing(_own(), reading, status=status)
    told = [other for other in others if not listed.robots and (reading is None or _is_told(reading, other))]
    alternates = [(other.code, other.href) for other in told]
    if alternates:
        alternates.append(("x-default", told[0].href))
    return {
        "site": settings.SITE_URL,
        "licence": settings.LICENCE,
        "site_name": settings.SITE_NAME or gettext_lazy("Explainer"),  # a part of a page may be in another language
        "cite_as": lasting_address(reading, _own()) if status == 200 else "",
        "report_to": report_to(reading, _own()) if isinstance(reading, Reading) and status == 200 else "",
        "status": status,
        "language": interface(),
        "direction": direction(interface()),
        "languages": others,
        "listing": listed,
        "alternates": alternates,
        "came_out": came_out(reading.edition) if isinstance(reading, Reading) and not listed.robots else None,
    }


def _own() -> str:
    """The canonical address of the page being answered, with its query."""
    return next(other.href for other in languages() if other.current)


def _is_told(reading: Copy, other: Language) -> bool:
    """Whether a page of a story has a version of its own in another language. An older edition is not looked for."""
    if not isinstance(reading, Reading) or reading.space != "story" or reading.worded_in != reading.language:
        return False
    return other.code == short(speaks("")) or other.code in reading.told_in


def read_only(view: View) -> View:
    """GET and HEAD only, 405 with Allow otherwise (RFC 9110, section 15.5.6).

    No token is asked for first: nothing can be forged where nothing is changed.
    """
    return csrf_exempt(require_safe(view))


def addressed(view: Callable[..., HttpResponse]) -> View:
    """``view(address, …)``, which puts in order what it is asked."""

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        address = Address(request)
        return address.sealed(view(address, **kwargs))

    return answer


def plain(view: Callable[..., HttpResponse]) -> View:
    """A page without parameters: what else is asked of it leads to its one address."""

    @addressed
    @wraps(view)
    def answer(address: Address, **kwargs: Any) -> HttpResponse:
        return address.canonical(address.path, {}) or view(address, **kwargs)

    return answer


def reader(view: Callable[..., HttpResponse], find: Finder) -> View:
    """``view(address, reading, …)`` for whatever ``find(story, number)`` finds to read."""

    @addressed
    @wraps(view)
    def answer(address: Address, story: str, number: int | None = None, **kwargs: Any) -> HttpResponse:
        try:
            reading = _marked(address, find(story) if number is None else find(story, number))
            redirect = None if address.page in ASKING else address.canonical(address.path, {})
            return redirect or _shown(view, address, reading, **kwargs)
        except Missing:
            raise Http404 from None
        except Renamed as found:
            return address.moved(found.reading.address(address.page, found.slug))
        except Elsewhere:
            return address.unprefixed()
        except Withdrawn as gone:
            told = _as_fresh(gone_data.withdrawn(gone.edition)) if address.path.endswith(DATA) else _withdrawn(gone)
            return with_past_of_withdrawn(told, gone, address.path)
        except TakenBack as gone:
            if address.path.endswith(DATA):
                return _as_fresh(gone_data.taken_back(gone.tombstone))
            return page("410.html", gone.reading, status=410, tombstone=gone.tombstone, path=address.path)
        except Retired as gone:
            return page("410.html", gone.reading, status=410, retired=gone.number, gone=gone, path=address.path)

    return answer


def _marked(address: Address, reading: Copy) -> Copy:
    """The reading with what changed since ``?since=`` (an edition's number, or a date) to be marked."""
    if not isinstance(reading, Reading) or "since" not in address.query or address.page in UNMARKED:
        return reading
    then = last_read(reading, address.query["since"])
    if then is None or then.edition is None:
        return reading
    address.since = {"since": address.query["since"]}
    return replace(reading, since=then.edition, read=then.withdrawn)


def _shown(view: Callable[..., HttpResponse], address: Address, reading: Copy, **kwargs: Any) -> HttpResponse:
    """A page that a translation does not have yet is shown as the original has it, which says so."""
    try:
        return _worded(view, address, reading, **kwargs)
    except Missing:
        whole = reading.of_the_original()
        if whole is None:
            raise
        return _worded(view, address, whole, **kwargs)


def _worded(view: Callable[..., HttpResponse], address: Address, reading: Copy, **kwargs: Any) -> HttpResponse:
    """An original at the addresses of another language is told in its own, dates and labels too: half a page from the
    left and half from the right can be read by nobody. Its search is a form of ours, and finds more than it."""
    if address.page == "search":
        return view(address, reading, **kwargs)
    with override(reading.worded_in):
        response = view(address, reading, **kwargs)
    return with_past(response, reading, address.path, address.sent) if isinstance(reading, Reading) else response


def _as_fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = FRESH
    return response


def _withdrawn(gone: Withdrawn) -> HttpResponse:
    others = published_before(gone.edition.slug, gone.edition.stream)
    around = story_left(gone.edition.slug, gone.edition.stream)
    return page("410.html", status=410, withdrawn=gone.edition, numbers=gone.numbers, others=others, around=around)
