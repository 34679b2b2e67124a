"""What was put right, said where the words stand: a quiet line in lists, the whole of it on an item's own page.

It must not decide what was put right; ``reading.rightings`` does. A preview has nothing of it.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from explainer.edition.changed_items import Item, fragment, item
from explainer.language import date_words
from explainer.models.editions import Edition
from explainer.reading.copies import Copy, address_of
from explainer.reading.readings import Reading
from explainer.reading.rightings import Righting, of_page
from explainer.story.facet_values import values_of

from .reader import content, filled

register = template.Library()
OWN = {"statements": "statement", "issues": "issue", "actors": "actor", "texts": "text", "phases": "phase"}
LISTED = {"terms": "glossary", "sources": "sources", "open_questions": "open-questions", "key_points": "overview",
          "backgrounds": "overview"}  # fmt: skip


@register.simple_tag(takes_context=True)
def righted(context: Context, section: str, *key: Any) -> SafeString | str:
    """The line of an item in a list: “Corrected 4 December 2025”; on an older edition that it was done later, and why.
    ``section`` is the document’s list."""
    reading: Copy | None = context.get("reading")
    if not isinstance(reading, Reading) or reading.whole:  # what was known by a day is in other words than these
        return ""
    place, told = (section, *key), reading.rightings
    if place in told.later:
        return _later(context, reading, told.later[place][0])
    if place in told.before:
        return _before(reading, told.before[place][0])
    return ""


@register.simple_tag(takes_context=True)
def put_right(context: Context, section: str, key: Any) -> list[Righting]:
    """All that was put right on the page of an item, newest first, up to the edition that is read."""
    reading: Copy = context["reading"]
    return of_page(reading.rightings.before, (section, key)) if isinstance(reading, Reading) else []


@register.simple_tag(takes_context=True)
def put_right_later(context: Context, section: str, key: Any) -> list[Righting]:
    """The same of the editions after it."""
    reading: Copy = context["reading"]
    return of_page(reading.rightings.later, (section, key)) if isinstance(reading, Reading) else []


@register.filter
def done(row: Righting) -> str:
    """“Corrected”, “Clarified”, “Taken out”."""
    if row.taken_out:
        return pgettext("put right", "Taken out")
    if row.edition.kind == Edition.Kind.CLARIFICATION:
        return pgettext("put right", "Clarified")
    if row.edition.kind == Edition.Kind.WITHDRAWAL:
        return pgettext("put right", "Partly taken out")
    return pgettext("put right", "Corrected")


@register.filter
def done_later(row: Righting) -> str:
    """“Corrected later, in edition 4 (4 December 2025)”."""
    if row.taken_out:
        said = _("Taken out later, in version %(number)s (%(date)s)")
    elif row.edition.kind == Edition.Kind.CLARIFICATION:
        said = _("Clarified later, in version %(number)s (%(date)s)")
    elif row.edition.kind == Edition.Kind.WITHDRAWAL:
        said = _("Partly taken out later, in version %(number)s (%(date)s)")
    else:
        said = _("Corrected later, in version %(number)s (%(date)s)")
    return said % {"number": row.edition.number, "date": _day(row.edition)}


@register.simple_tag(takes_context=True)
def to_righting(context: Context, row: Righting) -> str:
    """Where all that an edition changed stands, at what it changed of this item."""
    return _told_at(context["reading"], row)


@register.simple_tag(takes_context=True)
def in_current(context: Context, row: Righting | None = None) -> str:
    """The page that is read, in the edition that is current, whatever was asked of it; what is above it there where it
    is no more. Of ``row``: where its item stands there, empty where it does not."""
    reading: Reading = context["reading"]
    if row:
        return _now_at(reading, row.item)
    here = next((other.href for other in context["languages"] if other.current), "").partition("?")[0]
    rest, there = here.removeprefix(reading.address("overview")), _now(reading, "overview")
    if rest == here:
        return there
    return there + (_held(reading, rest) if reading.is_older else rest)


@register.simple_tag(takes_context=True)
def to_history(context: Context, kind: str, key: Any) -> str:
    """Of an item, from whatever edition: it stands at the story's own address."""
    return _now(context["reading"], f"{kind}-history", key)


@register.simple_tag
def item_name(row: Any) -> str:
    """What an event, issue, actor, text or phase is called."""
    return str(getattr(row, "title", "") or row.name)


@register.simple_tag(takes_context=True)
def in_edition(context: Context, edition: Edition, kind: str, key: Any, verb: str) -> str:
    """Where an item stands in an edition; its overview where that took it out."""
    reading: Reading = context["reading"]
    if verb == "removed":
        return address_of(reading.tongue, "edition", "overview", reading.story.slug, edition.number, ())
    if kind == "event":
        timeline = address_of(reading.tongue, "edition", "timeline", reading.story.slug, edition.number, ())
        return f"{timeline}#{key}"
    return address_of(reading.tongue, "edition", kind, reading.story.slug, edition.number, (key,))


def _before(reading: Reading, row: Righting) -> SafeString:
    said = pgettext("put right", "%(done)s %(date)s") % {"done": done(row), "date": _day(row.edition)}
    match row.item:
        case ("positions", issue, _actor):
            place = f"{reading.address('issue', issue)}#corrected"
        case ("events", slug) if reading.space == "story":
            place = reading.address("event-history", slug)
        case (section, key) if section in OWN:
            place = f"{reading.address(OWN[section], key)}#corrected"
        case _:
            place = _told_at(reading, row)
    return format_html('<small class="since"><a href="{}">{}</a></small>', place, said)


def _later(context: Context, reading: Reading, row: Righting) -> SafeString:
    place = _now_at(reading, row.item) or _told_at(reading, row)
    said = format_html('<a href="{}">{}</a>', place, done_later(row))
    if row.edition.note:
        note = content(context, row.edition.note, row.edition.language)
        said = filled(pgettext("put right", "%(done)s: %(note)s"), done=said, note=note)
    return format_html('<small class="since">{}</small>', said)


def _told_at(reading: Reading, row: Righting) -> str:
    path = address_of(reading.tongue, "edition", "changes", reading.story.slug, row.edition.number, ())
    return f"{path}?since={row.since}#{fragment(item(row.changes[0]))}"


def _now_at(reading: Reading, place: Item) -> str:
    """Where an item stands in the edition that is current; empty where it is no more."""
    later = reading.rightings.later.get(place, [])
    if later and later[0].taken_out:
        return ""
    match place:
        case ("positions", issue, actor):
            whole = _now_at(reading, ("issues", issue))
            return whole and f"{whole}#position-{actor}"
        case ("provisions", phase, _slug):
            return _now_at(reading, ("phases", phase))
        case ("events", slug):
            return _now(reading, "event-history", slug)
        case (section, key) if section in OWN:
            return "" if f"{section}/{key}" in reading.rightings.gone else _now(reading, OWN[section], key)
        case (section, key) if section in LISTED:
            return f"{_now(reading, LISTED[section])}#{key}"
    return _now(reading, "phases" if place[0] == "gates" else "overview")


def _held(reading: Reading, rest: str) -> str:
    """The path of a page below a story's address, or of what is above it there where the current edition lacks it."""
    parts, told = rest.strip("/").split("/"), reading.rightings
    if "/".join(parts[:2]) in told.gone:
        return ""
    if told.newest and len(parts) == 3:
        values = values_of(reading.as_of(told.newest).index, timeline=parts[0] == "timeline")
        return rest if parts[2] in values.get(parts[1], {}) else f"{parts[0]}/"
    if told.newest and parts in (["phases"], ["texts"]):
        return rest if getattr(reading.as_of(told.newest).index, parts[0]) else ""
    return rest


def _now(reading: Reading, page: str, *args: Any) -> str:
    return address_of(reading.language, "story", page, reading.story.slug, None, args)


def _day(edition: Edition) -> str:
    return date_words.day_words(edition.published_at.date())
