"""Publish, schedule, withdraw, publish again: each is one transaction, one at a time, and leaves its trace.

It must not render anything. Nothing else writes an edition, but ``taking_back`` what is taken from one, and ``moving``
those that another site published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

from ..edition import document as shape
from ..edition.changed_items import Item
from ..edition.diffs import compare
from ..edition.put_right import items_of, named_among
from ..edition.reads_alike import reads_alike
from ..language.text import tidy
from ..models import Edition, Story, Translation
from ..models.editions import NOTE_LENGTH
from ..search import search_index
from ..search.translations import write_translations
from . import translations
from .addresses import retired
from .compose import compose
from .one_at_a_time import alone
from .rules.checks import Problem, check
from .rules.problems import NotPublishable as NotPublishable
from .rules.problems import NotSeen as NotSeen
from .taken import says_what_was_taken_back
from .traces import log, name_of

Last = tuple[Edition | None, shape.Document | None]  # the edition before the one to be, and what it says


class MadeUp(Protocol):
    """An edition as ``bench.archives`` makes one."""

    document: shape.Document
    kind: str
    note: str
    moment: datetime


def publish(
    story: Story,
    *,
    seen: str,
    note: str,
    by: Any = None,
    kind: str | None = None,
    at: datetime | None = None,
    puts_right: Collection[Item] = (),
) -> Edition | None:
    """Freeze the desk's copy of ``story`` as its next edition; None when nothing has changed.

    ``seen`` is the digest of the draft that somebody has looked at: that one is published or none. With ``at`` in the
    future it is scheduled: readers see it from that moment on. ``kind`` is an ``Edition.Kind`` (update unless told
    otherwise; the first edition is always “first”). ``puts_right``: the changed items that were wrong before, as
    ``put_right.items_of`` names them; a correction that names none puts right all that it changes or takes out.
    Raises NotSeen, or NotPublishable with the sentences of ``checks`` that stop it.
    """
    with alone():
        story = Story.objects.get(pk=story.pk)  # its slug may have changed since
        draft = compose(story.slug)
        if draft.digest != seen:
            raise NotSeen(story.slug)
        if problems := check(draft):
            raise NotPublishable(*problems)
        return _freeze(story, draft.document, note=note, by=by, kind=kind, at=at, puts_right=puts_right)


def publish_translation(
    translation: Translation, *, seen: str, note: str, by: Any = None, kind: str | None = None
) -> Edition | None:
    """Freeze the current edition of the original, in the words of ``translation``, as that language's next edition.

    None when readers of that language read it already; ``seen`` as for ``publish``. The desk's copy of the story has no
    part in it. What was put right in the original since the last translation is put right here, and nothing else is.
    Who has read it is told on the newest edition, a new one or not: the words that were read are those.
    Raises NotSeen, or NotPublishable with the sentences of ``translations`` that stop it.
    """
    with alone():
        translation = Translation.objects.select_related("story").get(pk=translation.pk)
        story, language = translation.story, translation.language
        original = translations.original_of(story, timezone.now())
        if original is None:
            raise _refusal("Readers read no edition of the story; publish it first, then its translation.", story.slug)
        if language == original.language:
            raise _refusal("The story is in this language itself.", story.slug)
        draft = translations.drafted(translation, original)
        if draft.digest != seen:
            raise NotSeen(story.slug)
        if problems := translations.check(draft.original, draft.told, language):
            raise NotPublishable(*problems)
        found = translations.put_right_since(original, language) if kind is None else None
        righted, items = found or (None, set())
        if righted and not note:
            sentence = f"Edition {righted.number} of the original is a {righted.get_kind_display()}."
            if righted.kind not in Edition.RIGHTING:
                sentence = f"Edition {righted.number} of the original puts something right."
            raise _refusal(f"{sentence} Tell readers of the translation too, in the note.", story.slug)
        last = Edition.objects.of(story, language).first()
        changed = items_of(compare(shape.thaw(last.document), draft.document)) if last and righted else {}
        if righted:  # it is called what the original's was where it brings nothing else
            kind = righted.kind if items.issuperset(changed) else Edition.Kind.UPDATE
        edition = _freeze(
            story, draft.document, note=note, by=by, kind=kind, at=None, translates=original, puts_right=items
        )
        _tell_who_read(translation, edition, by=by)
        return edition


def _tell_who_read(translation: Translation, edition: Edition | None, *, by: Any) -> None:
    newest = edition or Edition.objects.of(translation.story, translation.language).first()
    told = translation.read_by, translation.read_on
    if newest is None or newest.withdrawn_at or (newest.read_by, newest.read_on) == told:
        return
    newest.read_by, newest.read_on = told
    newest.save(update_fields=["read_by", "read_on"])
    log(translation.story, by, f"{_said(newest).capitalize()} is read by {newest.read_by or 'no native editor'}")


def publish_again(edition: Edition, *, note: str, by: Any = None) -> Edition | None:
    """Publish an older edition's document as the newest edition; None when readers already read it.

    The desk is left as it is. Raises NotPublishable for an edition that was withdrawn or is not public yet.
    """
    with alone():
        edition = _now(edition)
        if edition.stream:
            raise _refusal("This is a translation; publish it from the translation's own page.", edition.slug)
        if edition.withdrawn_at:
            raise _refusal(f"Edition {edition.number} was withdrawn and stays so.", edition.slug)
        if edition.published_at > timezone.now():
            raise _refusal(f"Edition {edition.number} is not public yet.", edition.slug)
        since = Edition.objects.of(edition.story).put_right_after(edition.number).readable().public_at(timezone.now())
        if not tidy(note) and (righted := sorted(since.values_list("number", flat=True))):
            told = f"Put right since edition {edition.number} was something in {', '.join(map(str, righted))}"
            raise _refusal(f"{told}: this brings back what was wrong. Tell readers why, in the note.", edition.slug)
        document = shape.thaw(edition.document)
        return _freeze(edition.story, document, note=note, by=by, kind=None, at=None, republishes=edition)


def withdraw(edition: Edition, *, because: str, by: Any = None) -> Edition:
    """Take an edition back for good: from now on its addresses answer 410 with the reason.

    Its translations go with it: words taken back must not stay readable in another language.
    Raises NotPublishable without a reason, or when it is not public or already withdrawn.
    """
    with alone():
        edition = _now(edition)
        because = _line(because, shape.thaw(edition.document))
        if not because:
            raise _refusal("Say why it is withdrawn; readers are shown the reason.", edition.slug)
        if edition.withdrawn_at:
            raise _refusal(f"Edition {edition.number} is withdrawn already.", edition.slug)
        if edition.published_at > timezone.now():
            raise _refusal(f"Edition {edition.number} is not public yet; cancel its schedule.", edition.slug)
        moment = timezone.now()
        for taken in (edition, *Edition.objects.made_from(edition).select_related("story")):
            taken.withdrawn_at, taken.withdrawn_because = moment, because
            taken.withdrawn_by, taken.withdrawer_name = by, name_of(by)
            taken.save(update_fields=["withdrawn_at", "withdrawn_because", "withdrawn_by", "withdrawer_name"])
            search_index.forget(taken)
            log(taken.story, by, f"Withdrew {_said(taken)}: {because}")
        return edition


def cancel(edition: Edition, *, by: Any = None) -> None:
    """Drop a scheduled edition that no reader has seen; NotPublishable when it is public already."""
    with alone():
        edition = _now(edition)
        if edition.published_at <= timezone.now():
            raise _refusal(f"Edition {edition.number} is public; it can be withdrawn, not cancelled.", edition.slug)
        search_index.forget(edition)
        edition.delete()
        if edition.rights and not edition.stream:
            write_translations(edition.slug, at=timezone.now())
        log(
            edition.story,
            by,
            f"Cancelled edition {edition.number}, scheduled for {edition.published_at:%d %B %Y %H:%M %Z}",
        )


def add_made_up(story: Story, editions: Iterable[MadeUp]) -> None:
    """Write the editions of a story that has none, as if published at their moments (``make_archive``).

    Nothing is checked, logged or asked: nobody is to read this as news.
    """
    last: Last = (None, None)
    for each in editions:
        text, when = shape.freeze(each.document), each.moment
        edition = _write(story, each.document, text, last, kind=each.kind, note=each.note, published_at=when)
        last = (edition, each.document)
    if last[0] and last[1]:
        search_index.write(last[0], last[1], at=last[0].published_at)


def _freeze(
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
) -> Edition | None:
    now = timezone.now()
    stream = document.language if translates else ""
    last = Edition.objects.of(story, stream).first()
    if last and last.published_at > now:
        raise _refusal(f"Edition {last.number} is scheduled; cancel that first, or wait for it.", story.slug)
    if last and last.slug != document.slug:
        raise _refusal(f"The address “{last.slug}” is published and stays; change the slug back.", story.slug)
    if last is None and Edition.objects.of_story(document.slug, stream).exists():
        raise _refusal(f"The address “{document.slug}” has been another story's; choose another slug.", story.slug)
    if at is not None and at <= now:
        raise _refusal("The time to publish is in the past.", story.slug)
    text = shape.freeze(document)
    before = shape.thaw(last.document) if last else None
    same = before is not None and reads_alike(before, document)  # digests may differ: an older shape, a space
    if last and same and not last.withdrawn_at and last.translates_id == (translates and translates.pk):
        return None
    if puts_right and not note:
        raise _refusal("Tell readers what was wrong, in the note.", story.slug)
    named, others = named_among(puts_right, compare(before, document) if before and puts_right else [])
    if others and not translates:  # a translation may never have said what the original put right
        raise _refusal(f"It puts nothing right of {', '.join(others)}: that stays as it is.", story.slug)
    edition = _write(
        story,
        document,
        text,
        (last, before),
        puts_right=named,
        corrects=bool(named),
        kind=(kind or Edition.Kind.UPDATE) if last else Edition.Kind.FIRST,
        note=_line(note, document),
        published_at=at or max(now, last.published_at + timedelta(microseconds=1) if last else now),
        published_by=by,
        publisher_name=name_of(by),
        republishes=republishes,
        translates=translates,
    )
    search_index.write(edition, document, at=now if at else edition.published_at)
    if edition.rights and not stream:
        write_translations(edition.slug, at=edition.published_at)
    verb = "Scheduled" if at else "Published"
    log(story, by, f"{verb} {_said(edition)}: {edition.note or 'no note'}")
    return edition


def _write(story: Story, document: shape.Document, text: str, last: Last, **fields: Any) -> Edition:
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


def _now(edition: Edition) -> Edition:
    """The edition as it is in this transaction."""
    try:
        return Edition.objects.select_related("story").get(pk=edition.pk)
    except Edition.DoesNotExist:
        raise _refusal(f"Edition {edition.number} is gone: its schedule was cancelled.", edition.slug) from None


def _said(edition: Edition) -> str:
    return f"edition {edition.number}" + (f" in {edition.stream}" if edition.stream else "")


def _line(text: str, document: shape.Document) -> str:
    text = tidy(text)
    if len(text) > NOTE_LENGTH:
        raise _refusal(f"The note has {len(text)} characters; it can have {NOTE_LENGTH}.", document.slug)
    if text and says_what_was_taken_back(text, document):
        raise _refusal("The note says what was taken back from every edition; say it in other words.", document.slug)
    return text


def _refusal(sentence: str, slug: str) -> NotPublishable:
    return NotPublishable(Problem(sentence, f"stories/{slug}"))
