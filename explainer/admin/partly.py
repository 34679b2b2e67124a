"""Some of a difference published before what is scheduled: shown exactly as readers would see it, before it goes out.

It must not publish.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from explainer.edition.changed_items import item
from explainer.edition.differences import Part, by_part
from explainer.edition.diffs import compare
from explainer.edition.document import Unreadable, digest_of, freeze, thaw
from explainer.edition.joining import Renamed, with_only

from .panel import Standing
from .publishing_forms import ActForm, PublishForm, parts_of


@dataclass(frozen=True, slots=True)
class LooksAt:
    parts: list[Part]
    count: int


def early(stands: Standing) -> list[str]:
    """What of the difference was to come out only at the scheduled time, in words."""
    if stands.scheduled is None:
        return []
    try:
        then = thaw(stands.scheduled.document)
        coming = compare(thaw(stands.newest.document), then) if stands.newest else []
        still = {item(change) for change in compare(then, stands.document) if change.at}
    except Unreadable:
        return []
    there = parts_of(stands)
    return [words for each, words in there.items() if each in {item(c) for c in coming if c.at} - still]


def part_to_look_at(form: ActForm, stands: Standing) -> LooksAt | None:
    """What would go out, where the page has not shown exactly that yet; the form carries its digest then."""
    chosen = form.cleaned_data.get("only")
    if not isinstance(form, PublishForm) or not chosen or stands.newest is None:
        return None
    now = thaw(stands.newest.document)
    try:
        document = with_only(now, stands.document, [tuple(json.loads(item)) for item in chosen])
    except Renamed:
        return None  # publishing says so
    digest = digest_of(freeze(document))
    if form.cleaned_data.get("part_seen") == digest:
        return None
    form.data = form.data.copy()
    form.data["part_seen"] = digest
    changes = compare(now, document)
    return LooksAt(by_part(changes), len(changes))
