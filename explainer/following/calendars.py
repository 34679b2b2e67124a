"""What is expected in a story, as a calendar (RFC 5545): all-day entries, tentative until it has happened. What was
cancelled stays and says so; what happened stays where it once was expected, as confirmed. What was expected and is in
the story no more is cancelled, without a word of it, so that no copy goes on expecting it (RFC 5546, section 3.2.5).

A vague date is never an exact one here. A day is a day; an interval of days lasts; one of several days, a month or
a year covers all the days that it may be, and says so in its summary, as “by” a day does, which stands on that day;
what has no such bounds is left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override, pgettext

from ..edition.chronology import AWAITED
from ..edition.former import lasting
from ..language.dates import When, readable, words
from ..language.labels import joined
from ..language.text import plain
from ..reading.readings import Reading
from ..story.moves import Move, moves
from ..story.resolved import Event
from .entries import titled
from .ledger import Item, Ledger
from .writing import at, language_of, name_of, place_of

TYPE = "text/calendar"
LINE = 75  # octets, without the line break: RFC 5545, “3.1. Content Lines”
# RFC 5545, “3.8.1.11. Status”, by the state of an event.
STATUS = {"expected": "TENTATIVE", "cancelled": "CANCELLED", "happened": "CONFIRMED"}
STATES = {
    "expected": gettext_lazy("Expected, not confirmed."),
    "was-expected": gettext_lazy("Was expected then, not confirmed."),
    "cancelled": gettext_lazy("Cancelled."),
    "happened": gettext_lazy("It has happened."),
    "not-known": gettext_lazy("Not known whether it happened."),
}
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile("[A-Za-z0-9-]+")


def calendar(reading: Reading | None, ledger: Ledger) -> bytes:
    """The events expected in what is read now; none when the story was withdrawn.

    Our words are in the story's language where we speak it."""
    with override(language_of(reading, ledger)):
        return b"".join(_folded(line) for line in _lines(reading, ledger))


def _lines(reading: Reading | None, ledger: Ledger) -> Iterator[str]:
    events = [event for event in reading.index.events if _was_awaited(event, ledger)] if reading else []
    shown = [(event, when, span) for event in events if (when := event.when) and (span := span_of(when))]
    name = _("Expected: %(story)s") % {"story": ledger.title} if reading else _("Withdrawn")
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//explainer//expected events//EN"
    yield "CALSCALE:GREGORIAN"
    yield from _named("NAME", "X-WR-CALNAME", name)
    yield from _named("DESCRIPTION", "X-WR-CALDESC", _about(len(events) - len(shown)))
    if reading:
        for event, when, span in shown:
            yield from _event(event, when, span, ledger.items["event", lasting(event.value)], reading)
    out = list(_taken_out(ledger)) if reading else []
    for item, span in out:
        yield from _no_more(item, span, ledger)
    if not shown and not out:
        yield from _nothing()
    yield "END:VCALENDAR"


def _was_awaited(event: Event, ledger: Ledger) -> bool:
    return event.status in AWAITED or ledger.items["event", lasting(event.value)].expected


def span_of(when: When | None) -> tuple[date, date] | None:
    """The first and last day that ``when`` may be, “by” a day that day; None without bounds: no date, an open end, or a
    mark of doubt."""
    if when is None or when.qualifier or when.open_end or when.latest == date.max:
        return None
    if when.open_start:
        return (when.latest, when.latest) if when.shape == "set" else None
    return when.earliest, when.latest


def certainty(when: When) -> str:
    """What the summary adds to an entry whose days are not its own: “weekend of 24 and 25 August 2024”."""
    if when.open_start:
        return words(when)
    days = [len(part) == len("2024-08-24") for part in re.findall("[0-9-]+", when.edtf)]
    if when.exact or (when.shape == "interval" and all(days)):
        return ""
    if when.shape == "set" and all(days):
        return words(when)
    return _("days not known: %(date)s") % {"date": words(when)}


def _event(event: Event, when: When, span: tuple[date, date], item: Item, reading: Reading) -> Iterator[str]:
    url = place_of(item.key, reading)
    title, place, vague = event.title, event.value.place, certainty(when)
    if event.status == "cancelled":
        title = titled(event)  # many programs show no other sign of it
    yield from _known_by(item, span, item.changed, reading.story.slug)
    yield f"STATUS:{STATUS.get(event.status, 'TENTATIVE')}"
    yield "TRANSP:TRANSPARENT"
    if vague and (theirs := event.value.when_reported):
        vague = _("“%(words)s”: %(date)s") % {"words": theirs, "date": vague}
    summary = _("%(event)s (%(certainty)s)") % {"event": title, "certainty": vague} if vague else title
    yield _said("SUMMARY", summary, reading)
    if place:
        yield _said("LOCATION", place, reading)  # RFC 5545, 3.8.1.7
    yield _said("DESCRIPTION", "\n".join(_description(event, when, vague)), reading)
    yield f"URL:{url}"
    yield "END:VEVENT"


def _known_by(item: Item, span: tuple[date, date], moment: datetime, story: str) -> Iterator[str]:
    """What every entry begins with: by what programs know it, as of when, and its days."""
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, name_of(item.key, story, item.edition.stream))}"
    yield f"DTSTAMP:{_moment(moment)}"
    yield f"CREATED:{_moment(item.first)}"
    yield f"LAST-MODIFIED:{_moment(moment)}"
    yield f"DTSTART;VALUE=DATE:{span[0]:%Y%m%d}"
    if span[1] < date.max:
        yield f"DTEND;VALUE=DATE:{span[1] + timedelta(days=1):%Y%m%d}"  # the day after: RFC 5545, 3.8.2.2
    yield f"SEQUENCE:{item.moved}"


def _taken_out(ledger: Ledger) -> Iterator[tuple[Item, tuple[date, date]]]:
    """What was expected when readers last read of it, and is in no later edition."""
    for item in ledger.items.values():
        if item.lacked and item.awaited and item.trace.planned and (span := span_of(readable(item.trace.planned[0]))):
            yield item, span


def _no_more(item: Item, span: tuple[date, date], ledger: Ledger) -> Iterator[str]:
    """It is cancelled in the calendar, and not said to be cancelled in the world."""
    assert item.gone is not None
    yield from _known_by(item, span, item.gone, ledger.slug)
    yield "STATUS:CANCELLED"
    yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escaped(_('No longer in this explainer'))}"
    yield f"DESCRIPTION:{_escaped(_('It was expected here. It is not said that it is cancelled.'))}"
    yield f"URL:{at('changes', ledger.slug)}"
    yield "END:VEVENT"


def _description(event: Event, when: When, vague: str) -> Iterator[str]:
    value = event.value
    yield str(STATES.get("was-expected" if event.passed else event.status, STATES["not-known"]))
    if value.when_reported:
        yield _("As the source puts it: “%(words)s”.") % {"words": value.when_reported}
    yield _("Date: %(date)s.") % {"date": words(when)}
    yield from map(_move, moves(event))
    if vague and when.open_start:
        yield _("This entry stands on the last day that it may be.")
    elif vague:
        yield _("This entry covers every day that it may be; it does not say that it lasts that long.")
    if value.when_note:
        yield value.when_note
    if value.body:
        yield plain(value.body)
    if value.condition and event.status != "happened":
        yield _("Depends on: %(condition)s") % {"condition": value.condition}
    for source in event.sources:
        told = joined([source.value.publisher, *([words(source.published)] if source.published else [])])
        yield _("Source: %(source)s") % {"source": told}


def _move(move: Move) -> str:
    if move.set_by is None:
        return f"{move.words}."
    if move.was or move.set_on:
        return pgettext("moved date", "%(move)s, by %(who)s.") % {"move": move.words, "who": move.set_by.name}
    return pgettext("moved date", "%(date)s, set by %(who)s.") % {"date": move.words, "who": move.set_by.name}


def _about(left_out: int) -> str:
    about = _("What is expected, and what came of it. Nothing is confirmed that has not happened.")
    if not left_out:
        return about
    missing = ngettext(
        "Left out, for want of a date that a calendar can hold: %(n)s event.",
        "Left out, for want of a date that a calendar can hold: %(n)s events.",
        left_out,
    )
    return f"{about} {missing % {'n': left_out}}"


def _nothing() -> list[str]:
    """A calendar must hold a component (RFC 5545, 3.6, “icalbody”): a time zone is one, and is no entry."""
    return [
        "BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
    ]  # fmt: skip


def _named(name: str, older: str, text: str) -> list[str]:
    """A property of the calendar (RFC 7986, section 5), and the name by which most programs know it."""
    return [f"{name}:{_escaped(text)}", f"{older}:{_escaped(text)}"]


def _said(name: str, text: str, reading: Reading) -> str:
    language = reading.story.language
    return f"{name};LANGUAGE={language if _LANGUAGE.fullmatch(language) else 'en'}:{_escaped(text)}"


def _escaped(text: str) -> str:
    """RFC 5545, “3.3.11. Text”."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    for plain_mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain_mark, written)
    return text


def _folded(line: str) -> bytes:
    """One content line with its line breaks; no character is cut in two."""
    lines, here = [], b""
    for character in line:
        octets = character.encode()
        if len(here) + len(octets) > LINE:
            lines.append(here)
            here = b" "
        here += octets
    return b"\r\n".join([*lines, here]) + b"\r\n"


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
