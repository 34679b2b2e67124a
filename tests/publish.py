"""Publishes what the desk says now, as somebody does who has just looked at it.

It must not look away: a test of what was not seen asks ``explainer.desk.publishing`` itself.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from explainer.desk import publishing
from explainer.models import Edition, Story, Translation

# Equal to the digest of whatever stands there: to look first would compose each story twice, half of what a test takes.
AS_IT_STANDS = ANY


def publish(story: Story, *, note: str, **fields: Any) -> Edition | None:
    return publishing.publish(story, seen=AS_IT_STANDS, note=note, **fields)


def publish_translation(translation: Translation, *, note: str, **fields: Any) -> Edition | None:
    return publishing.publish_translation(translation, seen=AS_IT_STANDS, note=note, **fields)
