"""Which story somebody was in whose address leads to no page, so that the answer keeps its tabs and its name.

It must not answer a reader.
"""

from __future__ import annotations

import re

from django.conf import settings

from explainer.language.languages import split
from explainer.reading.copies import Missing
from explainer.reading.gone import Withdrawn
from explainer.reading.readings import Reading, at_edition, current, published_before
from explainer.reading.which_edition import Elsewhere
from explainer.serving.routes import DESK

_INSIDE = re.compile(r"/([-a-zA-Z0-9_]{4,80})/.+")  # a story of that name, and something in it


def story_around(path: str) -> Reading | None:
    """What is read of the story in whose addresses ``path`` is; None where there is none, and for the desk."""
    found = _INSIDE.fullmatch(split(path)[1])
    return None if found is None or path.startswith((*DESK, settings.STATIC_URL)) else story_left(found[1])


def story_left(slug: str, stream: str = "") -> Reading | None:
    """What can be read of a story: at its own address, else the newest edition that was not withdrawn."""
    try:
        return current(slug)
    except Withdrawn:
        others = published_before(slug, stream)
    except Missing:
        return None
    try:
        return at_edition(slug, others[0].number) if others else None
    except (Missing, Withdrawn, Elsewhere):
        return None
