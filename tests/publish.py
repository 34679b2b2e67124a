"""Publishes what the desk says now, as somebody does who has just looked at it.

It must not look away: a test of what was not seen asks ``explainer.desk.publishing`` itself.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from explainer.desk import publishing
from explainer.desk.compose import compose
from explainer.desk.translations import drafted, original_of
from explainer.models import Edition, Story, Translation


def publish(story: Story, *, note: str, **fields: Any) -> Edition | None:
    slug = Story.objects.values_list("slug", flat=True).get(pk=story.pk)
    return publishing.publish(story, seen=compose(slug).digest, note=note, **fields)


def publish_translation(translation: Translation, *, note: str, **fields: Any) -> Edition | None:
    original = original_of(translation.story, timezone.now())
    seen = drafted(translation, original).digest if original else ""
    return publishing.publish_translation(translation, seen=seen, note=note, **fields)
