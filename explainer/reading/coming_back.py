"""What a reader who comes back is told from: the edition that was read last, those since then, and what each changed.

It must not say what matters in it (``story.since_then``), and no word of an edition that was withdrawn is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import pairwise

from django.utils import timezone

from ..edition.diffs import Change
from ..edition.put_right import put_right
from ..models.editions import Edition, EditionQuerySet
from .readings import Reading, changes_of

MOST = 20  # editions on a page of changes, and of those that put something right


@dataclass(frozen=True)
class Step:
    """An edition in the history. ``since`` is the edition it is compared with; no changes are shown if withdrawn."""

    edition: Edition
    since: int
    changes: list[Change]


@dataclass(frozen=True)
class Steps:
    """Editions, newest first. ``before``: the number that they come before, as asked for; 0 at the newest. ``older``
    asks for the next ones; 0 at the end."""

    rows: list[Step]
    before: int = 0
    older: int = 0


@dataclass(frozen=True)
class Then:
    """``read``: what was read last, as the address has it. ``edition``: what is compared with: that one, or where it
    was withdrawn, the last before it that can be read; None where there is none."""

    read: Edition
    edition: Edition | None

    @property
    def withdrawn(self) -> Edition | None:
        return self.read if self.read.withdrawn_at else None


@dataclass(frozen=True)
class Since:
    """``editions`` since then, newest first, withdrawn ones among them. ``righted``: the latest of them that put
    something right, newest first, with that alone. ``changes``: from then to now."""

    editions: list[Edition]
    righted: list[Step] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def steps(reading: Reading, before: str = "") -> Steps:
    """At most MOST editions up to what is read, or before the one with the number ``before``. Two queries, and one
    more for those of the documents that are not kept; no more is compared than is shown."""
    number = reading.edition.number
    place = int(before) if before.isdecimal() and before.isascii() and len(before) <= 6 else 0
    place = place if 1 < place <= number and str(place) == before else 0
    public = _public(reading)
    found = list(public.up_to(place - 1 if place else number).reverse()[: MOST + 1])
    shown, more = found[:MOST], len(found) > MOST
    pairs = _pairs(shown, lambda: _readable_before(reading, shown[-1].number) if more else None)
    told = dict(zip((new.pk for _old, new in pairs), changes_of(pairs), strict=True))
    since = {new.pk: old.number for old, new in pairs}
    rows = [Step(edition, since.get(edition.pk, 0), told.get(edition.pk, [])) for edition in shown]
    return Steps(rows, place, shown[-1].number if more else 0)


def last_read(reading: Reading, text: str) -> Then | None:
    """The edition that ``text`` names by its number, or that was current at the end of the day (UTC, ISO 8601) that it
    names; None when it names none up to what is read. One query, one more where it was withdrawn."""
    number = reading.edition.number
    if text.isdecimal() and text.isascii():
        known = len(text) <= 6 and 0 < int(text) <= number and str(int(text)) == text
        found = _public(reading).numbered(int(text)).first() if known else None
    else:
        try:
            end = datetime.combine(date.fromisoformat(text), time.max, UTC)
        except ValueError:
            return None
        found = _public(reading).public_at(end).up_to(number).reverse().first()
    if found is None:
        return None
    return Then(found, _readable_before(reading, found.number) if found.withdrawn_at else found)


def since_then(reading: Reading, then: Then) -> Since:
    """Everything since then. Two queries, and one more for those of the documents that are not kept."""
    first = then.edition.number if then.edition else 0
    editions = list(_public(reading).up_to(reading.edition.number).numbered_after(first).reverse())
    if then.edition is None:
        return Since(editions)
    pairs = [pair for pair in _pairs([*editions, then.edition], lambda: None) if pair[1].rights][:MOST]
    *righting, changes = changes_of([*pairs, (then.edition, reading.edition)])
    righted = [
        Step(new, old.number, put_right(found, new.puts_right, whole=new.kind in Edition.RIGHTING))
        for (old, new), found in zip(pairs, righting, strict=True)
    ]
    return Since(editions, [step for step in righted if step.changes], changes)


def brought(reading: Reading) -> list[Change]:
    """What the edition that is read changed. One query, and one more for those of the documents that are not kept."""
    before = _readable_before(reading, reading.edition.number) if reading.edition.number > 1 else None
    return changes_of([(before, reading.edition)])[0] if before else []


def _public(reading: Reading) -> EditionQuerySet:
    """Those of the same story and stream: a number of another one never means anything here."""
    stream = Edition.objects.of_story(reading.story.slug, reading.edition.stream)
    return stream.public_at(timezone.now()).without_document()


def _readable_before(reading: Reading, number: int) -> Edition | None:
    return _public(reading).up_to(number - 1).readable().reverse().first()


def _pairs(editions: Sequence[Edition], before: Callable[[], Edition | None]) -> list[tuple[Edition, Edition]]:
    """Each of ``editions`` (newest first) that can be read, with the one before it; ``before``: that of the last."""
    readable = [edition for edition in editions if not edition.withdrawn_at]
    pairs = [(old, new) for new, old in pairwise(readable)]
    last = before() if readable else None
    return [*pairs, (last, readable[-1])] if last else pairs
