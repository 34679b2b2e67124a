"""What is cited of a published story: the whole, a statement or an event, with what each style of citing asks for.

Nobody is made an author: the words of a statement have one where they are quoted and the speaker is named; our telling
has a publisher. A date that is not known to the day stays words. It must not know how a citation is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..edition.bylines import people
from ..edition.naming import NOBODY_NAMED
from ..language.dates import words
from ..language.labels import CAVEATS
from ..story.indexes import StoryIndex
from ..story.resolved import Event, Source, Statement
from .columns import Place
from .words_tables import said


@dataclass(frozen=True, kw_only=True)
class Cited:
    """``key``: a name in ASCII, the same for the same words. ``address``: the lasting one. ``container``: what it is a
    part of: the story, or of a story the site. ``issued``: the day (UTC) on which the edition came out. ``said_on``:
    the day of a statement, where it is known. ``quote``: the words, in their marks where they have earned them.
    ``note``: where they are from."""

    key: str
    title: str
    address: str
    version: int
    issued: date
    language: str
    site: str
    container: str
    publisher: str
    authors: tuple[str, ...] = ()
    said_on: date | None = None
    quote: str = ""
    note: str = ""


def of_story(index: StoryIndex, place: Place, published_at: datetime) -> Cited:
    story, site = index.story, site_name()
    return Cited(
        key=f"{story.slug}-{story.language}-{place.number}",
        title=story.title,
        address=place.base,
        version=place.number,
        issued=published_at.astimezone(UTC).date(),
        language=story.language,
        site=site,
        container=site,
        publisher=settings.PUBLISHER.name,
        authors=tuple(people(story.byline)),
    )


def of_statement(index: StoryIndex, place: Place, published_at: datetime, statement: Statement) -> Cited:
    title, when = statement.title, statement.when
    if when:
        title = _dated(title, words(when))
    return _part(
        of_story(index, place, published_at),
        f"statements/{statement.slug}",
        title,
        authors=(statement.speaker.name,) if has_author(statement) else (),
        said_on=when.earliest if when and when.shape == "day" and when.edtf == when.earliest.isoformat() else None,
        quote=said(statement),
        note=_note(statement),
    )


def of_event(index: StoryIndex, place: Place, published_at: datetime, event: Event) -> Cited:
    title = _dated(event.value.title, words(event.when)) if event.when else event.value.title
    whole = of_story(index, place, published_at)
    return _part(whole, f"events/{event.slug}", title, note=f"{_listed(event.sources)}." if event.sources else "")


def site_name() -> str:
    return settings.SITE_NAME or _("Explainer")


def has_author(statement: Statement) -> bool:
    """Whether somebody is named whose very words these are, as far as is known."""
    doubted = any(caveat.value.kind == "misattributed" for caveat in statement.caveats)
    return statement.quoted and not doubted and statement.naming not in NOBODY_NAMED


def report_of(source: Source) -> str:
    """“A. Reyes, “A title”, The Daily Test, 23 August 2024, https://…”, as far as it is known."""
    value = source.value
    title = _("“%(title)s”") % {"title": value.title} if value.title else ""
    date = words(source.published) if source.published else ""
    return _series([value.byline, title, value.publisher, date, source.link])


def _part(whole: Cited, place: str, title: str, **others: object) -> Cited:
    given: dict[str, object] = {
        **vars(whole),
        "key": f"{whole.key}-{place.rpartition('/')[2]}",
        "title": title,
        "address": f"{whole.address}{place}/",
        "container": whole.title,
        "publisher": whole.publisher or whole.site,
        **others,
    }
    return Cited(**given)  # type: ignore[arg-type]


def _note(statement: Statement) -> str:
    """What became of the words, then by whom they reached us, with each report's title and address."""
    caveats = "".join(f"{CAVEATS[caveat.value.kind]}. " for caveat in statement.caveats)
    pattern = _("Quoted by %(reports)s.") if statement.quoted else _("Reported by %(reports)s.")
    return caveats + (pattern % {"reports": _listed(statement.sources)} if statement.sources else "")


def _listed(sources: Iterable[Source]) -> str:
    return "; ".join(report_of(source) for source in sources)


def _series(parts: Iterable[str]) -> str:
    return pgettext("list", ", ").join(filter(None, parts))


def _dated(title: str, date: str) -> str:
    return pgettext("record", "%(name)s, %(date)s") % {"name": title, "date": date}
