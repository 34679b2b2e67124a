"""Ask for a story, or its translation, to be published as it stands; approve that, or send it back with reasons.

What is approved is the digest that was seen: once the desk says anything else the approval holds no more. It must not
publish; ``publishing`` does, and tells this module what came out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from ..edition import document as shape
from ..edition.shown import digest_in, shown
from ..language.text import tidy
from ..models import Edition, PublishRequest, Story, Translation
from ..models.publish_requests import COMMENT_LENGTH
from .compose import compose
from .notices import tell
from .one_at_a_time import alone
from .traces import log, name_of
from .translations import drafted, original_of

State = PublishRequest.State


class NotAsked(Exception):
    """Why nothing was done, in one sentence."""


@dataclass(frozen=True, slots=True)
class Stands:
    """What would be published, and the edition that readers read."""

    document: shape.Document
    newest: Edition | None

    @property
    def shown(self) -> str:
        return shown(self.document)

    @property
    def digest(self) -> str:
        return shape.digest_of(shape.freeze(self.document))


def stands(story: Story, language: str = "") -> Stands | None:
    """What a request is about, as it is now; None where there is nothing to translate, or no such translation."""
    now = timezone.now()
    newest = Edition.objects.of(story, language).public_at(now).first()
    if not language:
        return Stands(compose(story.slug).document, newest)
    translation, original = Translation.objects.into(story, language), original_of(story, now)
    return Stands(drafted(translation, original).document, newest) if translation and original else None


def ask(story: Story, *, seen: str, comment: str, by: Any, of: Any = None, language: str = "") -> PublishRequest:
    """Ask that what the page showed be published. ``of``: whose eyes are asked for, if somebody's."""
    with alone():
        there = stands(story, language)
        if there is None:
            raise NotAsked("There is nothing to publish yet.")
        if digest_in(seen) != there.digest:
            raise NotAsked("Somebody saved at the desk after you opened this page. Look at it again, and ask then.")
        if PublishRequest.objects.of(story, language).open().exists():
            raise NotAsked("Somebody has asked for it already. Take that request back first, or have it answered.")
        request = PublishRequest.objects.create(
            story=story, language=language, seen=there.digest, shown=there.shown, comment=_words(comment),
            asked_at=timezone.now(), asked_by=by, asker_name=name_of(by),
        )  # fmt: skip
        log(story, by, f"Asked for it to be published{_in(language)}: {request.comment or 'no comment'}")
        tell([of], f"{name_of(by)} asks you to look at {_named(request)}.", address_of(request), by=by)
        return request


def approve(request: PublishRequest, *, seen: str, by: Any) -> PublishRequest:
    """Approve what the page showed, which is what the desk says now; it takes somebody else than who asked."""
    with alone():
        request = _as_of_now(request)
        if request.asked_by_id == by.pk:
            raise NotAsked("Somebody else approves what you asked for.")
        there = stands(request.story, request.language)
        if there is None or digest_in(seen) != there.digest:
            raise NotAsked("Somebody saved at the desk after you opened this page. Nothing was approved; look again.")
        _decide(request, State.APPROVED, by, seen=there.digest, shown=there.shown)
        log(request.story, by, f"Approved to be published{_in(request.language)}")
        said = f"{name_of(by)} approved {_named(request)}. It is not public yet."
        tell([request.asked_by], said, address_of(request), by=by)
        return request


def send_back(request: PublishRequest, *, reasons: str, by: Any) -> PublishRequest:
    with alone():
        request, reasons = _as_of_now(request), _words(reasons)
        if not reasons:
            raise NotAsked("Say what is to be mended; whoever asked is told.")
        _decide(request, State.SENT_BACK, by, reasons=reasons)
        log(request.story, by, f"Sent back{_in(request.language)}: {reasons}")
        said = f"{name_of(by)} sent back {_named(request)}: {reasons}"
        tell([request.asked_by], said, address_of(request), by=by)
        return request


def take_back(request: PublishRequest, *, by: Any) -> PublishRequest:
    """Whoever asked no longer asks."""
    with alone():
        request = _as_of_now(request)
        if request.asked_by_id != by.pk:
            raise NotAsked("Only who asked can take a request back; send it back with reasons instead.")
        _decide(request, State.TAKEN_BACK, by)
        log(request.story, by, f"No longer asks for it to be published{_in(request.language)}")
        return request


def answered(story: Story, edition: Edition, *, by: Any) -> None:
    """What was asked for came out, or is scheduled: whoever asked is told. Called as it is published."""
    for request in PublishRequest.objects.of(story, edition.stream).open():
        approved = request.state == State.APPROVED
        decided = {"decided_by": request.decided_by, "decider_name": request.decider_name} if approved else {}
        _decide(request, State.PUBLISHED, by, edition=edition, **decided)
        coming = edition.published_at > timezone.now()
        what = f"scheduled, as edition {edition.number}" if coming else f"published: edition {edition.number} is public"
        tell([request.asked_by], f"{_named(request)} is {what}.", address_of(request), by=by)


def holds(request: PublishRequest, digest: str) -> bool:
    """Whether its approval is of what the desk says."""
    return request.state == State.APPROVED and request.seen == digest


def address_of(request: PublishRequest) -> str:
    return reverse("publish_request", args=(request.pk,))


def _decide(request: PublishRequest, state: str, by: Any, **fields: Any) -> None:
    values = {"decided_by": by, "decider_name": name_of(by), "decided_at": timezone.now(), "state": state} | fields
    for name, value in values.items():
        setattr(request, name, value)
    request.save(update_fields=[*values])


def _as_of_now(request: PublishRequest) -> PublishRequest:
    found = PublishRequest.objects.with_story().get(pk=request.pk)
    if not found.is_open:
        raise NotAsked(f"This request is closed: {found.get_state_display()}.")
    return found


def _named(request: PublishRequest) -> str:
    return f"“{request.story.short_title or request.story.title}”{_in(request.language)}"


def _in(language: str) -> str:
    return f" in {language}" if language else ""


def _words(text: str) -> str:
    text = tidy(text)
    if len(text) > COMMENT_LENGTH:
        raise NotAsked(f"This has {len(text)} characters; it can have {COMMENT_LENGTH}.")
    return text
