"""The history of one item: each wording with its edition. As the pages of a story, of what is read now.

It must not find out what changed; ``following.item_history`` does.
"""

from __future__ import annotations

from django.http import HttpResponse

from explainer.following.item_history import item_history
from explainer.reading.copies import FOLDERS, Copy, Missing
from explainer.reading.readings import Reading

from .answers import Address, page

SECTIONS = FOLDERS | {"event": "events"}


def history(address: Address, reading: Copy, kind: str, slug: str = "", phase: int = 0) -> HttpResponse:
    """Of a statement, event, issue, actor, text or phase that is there or was: Missing where it never was."""
    key = slug or phase
    found = item_history(reading, (SECTIONS[kind], key)) if isinstance(reading, Reading) else []
    if not found or not isinstance(reading, Reading):
        raise Missing(f"{SECTIONS[kind]}/{key}")
    at = next(reading.as_of(wording.edition) for wording in found if wording.verb == "first")
    row = getattr(reading.index, kind).get(key)
    return page(
        "item-history.html",
        reading,
        kind=kind,
        key=key,
        row=row or getattr(at.index, kind)[key],
        there=row is not None,
        first=at,
        wording=getattr(at.index, kind)[key],
        found=found,
        here=reading.address(f"{kind}-history", key),
    )
