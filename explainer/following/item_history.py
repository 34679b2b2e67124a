"""One item through the editions: since when it has been there, and what each edition changed of it, newest first.

It must not tell a word of an edition that was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from ..edition.changed_items import Item
from ..edition.diffs import Change
from ..edition.row_prints import row_prints
from ..kept import Kept
from ..models.editions import Edition
from ..reading.readings import Reading, changes_of
from ..reading.rightings import stands_with

PRINT = 250  # bytes, about, of what is remembered of one item of an edition


@dataclass(frozen=True, slots=True)
class Wording:
    """What ``edition`` made of the item. ``verb``: first, changed, removed, added (again), moved (to the address that
    it has now) or withdrawn.

    ``since``: the number of the edition that ``changes`` are told from; there are none of the first nor of what was
    withdrawn. ``item``: what it was known by there."""

    edition: Edition
    verb: str
    since: int
    changes: list[Change]
    item: Item


def item_history(reading: Reading, item: Item, *former: Item) -> list[Wording]:
    """Newest first; empty where no edition that can be read has it. An edition that was withdrawn stands there where it
    had the item otherwise than the one before it. ``former``: what the item was known by before.

    One query, and at most two more for documents that this process has not met or compared."""
    public = Edition.objects.of_story(reading.story.slug, reading.edition.stream).public_at(timezone.now())
    editions = list(public.up_to(reading.edition.number).without_document())
    prints = prints_of(editions)
    names = (item, *former)
    found: list[Wording] = []
    pairs: list[tuple[Edition, Edition]] = []
    before: Edition | None = None
    was: bytes | None = None
    is_there = False
    for edition in editions:
        now = prints[edition.key].get(known_as(prints[edition.key], names))
        if edition.withdrawn_at:
            found += [Wording(edition, "withdrawn", 0, [], item)] if now != was else []
            continue
        if now and not is_there:
            found.append(Wording(edition, "first", 0, [], known_as(prints[edition.key], names)))
            is_there = True
        elif now != was and before:
            pairs.append((before, edition))
        before, was = edition, now
    if not is_there:
        return []
    for (old, new), changes in zip(pairs, changes_of(pairs), strict=True):
        if told := [change for change in changes if any(stands_with(change, name) for name in names)]:
            was_called, called = (known_as(prints[edition.key], names) for edition in (old, new))
            verb = "moved" if was_called != called and was_called in prints[old.key] else _verb(told, names)
            words = [change for change in told if change.of != "former_slugs"]  # of which it is said that it moved
            found.append(Wording(new, verb, old.number, words, called))
    return sorted(found, key=lambda wording: wording.edition.number, reverse=True)


def known_as(prints: dict[Item, bytes], names: tuple[Item, ...]) -> Item:
    """The newest of ``names`` that the edition has the item by; the first where it has it by none."""
    return next((name for name in names if name in prints), names[0])


def _verb(told: list[Change], names: tuple[Item, ...]) -> str:
    verbs = {change.verb for change in told if change.at in names}
    if {"added", "removed"} <= verbs:
        return "moved"
    return next((verb for verb in ("added", "removed") if verb in verbs), "changed")


def prints_of(editions: list[Edition]) -> dict[str, dict[Item, bytes]]:
    """``row_prints`` of each, by ``Edition.key``. One query for those that this process has not met."""
    found = {edition.key: known for edition in editions if (known := _prints.get(edition.key)) is not None}
    if unknown := [edition.pk for edition in editions if edition.key not in found]:
        for _pk, key, text in Edition.objects.among(unknown).texts():
            found[key] = made = row_prints(text)
            _prints.put(key, made, weight=PRINT * (1 + len(made)))
    return found


_prints: Kept[str, dict[Item, bytes]] = Kept(lambda: settings.READING_BYTES // 4)
