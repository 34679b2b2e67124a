"""Copies of the desk that are kept to be looked at: of what somebody types, and behind links for people outside.

It must not render them, nor decide who may: a key that nobody was given finds nothing.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..edition import document as shape
from ..edition.taking_back import take_back
from ..models import PreviewLink, Story, TypedCopy
from .taken import taken_from

MOST = 5  # copies of what one person types; the oldest goes
KEPT = timedelta(days=1)  # and none stays longer
LONGEST = timedelta(days=30)  # for which a link can be lent
OPEN = 20  # links to one story at once: all of them stand in its list
KEY_BYTES = 32  # 256 bits, from the system's own source of chance


def keep_typed(user: Any, story: Story, form: str, document: shape.Document) -> TypedCopy:
    """Keep what ``user`` would read of ``story`` were the form at the address ``form`` saved."""
    text, now = shape.freeze(document), timezone.now()
    with transaction.atomic():
        mine = TypedCopy.objects.of(user)
        mine.older_than(now - KEPT).delete()
        kept, _made = TypedCopy.objects.update_or_create(
            user=user, story=story, form=form[:200], defaults={"document": text, "made_at": now}
        )
        for old in list(mine[MOST:]):
            old.delete()
    return kept


def typed_copy(user: Any, slug: str, key: str) -> tuple[shape.Document, datetime] | None:
    """The copy of that number and when it was made, where it is of this person and of this story."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    kept = TypedCopy.objects.of(user).numbered(int(key)).first()
    if kept is None or timezone.now() - kept.made_at > KEPT:
        return None
    document = shape.thaw(kept.document)
    return (_without_what_was_taken(document), kept.made_at) if document.slug == slug else None


class NotLent(Exception):
    """Why no link was made, in a sentence."""


def lend(story: Story, document: shape.Document, *, for_whom: str, days: int, by: Any) -> tuple[PreviewLink, str]:
    """A link to ``document``, and its key, which is nowhere kept. Copies behind links that are over go."""
    now, lasts = timezone.now(), timedelta(days=days)
    if not timedelta() < lasts <= LONGEST:
        raise NotLent(f"A link can last from one day to {LONGEST.days}.")
    if not for_whom.strip():
        raise NotLent("Say for whom it is, so that it can be told from others.")
    key = secrets.token_urlsafe(KEY_BYTES)
    with transaction.atomic():
        forget_what_is_over(now)
        if PreviewLink.objects.of(story).open_at(now).count() >= OPEN:
            raise NotLent(f"{OPEN} links to this story can be read. End one of them first.")
        link = PreviewLink.objects.create(
            story=story,
            slug=document.slug,
            key_digest=digest_of(key),
            document=shape.freeze(document),
            for_whom=for_whom,
            made_by=by,
            made_at=now,
            ends_at=now + lasts,
        )
    return link, key


def end(link: PreviewLink, *, by: Any) -> None:
    """From now on it shows nothing, and its copy is gone."""
    if link.ended_at is None:
        link.ended_at, link.ended_by = timezone.now(), by
    link.document = ""
    link.save(update_fields=["ended_at", "ended_by", "document"])


def forget_what_is_over(now: datetime) -> None:
    PreviewLink.objects.over_at(now).update(document="")


def link_with(key: str, slug: str) -> PreviewLink | None:
    """The link with this key to this story, over or not; None where nobody was ever given one."""
    if len(key) > 100 or not key.isascii():
        return None
    return PreviewLink.objects.with_key(digest_of(key)).to_story(slug).first()


def lent_copy(link: PreviewLink) -> shape.Document:
    """What it shows: the copy of then, without what was taken back from every edition since."""
    return _without_what_was_taken(shape.thaw(link.document))


def digest_of(key: str) -> str:
    """Keyed with the site's secret: whoever has the database alone can neither find a key nor put one in."""
    return salted_hmac("explainer.preview-link", key, algorithm="sha256").hexdigest()


def _without_what_was_taken(document: shape.Document) -> shape.Document:
    return take_back(document, taken_from(document))
