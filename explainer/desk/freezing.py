"""Freeze a document as the next edition of its story and language: numbered, dated, found by search, logged.

It must not be called but within ``one_at_a_time.alone``, by ``publishing``; nor ask who may publish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from ..edition import document as shape
from ..edition.changed_items import Item
from ..edition.diffs import compare
from ..edition.put_right import named_among
from ..edition.reads_alike import reads_alike
from ..language.text import tidy
from ..models import Edition, Story
from ..models.editions import NOTE_LENGTH
from ..search import search_index
from ..search.translations import write_translations
from . import held, packing
from .addresses import retired
from .announcing import act_of, announce
from .rules.problems import NotPublishable, Problem
from .taken import says_what_was_taken_back
from .traces import log, name_of

Last = tuple[Edition | None, shape.Document | None]  # the edition before the one to be, and what it says


class MadeUp(Protocol):
    """An edition as ``bench.archives`` makes one."""

    document: shape.Document
    kind: str
    note: str
    moment: datetime


def freeze(
    story: Story,
    document: shape.Document,
    *,
    note: str,
    by: Any,
    kind: str | None,
    at: datetime | None,
    republishes: Edition | None = None,
    translates: Edition | None = None,
    puts_right: Collection[Item] = (),
    beside: Edition | None = None,
) -> Edition | None:
    """The edition; None when readers read it already. ``beside``: a scheduled edition that is known to be there, past
    which this one comes out at once: that one is set aside (``held``)."""
    now = timezone.now()
    stream = document.language if translates else ""
    last = Edition.objects.of(story, stream).first()
    scheduled = None
    if last and last.published_at > now:
        if beside is None or at is not None or (beside.pk, beside.digest) != (last.pk, last.digest):
            raise refusal(f"Edition {last.number} is scheduled; cancel that first, or wait for it.", story.slug)
        scheduled, last = last, Edition.objects.of(story, stream).public_at(now).first()
    if last and last.slug != document.slug:
        raise refusal(f"The address “{last.slug}” is published and stays; change the slug back.", story.slug)
    if last is None and scheduled is None and Edition.objects.of_story(document.slug, stream).exists():
        raise refusal(f"The address “{document.slug}” has been another story's; choose another slug.", story.slug)
    if at is not None and at <= now:
        raise refusal("The time to publish is in the past.", story.slug)
    text = shape.freeze(document)
    before = shape.thaw(last.document) if last else None
    same = before is not None and reads_alike(before, document)  # digests may differ: an older shape, a space
    if last and same and not last.withdrawn_at and last.translates_id == (translates and translates.pk):
        return None
    if puts_right and not note:
        raise refusal("Tell readers what was wrong, in the note.", story.slug)
    named, others = named_among(puts_right, compare(before, document) if before and puts_right else [])
    if others and not translates:  # a translation may never have said what the original put right
        raise refusal(f"It puts nothing right of {', '.join(others)}: that stays as it is.", story.slug)
    passed = held.aside(scheduled, last) if scheduled else None
    edition = write(
        story,
        document,
        text,
        (last, before),
        puts_right=named,
        corrects=bool(named),
        kind=(kind or Edition.Kind.UPDATE) if last else Edition.Kind.FIRST,
        note=line(note, document),
        published_at=at or max(now, last.published_at + timedelta(microseconds=1) if last else now),
        published_by=by,
        publisher_name=name_of(by),
        republishes=republishes,
        translates=translates,
    )
    search_index.write(edition, document, at=now if at else edition.published_at)
    packing.pack(edition, document)
    if at is None:
        announce(act_of(edition), edition)
    if edition.rights and not stream:
        write_translations(edition.slug, at=edition.published_at)
    verb = "Scheduled" if at else "Published"
    log(story, by, f"{verb} {said(edition)}: {edition.note or 'no note'}")
    if passed:
        log(story, by, held.keep(passed, edition))
    return edition


def write(story: Story, document: shape.Document, text: str, last: Last, **fields: Any) -> Edition:
    return Edition.objects.create(
        story=story,
        slug=document.slug,
        language=document.language,
        stream=document.language if fields.get("translates") else "",
        number=last[0].number + 1 if last[0] else 1,
        schema=document.schema,
        document=text,
        digest=shape.digest_of(text),
        retired=retired(*last, document),
        **fields,
    )


def as_of_now(edition: Edition) -> Edition:
    """The edition as it is in this transaction."""
    try:
        return Edition.objects.select_related("story").get(pk=edition.pk)
    except Edition.DoesNotExist:
        raise refusal(f"Edition {edition.number} is gone: its schedule was cancelled.", edition.slug) from None


def said(edition: Edition) -> str:
    return f"edition {edition.number}" + (f" in {edition.stream}" if edition.stream else "")


def line(text: str, document: shape.Document) -> str:
    text = tidy(text)
    if len(text) > NOTE_LENGTH:
        raise refusal(f"The note has {len(text)} characters; it can have {NOTE_LENGTH}.", document.slug)
    if text and says_what_was_taken_back(text, document):
        raise refusal("The note says what was taken back from every edition; say it in other words.", document.slug)
    return text


def refusal(sentence: str, slug: str) -> NotPublishable:
    return NotPublishable(Problem(sentence, f"stories/{slug}"))


def add_made_up(story: Story, editions: Iterable[MadeUp]) -> None:
    """Write the editions of a story that has none, as if published at their moments (``make_archive``).

    Nothing is checked, logged or asked: nobody is to read this as news.
    """
    last: Last = (None, None)
    for each in editions:
        text, when = shape.freeze(each.document), each.moment
        edition = write(story, each.document, text, last, kind=each.kind, note=each.note, published_at=when)
        last = (edition, each.document)
    if last[0] and last[1]:
        search_index.write(last[0], last[1], at=last[0].published_at)
