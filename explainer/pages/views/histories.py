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
    """Of a statement, event, issue, actor, text or phase that is there or was: Missing where it never was, and gone as
    its own page is where no edition that can be read has it."""
    key, section = slug or phase, SECTIONS[kind]
    if not isinstance(reading, Reading):
        raise Missing(f"{section}/{key}")
    row = getattr(reading.index, kind).get(key)
    if row is None and str(key) in reading.entire.former.get(kind, {}):
        reading.find(kind, key)  # leads to what it is called now
    former = [] if kind == "phase" or row is None else row.value.former_slugs
    found = item_history(reading, (section, key), *((section, name) for name in former))
    if not found:
        if kind in FOLDERS:
            reading.find(kind, key)
        raise Missing(f"{section}/{key}")
    first = next(wording for wording in found if wording.verb == "first")
    at = reading.as_of(first.edition)
    wording = getattr(at.index, kind)[first.item[1]]
    return page(
        "item-history.html",
        reading,
        kind=kind,
        key=key,
        row=row or wording,
        there=row is not None,
        first=at,
        wording=wording,
        found=found,
    )
