"""Which editions have a filter of a list that names no item: a month, a kind of act, how it is worded.

It must not know what an edition says; what of a filter stands in a later edition, or stood in an earlier one, is no
page of this one.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..edition import document as shape
from ..kept import Kept
from ..models.editions import Edition
from ..story.facet_values import values_of
from ..story.indexes import StoryIndex

Names = frozenset[str]  # “statements/month/2024-06”
LISTS = ("statements", "timeline")


def with_filter(editions: Iterable[Edition], list_: str, facet: str, value: str) -> list[Edition]:
    """Those in which it finds something, or found something before. One query for those that this process has not
    met."""
    editions, name = list(editions), f"{list_}/{facet}/{value}"
    names = {edition.key: found for edition in editions if (found := _names.get(edition.key)) is not None}
    unknown = [edition.pk for edition in editions if edition.key not in names]
    if unknown:
        keys = {edition.pk: edition.key for edition in editions}
        for pk, _key, text in Edition.objects.among(unknown).texts():
            names[keys[pk]] = found = _names_in(text)
            _names.put(keys[pk], found, weight=len(found))
    return [edition for edition in editions if name in names.get(edition.key, ()) or name in edition.retired]


def _names_in(text: str) -> Names:
    index = StoryIndex(shape.thaw(text))
    return frozenset(
        f"{list_}/{facet}/{value}"
        for list_ in LISTS
        for facet, values in values_of(index, timeline=list_ == "timeline").items()
        for value in values
    )


_names: Kept[str, Names] = Kept(lambda: 200_000)
