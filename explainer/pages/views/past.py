"""Looking back: the edition that was current at a moment, for machines (RFC 7089) and for people; two of them compared.

It must not find out which edition that is; ``following.mementos`` does.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import set_response_etag
from django.utils.translation import get_language

from explainer.edition.diffs import Change
from explainer.following import mementos as past
from explainer.following.mementos import mementos
from explainer.language.languages import split, stream
from explainer.models.editions import Edition
from explainer.pages import gone_data
from explainer.pages.past_links import page_at
from explainer.reading.copies import Copy, address_of
from explainer.reading.readings import Reading, at_edition
from explainer.reading.readings import changes as changes_between
from explainer.reading.which_edition import has_its_own
from explainer.serving.rendering import Answer

from .answers import FRESH, Address, addressed, page, plain, read_only
from .lost import story_around

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@read_only
def timegate(request: HttpRequest, story: str, rest: str) -> HttpResponse:
    """Leads to the edition that was current at the moment in Accept-Datetime, without one to the newest (RFC 7089,
    section 4.2). No cache may keep it: not all of them heed Vary."""
    response = _through_the_gate(request, story, rest)
    response["Vary"] = "accept-datetime"
    response["Cache-Control"] = "no-store"
    return response


def _through_the_gate(request: HttpRequest, story: str, rest: str) -> HttpResponse:
    page = page_at(story, stream(), rest)
    if stream() and not has_its_own(story):
        return HttpResponseRedirect(split(request.get_full_path())[1])
    asked = request.META.get("HTTP_ACCEPT_DATETIME")
    try:
        moment = None if asked is None else past.moment_of(asked.strip())
    except ValueError:
        told = "Accept-Datetime takes a date of this form alone: Tue, 20 Aug 2024 12:00:00 GMT\n"
        return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")
    found = past.current_at(mementos(page), moment)
    if found is None:
        return _none(page)
    response = HttpResponseRedirect(found.url)
    response["Link"] = past.links(page)
    return response


def _none(page: past.Page) -> HttpResponse:
    """No edition has it: 410 where it was taken back from all of them, as its page answers."""
    if gone := past.why_none(page):
        return gone_data.taken_back(gone.tombstone)
    raise Http404


@plain
def timemap(address: Address, story: str, rest: str) -> HttpResponse:
    """The list of the editions that have a page and can be read."""
    page = page_at(story, stream(), rest)
    if stream() and not has_its_own(story):
        return address.unprefixed()
    found = mementos(page)
    if not found:
        response = _none(page)
        response["Cache-Control"] = FRESH
        return response
    response = Answer(past.time_map(page, found), lasting=True, content_type=past.TYPE)
    response["Cache-Control"] = FRESH
    set_response_etag(response)
    return response


@addressed
def asked_day(address: Address, story: str) -> HttpResponse:
    """The day that was chosen in a form has an address of its own; without one, where it is chosen."""
    day = address.query.get("date", "")
    place = f"{address.path}{day}/" if _DAY.fullmatch(day) else _now(story, "changes")
    return HttpResponseRedirect(place, headers={"Cache-Control": FRESH})


@plain
def on(address: Address, story: str, day: str, rest: str) -> HttpResponse:
    """Leads to the edition that was current at the end of a day (UTC). Where there was none, it says why."""
    asked, now = page_at(story, stream(), rest), timezone.now()
    editions = Edition.objects.of_story(story, stream()).without_document()
    first = editions.public_at(now).last()
    try:
        then = date.fromisoformat(day) if _DAY.fullmatch(day) else None
    except ValueError:
        then = None
    end = datetime.combine(then, time.max, UTC) if then else now
    found = editions.public_at(min(end, now)).first()
    if stream() and (first is None or found is None):  # readers of the language read the original then
        return address.unprefixed()
    if first is None:
        raise Http404
    if found and then and then <= now.astimezone(UTC).date():
        place = past.address_in(asked, found)
        return HttpResponseRedirect(place, headers={"Cache-Control": FRESH})
    why = "no day" if then is None else "ahead" if found else "before"
    return page("not-on-a-day.html", status=404, around=story_around(address.path), why=why, first=first, day=day)


@addressed
def asked_pair(address: Address, story: str) -> HttpResponse:
    """The two editions that were chosen in a form have an address of their own; else where they are chosen."""
    pair = [address.query.get(name, "") for name in ("from", "to")]
    place = _now(story, "changes")
    if all(re.fullmatch("[1-9][0-9]{0,5}", number) for number in pair):
        first, second = sorted(map(int, pair))
        place = address_of(get_language(), "edition", "compare", story, first, (second,))
    return HttpResponseRedirect(place, headers={"Cache-Control": FRESH})


def compare(address: Address, reading: Copy, other: int) -> HttpResponse:
    """All that changed from one edition to a later one, in words."""
    assert isinstance(reading, Reading)
    slug, number = reading.story.slug, reading.edition.number
    if other <= number:
        base = address_of(reading.language, "edition", "overview", slug, other, ())
        place = f"{base}compare/{number}/" if other < number else base
        return HttpResponseRedirect(place, headers={"Cache-Control": FRESH})
    later = at_edition(slug, other)
    pair = [reading.edition, later.edition]
    # Other languages have this page where both editions have the same numbers there.
    same = {code: own for code, own in reading.numbers.items() if own == number and later.numbers.get(code) == other}
    groups = _by_thing(changes_between(*pair))
    return page("compare-editions.html", replace(later, numbers=same), pair=pair, groups=groups)


def _by_thing(changes: list[Change]) -> list[tuple[str, list[Change]]]:
    """Changes of one kind of thing stand together, in the order of the comparison."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.thing, []).append(change)
    return list(found.items())


def _now(story: str, name: str) -> str:
    return address_of(get_language(), "story", name, story, None, ())
