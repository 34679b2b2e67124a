"""What was put right, in all stories: corrections, clarifications and withdrawals, the latest told first; and what was
taken back from every edition.

It must not repeat a word of an edition that was withdrawn, or of what was taken back: only that it was, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict, cast

from django.utils import timezone

from ..edition.diffs import Change
from ..edition.put_right import other_than, put_right
from ..language.labels import GROUNDS, THINGS
from ..language.languages import speaks, stream
from ..models.editions import Edition
from ..models.takedowns import Takedown
from ..reading.readings import changes_of
from ..reading.which_edition import at_place, place_of, with_their_own
from .ledger import titles_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Beside(TypedDict):
        """What ``EditionQuerySet.that_put_right`` finds beside an edition."""

        since_id: int | None
        readable_id: int | None
        story_withdrawn_at: datetime | None

    PutRight = WithAnnotations[Edition, Beside]

MOST = 20  # on a page or in a feed
MOST_TAKEN = 200  # things taken back: an act of two people, and rare


@dataclass(frozen=True, slots=True)
class Correction:
    """``title`` is the story's as it stands, empty when none of it can be read; ``current``: whether it can be now.

    ``since``: the number of the edition that ``changes`` are told from, 0 when they are not told: what it put right;
    ``others``: its other news. ``language``: in whose addresses it stands.
    """

    edition: Edition
    title: str
    current: bool
    since: int
    changes: list[Change]
    others: list[Change]
    language: str

    @property
    def kind_words(self) -> str:
        """An update that puts something right beside other news counts as a correction."""
        named = self.edition.kind if self.edition.kind in Edition.RIGHTING else Edition.Kind.CORRECTION
        return str(Edition.Kind(named).label)

    @property
    def moment(self) -> datetime:
        told_at: datetime = self.edition.told_at  # a column that the database works out: Any to the stubs
        return told_at


class OfStory(TypedDict):
    """A story that can be read: ``language`` of its addresses, ``spoken`` of its words."""

    slug: str
    title: str
    language: str
    spoken: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One thing taken back from every edition. ``stories``: those that had it and can be read. ``returned``: when it
    was brought back, with ``return_reason``; both reasons are in ``language``."""

    number: int
    moment: datetime
    kind: str
    basis: str
    reason: str
    language: str
    stories: list[OfStory]
    returned: datetime | None
    return_reason: str

    @property
    def thing(self) -> str:
        return str(THINGS[self.kind])

    @property
    def ground(self) -> str:
        return str(GROUNDS[self.basis])

    @property
    def told_at(self) -> datetime:
        return self.returned or self.moment


@dataclass(frozen=True, slots=True)
class Corrections:
    """``before`` is the correction that these come after, as asked for; empty when there is no such one.

    ``older`` asks for the next ones; empty at the end.
    """

    rows: list[Correction]
    before: str
    older: str
    taken: list[TakenBack]  # on the first page: every one, for they are few


def corrections(before: str = "") -> Corrections:
    """At most MOST, told before the one that ``before`` names (``which_edition.place_of``).

    Costs four queries, and at most six more for documents that this process has not met.
    """
    told = Edition.objects.that_put_right(timezone.now()).without_document()
    last = at_place(before)
    last = last if last and last.told_at else None
    found = cast("list[PutRight]", list((told.told_before(last) if last else told)[: MOST + 1]))
    shown = found[:MOST]
    older = place_of(shown[-1]) if len(found) > MOST else ""
    return Corrections(_rows(shown), before if last else "", older, [] if last else taken_back())


def archived() -> int:
    """How many documents the archive of their feed has: MOST tellings in each, counted from the oldest. One query."""
    return Edition.objects.log_of_what_was_put_right(timezone.now()).count() // MOST


def archive(number: int) -> tuple[list[Correction], datetime]:
    """What is in the document of that number, from 1, the latest first, and when its last was told. What was withdrawn
    since it was told stands where that is told."""
    now = timezone.now()
    log = Edition.objects.log_of_what_was_put_right(now)
    told = list(log[(number - 1) * MOST : number * MOST])
    found = Edition.objects.among(pk for pk, _at in told).that_put_right(now).without_document()
    standing = set(told)
    rows = cast("list[PutRight]", [edition for edition in found if (edition.pk, edition.told_at) in standing])
    return _rows(rows), max(at for _pk, at in told)


def taken_back() -> list[TakenBack]:
    """What two people took back from every edition, the latest first. One query, two more where there is something."""
    rows = list(Takedown.objects.told()[:MOST_TAKEN])
    slugs = {slug for row in rows for slug in row.stories}
    if not slugs:
        return []
    editions = Edition.objects.at_address(*slugs).in_streams("").newest_of_each_stream(timezone.now()).to_read()
    current = [edition for edition in editions if not edition.withdrawn_at]
    titles, told = titles_of(current), with_their_own(slugs)
    found = {
        edition.slug: OfStory(
            slug=edition.slug,
            title=titles[edition.key],
            language=speaks("" if edition.slug in told else stream()),
            spoken=edition.language,
        )
        for edition in current
    }
    return [
        TakenBack(
            row.pk, row.taken_at, row.kind, row.basis, row.reason, row.language,
            [found[slug] for slug in row.stories if slug in found], row.returned_at, row.return_reason,
        )
        for row in rows
        if row.taken_at
    ]  # fmt: skip


def _rows(editions: list[PutRight]) -> list[Correction]:
    keys = {key for edition in editions for key in (edition.since_id, edition.readable_id) if key}
    others = {edition.pk: edition for edition in Edition.objects.among(keys).without_document()} if keys else {}
    titles = titles_of(others[edition.readable_id] for edition in editions if edition.readable_id)
    pairs = [
        (others[edition.since_id], edition) for edition in editions if edition.since_id and not edition.withdrawn_at
    ]
    changes = {new.pk: _parted(new, found) for (_old, new), found in zip(pairs, changes_of(pairs), strict=True)}
    told = with_their_own(edition.slug for edition in editions)
    return [
        Correction(
            edition,
            titles[others[edition.readable_id].key] if edition.readable_id else "",
            edition.story_withdrawn_at is None,
            others[edition.since_id].number if edition.since_id and edition.pk in changes else 0,
            *changes.get(edition.pk, ([], [])),
            speaks(edition.stream if edition.stream or edition.slug in told else stream()),
        )
        for edition in editions
    ]


def _parted(edition: Edition, changes: list[Change]) -> tuple[list[Change], list[Change]]:
    """What the edition put right, and its other news."""
    righted = put_right(changes, edition.puts_right, whole=edition.kind in Edition.RIGHTING)
    return righted, list(other_than(changes, righted))
