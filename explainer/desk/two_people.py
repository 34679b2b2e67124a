"""Where a site says so, two people stand behind every edition: who changed it, or asked for it, does not publish alone.

It must not publish, nor know a page: ``publishing`` asks it within its own transaction, whoever calls.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from ..models import Edition, PublishRequest, Story, Translation
from .authorship import who_changed, who_translated
from .rules.problems import NotPublishable, Problem

ALONE = (
    "On this site two people stand behind an edition. You changed the story since its last edition, or asked for it: "
    "ask somebody else to approve exactly this, and publish it then, or let them publish it."
)
BY_NOBODY = "On this site two people stand behind an edition: this is not approved. Ask for it at the desk, first."


def refuse_alone(
    story: Story, *, digest: str, by: Any, translation: Translation | None = None, since: Edition | None = None
) -> None:
    """Raises NotPublishable where ``by`` is alone behind the document of that digest. ``since``: the edition before the
    changes, where that is not the last one."""
    if settings.PUBLISH_NEEDS_TWO_PEOPLE and is_alone(
        story, digest=digest, by=by, translation=translation, since=since
    ):
        raise NotPublishable(Problem(ALONE if by else BY_NOBODY, f"stories/{story.slug}"))


def is_alone(
    story: Story, *, digest: str, by: Any, translation: Translation | None = None, since: Edition | None = None
) -> bool:
    language = translation.language if translation else ""
    requests = list(PublishRequest.objects.of(story, language).open().of_digest(digest))
    approved = [each for each in requests if each.state == PublishRequest.State.APPROVED]
    if by is None:
        return not approved
    behind = {each.asked_by_id for each in requests} | {each.decided_by_id for each in approved}
    if behind - {by.pk, None}:
        return False
    if by.pk in behind:
        return True
    last = since or Edition.objects.of(story, language).first()
    moment: datetime | None = last.recorded_at if last else None
    changed = who_translated(translation, moment) if translation else who_changed(story, moment)
    return by.pk in changed
