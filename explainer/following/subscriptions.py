"""The feeds that can be followed: of a story, of an actor or an issue, and of all corrections, document by document.

It must not know how an entry reads, nor what a feed looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from ..edition.former import key_now, lasting
from ..language.dates import readable, words
from ..language.labels import joined
from ..language.languages import speaks
from ..models.editions import Edition
from ..reading.copies import Missing
from ..reading.readings import Reading
from .all_stories import newest
from .archive import Part, part_of
from .corrections import archive, archived, corrections
from .edition_entries import correction_entry, taken_back_entry
from .entries import entries_of, tombstones_of
from .feeds import Feed, Head
from .ledger import STORY, Ledger, follow
from .substance import Key
from .writing import at, language_of

NOTHING = gettext_lazy("Withdrawn")  # the title of a feed of which nothing can be read any more


class Merged(LookupError):
    """What was followed is part of another by now, which says so. ``slug``: of that one."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


def of_story(slug: str, number: int = 0) -> Feed:
    """All that has an entry, and its editions with their notes. ``number``: of a document of the archive, 0 for what is
    subscribed to. Missing when it was never published, or the archive has no such document yet."""
    reading, ledger = follow(slug)
    with override(language_of(reading, ledger)):
        head = _head(reading, ledger, ledger.title or str(NOTHING), "overview")
        return _feed(part_of(ledger, number=number, dated=_days(reading)), reading, ledger, head)


def of_topic(slug: str, page: str, key: str, number: int = 0) -> Feed:
    """What has to do with one actor or issue (``page`` is “actor” or “issue”), as its page gathers it.

    Missing when the story never had it, Merged when another has its address. Where the story has it no more, tombstones
    are what is left."""
    reading, ledger = follow(slug)
    found = getattr(reading.index, page).get(key) if reading else None
    topic = f"{page}s/{lasting(found.value) if found else key}"
    if found is None and reading:
        for heir in getattr(reading.story, f"{page}s"):
            if key in heir.former_slugs:
                raise Merged(heir.slug)
    if found is None and topic not in ledger.topics:
        raise Missing(topic)
    with override(language_of(reading, ledger)):
        title = ledger.title or str(NOTHING)
        if name := found.name if found else ledger.names.get(topic):
            title = pgettext("feed", "%(topic)s: %(story)s") % {"topic": name, "story": title}
        head = _head(reading, ledger, title, page, key)
        if found:
            head["subtitle"] = " ".join([head["subtitle"], *_formerly(found, page, ledger)])
        return _feed(part_of(ledger, topic, number, dated=_days(reading)), reading, ledger, head, topic)


def of_corrections(number: int = 0) -> Feed:
    """Corrections, clarifications and withdrawals of all stories, in English; what was taken back, in the document that
    is subscribed to. Missing as for a story's."""
    before = archived()
    if number > before:
        raise Missing(f"corrections: {number} of {before}")
    with override(settings.LANGUAGE_CODE):
        page = settings.SITE_URL + reverse("corrections")
        if number:
            rows, updated = archive(number)
            entries = [correction_entry(row, str(NOTHING)) for row in rows]
        else:
            found = corrections()
            entries = [correction_entry(row, str(NOTHING)) for row in found.rows]
            entries += [taken_back_entry(row, page) for row in found.taken]
            entries.sort(key=lambda entry: entry.updated, reverse=True)
            updated = entries[0].updated if entries else _opened()
        return Feed(
            title=_("Corrections"),
            subtitle=_("What was corrected, clarified or withdrawn, in every explainer."),
            language="en",
            site=settings.SITE_URL,
            page=page,
            place=page + "feed",
            entries=entries,
            tombstones=[],
            updated=updated,
            number=number,
            archived=before,
            pushed=True,
        )


def of_the_site() -> Feed:
    """The newest editions of all stories, in English. It has no archive: each story's own feed has."""
    with override(settings.LANGUAGE_CODE):
        page = settings.SITE_URL + reverse("home")
        entries = newest(str(NOTHING))
        return Feed(
            title=_("Explainer"),
            subtitle=_("News explained by what happened, what comes next and who said what, in their own words."),
            language="en",
            site=settings.SITE_URL,
            page=page,
            place=page + "feed",
            entries=entries,
            tombstones=[],
            updated=entries[0].updated if entries else _opened(),
            pushed=True,
        )


def _opened() -> datetime:
    """Since when there has been nothing to tell: a feed must say a moment (RFC 4287, section 4.1.1)."""
    return Edition.objects.opened(timezone.now())


def _feed(part: Part, reading: Reading | None, ledger: Ledger, head: Head, topic: str = STORY) -> Feed:
    return Feed(
        **head,
        entries=entries_of(part.entries, reading, ledger),
        tombstones=tombstones_of(part.stones, ledger),
        updated=part.moment or ledger.opened,
        number=part.number,
        archived=part.archived,
        pushed=topic == STORY,
        moved=ledger.moved,
    )


def _days(reading: Reading | None) -> Callable[[Key], date]:
    """The day that something said or done is of, as far as it is known; what is expected is not newer than what was."""
    if reading is None:
        return lambda _key: date.min
    index, upto = reading.index, date.fromisoformat(reading.story.as_of)

    def day(key: Key) -> date:
        kind, slug, *_rest = key_now(key, index.former)
        said = index.statement.get(slug) if kind == "statement" else None
        found = said or (index.event.get(slug) if kind == "event" else None)
        return min(found.when.latest, upto) if found and found.when else date.min

    return day


def _head(reading: Reading | None, ledger: Ledger, title: str, page: str, *args: str) -> Head:
    """``page`` and ``args``: what the feed belongs to."""
    return {
        "title": title,
        "subtitle": reading.titled(reading.story.question) if reading else _("This explainer was withdrawn."),
        "language": reading.story.language if reading else ledger.stream or "en",
        "site": settings.SITE_URL,
        "page": at(page, ledger.slug, *args),
        "place": at(page, ledger.slug, *args, language=speaks(ledger.stream)) + "feed",
    }


def _formerly(found: Any, page: str, ledger: Ledger) -> list[str]:
    """What an actor was called before, and what was followed by itself before it was merged into this."""
    called = [_until(row.name, row.until) for row in found.value.former_names] if page == "actor" else []
    began = lasting(found.value)
    others = [ledger.names.get(f"{page}s/{slug}", "") for slug in found.value.former_slugs if slug != began]
    merged = [name for name in others if name and name != found.name]
    sentences = [pgettext("feed", "Formerly: %(names)s.") % {"names": joined(called)}] if called else []
    if merged:
        sentences.append(pgettext("feed", "With what was followed as: %(names)s.") % {"names": joined(merged)})
    return sentences


def _until(name: str, until: str) -> str:
    when = readable(until)
    return pgettext("former name", "%(name)s (until %(date)s)") % {"name": name, "date": words(when)} if when else name
