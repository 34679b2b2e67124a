"""Publish, schedule, withdraw, publish again: each is one transaction, one at a time, and leaves its trace.

It must not render anything. Nothing else writes an edition, but ``taking_back`` what is taken from one, and ``moving``
those that another site published.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ..edition import document as shape
from ..edition.changed_items import Item
from ..edition.diffs import compare
from ..edition.joining import Renamed, with_only
from ..edition.put_right import items_of
from ..language.text import tidy
from ..models import Edition, HeldEdition, Story, Translation
from ..search import search_index
from ..search.translations import write_translations
from . import held as held_editions
from . import translations
from .announcing import announce
from .compose import Draft, compose
from .freezing import as_of_now, freeze, line, refusal, said
from .one_at_a_time import alone
from .requests import answered
from .rules.checks import check
from .rules.problems import NotPublishable as NotPublishable
from .rules.problems import NotSeen as NotSeen
from .traces import log, name_of
from .two_people import refuse_alone

UNDO = timedelta(minutes=10)  # how long after it came out an edition can be undone in one step


def publish(
    story: Story,
    *,
    seen: str,
    note: str,
    by: Any = None,
    kind: str | None = None,
    at: datetime | None = None,
    puts_right: Collection[Item] = (),
    beside: Edition | None = None,
    only: Collection[Item] = (),
) -> Edition | None:
    """Freeze the desk's copy of ``story`` as its next edition; None when nothing has changed.

    ``seen`` is the digest of the draft that somebody has looked at: that one is published or none. With ``at`` in the
    future it is scheduled: readers see it from that moment on. ``kind`` is an ``Edition.Kind`` (update unless told
    otherwise; the first edition is always “first”). ``puts_right``: the changed items that were wrong before, as
    ``put_right.items_of`` names them; a correction that names none puts right all that it changes or takes out.
    ``beside``: the scheduled edition past which it goes out. ``only``: these items of the desk's copy beside what
    readers read, of which ``seen`` is the digest then.
    Raises NotSeen, or NotPublishable with the sentences of ``checks`` that stop it.
    """
    with alone():
        story = Story.objects.get(pk=story.pk)  # its slug may have changed since
        draft = part_of(story, compose(story.slug), only) if only else compose(story.slug)
        if draft.digest != seen:
            raise NotSeen(story.slug)
        if problems := check(draft):
            raise NotPublishable(*problems)
        refuse_alone(story, digest=seen, by=by)
        edition = freeze(
            story, draft.document, note=note, by=by, kind=kind, at=at, puts_right=puts_right, beside=beside
        )
        if edition and not only:
            answered(story, edition, by=by)
        return edition


def part_of(story: Story, draft: Draft, only: Collection[Item]) -> Draft:
    """What readers read with these items as the desk has them, and with what they refer to."""
    newest = Edition.objects.of(story).public_at(timezone.now()).first()
    if newest is None or newest.withdrawn_at:
        raise refusal("Readers read no edition of it: publish it whole.", story.slug)
    try:
        return replace(draft, document=with_only(shape.thaw(newest.document), draft.document, only))
    except Renamed:
        raise refusal("Something was renamed at the desk: publish it whole.", story.slug) from None


def publish_held(
    held: HeldEdition,
    *,
    seen: str,
    note: str,
    by: Any = None,
    kind: str | None = None,
    at: datetime | None = None,
    puts_right: Collection[Item] = (),
) -> Edition | None:
    """Publish what was set aside, or schedule it again ``at`` a time, with all that readers were told meanwhile.

    ``seen``: the digest of ``held.proposal`` as a page showed it. None when readers read all of it already; it is gone
    then, too. Raises NotSeen or NotPublishable."""
    with alone():
        held = held_as_of_now(held)
        found = held_editions.proposal(held)
        if found.digest != seen:
            raise NotSeen(held.story.slug)
        if problems := check(replace(compose(held.story.slug), document=found.document, waiting=[], lapsed=[])):
            raise NotPublishable(*problems)
        refuse_alone(held.story, digest=seen, by=by, since=held.base)
        edition = freeze(held.story, found.document, note=note, by=by, kind=kind, at=at, puts_right=puts_right)
        held.delete()
        return edition


def drop_held(held: HeldEdition, *, by: Any = None) -> None:
    """What was set aside does not come out at all; the desk stays as it is."""
    with alone():
        held = held_as_of_now(held)
        held.delete()
        log(held.story, by, f"Dropped what had been scheduled for {held.wanted_at:%d %B %Y %H:%M %Z}")


def held_as_of_now(held: HeldEdition) -> HeldEdition:
    try:
        return HeldEdition.objects.select_related("story", "base").get(pk=held.pk)
    except HeldEdition.DoesNotExist:
        raise refusal("It is gone: somebody published or dropped it.", held.story.slug) from None


def publish_translation(
    translation: Translation,
    *,
    seen: str,
    note: str,
    by: Any = None,
    kind: str | None = None,
    at: datetime | None = None,
) -> Edition | None:
    """Freeze the current edition of the original, in the words of ``translation``, as that language's next edition;
    with ``at`` in the future it is scheduled.

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
            raise refusal("Readers read no edition of the story; publish it first, then its translation.", story.slug)
        if language == original.language:
            raise refusal("The story is in this language itself.", story.slug)
        draft = translations.drafted(translation, original)
        if draft.digest != seen:
            raise NotSeen(story.slug)
        if problems := translations.check(draft.original, draft.told, language):
            raise NotPublishable(*problems)
        refuse_alone(story, digest=seen, by=by, translation=translation)
        found = translations.put_right_since(original, language) if kind is None else None
        righted, items = found or (None, set())
        if righted and not note:
            sentence = f"Edition {righted.number} of the original is a {righted.get_kind_display()}."
            if righted.kind not in Edition.RIGHTING:
                sentence = f"Edition {righted.number} of the original puts something right."
            raise refusal(f"{sentence} Tell readers of the translation too, in the note.", story.slug)
        last = Edition.objects.of(story, language).first()
        changed = items_of(compare(shape.thaw(last.document), draft.document)) if last and righted else {}
        if righted:  # it is called what the original's was where it brings nothing else
            kind = righted.kind if items.issuperset(changed) else Edition.Kind.UPDATE
        edition = freeze(
            story, draft.document, note=note, by=by, kind=kind, at=at, translates=original, puts_right=items
        )
        if edition:
            answered(story, edition, by=by)
        _tell_who_read(translation, edition, by=by)
        return edition


def _tell_who_read(translation: Translation, edition: Edition | None, *, by: Any) -> None:
    newest = edition or Edition.objects.of(translation.story, translation.language).first()
    told = translation.read_by, translation.read_on
    if newest is None or newest.withdrawn_at or (newest.read_by, newest.read_on) == told:
        return
    newest.read_by, newest.read_on = told
    newest.save(update_fields=["read_by", "read_on"])
    log(translation.story, by, f"{said(newest).capitalize()} is read by {newest.read_by or 'no native editor'}")


def publish_again(edition: Edition, *, note: str, by: Any = None, beside: Edition | None = None) -> Edition | None:
    """Publish an older edition's document as the newest edition; None when readers already read it. ``beside``: the
    scheduled edition past which it goes out.

    The desk is left as it is. Raises NotPublishable for an edition that was withdrawn or is not public yet.
    """
    with alone():
        edition = as_of_now(edition)
        if edition.stream:
            raise refusal("This is a translation; publish it from the translation's own page.", edition.slug)
        if edition.withdrawn_at:
            raise refusal(f"Edition {edition.number} was withdrawn and stays so.", edition.slug)
        if edition.published_at > timezone.now():
            raise refusal(f"Edition {edition.number} is not public yet.", edition.slug)
        since = Edition.objects.of(edition.story).put_right_after(edition.number).readable().public_at(timezone.now())
        if not tidy(note) and (righted := sorted(since.values_list("number", flat=True))):
            told = f"Put right since edition {edition.number} was something in {', '.join(map(str, righted))}"
            raise refusal(f"{told}: this brings back what was wrong. Tell readers why, in the note.", edition.slug)
        document = shape.thaw(edition.document)
        return freeze(edition.story, document, note=note, by=by, kind=None, at=None, republishes=edition, beside=beside)


def withdraw(edition: Edition, *, because: str, by: Any = None) -> Edition:
    """Take an edition back for good: from now on its addresses answer 410 with the reason.

    Its translations go with it: words taken back must not stay readable in another language.
    Raises NotPublishable without a reason, or when it is not public or already withdrawn.
    """
    with alone():
        edition = as_of_now(edition)
        because = line(because, shape.thaw(edition.document))
        if not because:
            raise refusal("Say why it is withdrawn; readers are shown the reason.", edition.slug)
        if edition.withdrawn_at:
            raise refusal(f"Edition {edition.number} is withdrawn already.", edition.slug)
        if edition.published_at > timezone.now():
            raise refusal(f"Edition {edition.number} is not public yet; cancel its schedule.", edition.slug)
        moment = timezone.now()
        for taken in (edition, *Edition.objects.made_from(edition).select_related("story")):
            if taken.published_at > moment:  # nobody has read it, and nobody is to
                search_index.forget(taken)
                taken.delete()
                log(taken.story, by, f"Cancelled {said(taken)}: what it translates is withdrawn")
                continue
            taken.withdrawn_at, taken.withdrawn_because = moment, because
            taken.withdrawn_by, taken.withdrawer_name = by, name_of(by)
            taken.save(update_fields=["withdrawn_at", "withdrawn_because", "withdrawn_by", "withdrawer_name"])
            search_index.forget(taken)
            announce("withdrawn", taken)
            log(taken.story, by, f"Withdrew {said(taken)}: {because}")
        return edition


def withdraw_for(
    edition: Edition, *, instead: Edition, because: str, by: Any = None, beside: Edition | None = None
) -> Edition | None:
    """Withdraw an edition and publish an older one again in its place, in one step: readers meet no gap."""
    with alone():
        withdraw(edition, because=because, by=by)
        return publish_again(instead, note=because, by=by, beside=beside)


def undo(edition: Edition, *, note: str, by: Any = None) -> Edition | None:
    """Within UNDO of its coming out: publish again, as a new edition, what readers read just before; where they read
    nothing, withdraw it and return None. Nothing is erased. NotPublishable when it is too late, or not the newest."""
    with alone():
        edition, now = as_of_now(edition), timezone.now()
        editions = Edition.objects.of(edition.story, edition.stream)
        newest = editions.public_at(now).first()
        if newest is None or newest.pk != edition.pk or edition.withdrawn_at:
            raise refusal(f"Edition {edition.number} is not what readers read any more.", edition.slug)
        if now - edition.published_at > UNDO:
            raise refusal(
                "It came out more than ten minutes ago: publish an older edition, or withdraw it.", edition.slug
            )
        before = editions.numbered(edition.number - 1).first()
        if before is None or before.withdrawn_at:
            withdraw(edition, because=note, by=by)
            return None
        return publish_again(before, note=note, by=by, beside=editions.scheduled_after(now).first())


def cancel(edition: Edition, *, by: Any = None) -> None:
    """Drop a scheduled edition that no reader has seen; NotPublishable when it is public already."""
    with alone():
        edition = as_of_now(edition)
        if edition.published_at <= timezone.now():
            raise refusal(f"Edition {edition.number} is public; it can be withdrawn, not cancelled.", edition.slug)
        search_index.forget(edition)
        edition.delete()
        if edition.rights and not edition.stream:
            write_translations(edition.slug, at=timezone.now())
        log(
            edition.story,
            by,
            f"Cancelled edition {edition.number}, scheduled for {edition.published_at:%d %B %Y %H:%M %Z}",
        )
