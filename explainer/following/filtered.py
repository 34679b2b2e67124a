"""The feed of a list that one facet filters, and of a phase: what is in it now, as feeds tell it, what was told last
first.

It must not tell anything otherwise than the feed of its story does, nor decide what a filter finds.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from ..language.labels import spoken
from ..reading.readings import Reading
from ..story.facets import Choice
from ..story.resolved import Event, EventOrStatement, Phase
from .feeds import Feed
from .searched import MOST, MOST_STONES, newest, told_of
from .substance import Key


def of_filter(reading: Reading, list_: str, choice: Choice, page: str) -> Feed:
    """``list_``: “statements” or “timeline”; ``page``: the path of the filtered list. Two queries."""
    with override(spoken(reading.story.language)):
        title = _("Who said what, %(filters)s") if list_ == "statements" else _("Timeline, %(filters)s")
        return _feed(reading, title % {"filters": choice.words}, page, _keys(choice.rows))


def of_phase(reading: Reading, phase: Phase, choice: Choice, page: str) -> Feed:
    """Where the phase stands, and the events and statements that are of it: those of ``choice``."""
    with override(spoken(reading.story.language)):
        title = reading.index.words.say("titled", number=phase.number, name=phase.name)
        return _feed(reading, title, page, _keys(choice.rows) | {("phase", str(phase.number))})


def _keys(rows: Iterable[EventOrStatement]) -> set[Key]:
    """By the slugs of now, as ``told_of`` takes them."""
    return {("event" if isinstance(row, Event) else "statement", row.slug) for row in rows}


def _feed(reading: Reading, title: str, page: str, keys: set[Key]) -> Feed:
    told = list(told_of(reading.story.slug, keys))
    entries, stones, updated = newest(told, MOST, MOST_STONES)
    story = reading.titled(reading.story.short_title or reading.story.title)
    return Feed(
        title=pgettext("feed", "%(topic)s: %(story)s") % {"topic": title, "story": story},
        subtitle=reading.titled(reading.story.question),
        language=reading.story.language,
        site=settings.SITE_URL,
        page=f"{settings.SITE_URL}{page}",
        place=f"{settings.SITE_URL}{page}feed",
        entries=entries,
        tombstones=stones,
        updated=updated or reading.edition.published_at,
    )
