"""What becomes of a scheduled edition past which something urgent was published: it is set aside, and comes out by no
clock. What it would be beside what readers read by then is worked out here, for somebody to look at and confirm.

It must not publish; ``publishing.publish_held`` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ..edition import document as shape
from ..edition.diffs import Change, compare
from ..edition.joining import joined
from ..edition.reads_alike import reads_alike
from ..edition.taking_back import take_back
from ..models import Edition, HeldEdition, Story
from ..search import search_index
from .notices import tell
from .taken import taken_from


@dataclass(frozen=True, slots=True)
class Proposal:
    """``document``: the held edition with what readers have been told since. ``newest``: what readers read.

    ``lacks``: what they were told since it was scheduled, which it lacks. ``adds``: what it would change for them.
    ``disputed``: what both changed, each otherwise; readers keep what they read.
    """

    document: shape.Document
    newest: Edition | None
    lacks: list[Change]
    adds: list[Change]
    disputed: list[str]

    @property
    def digest(self) -> str:
        return shape.digest_of(shape.freeze(self.document))


def aside(scheduled: Edition, base: Edition | None) -> HeldEdition:
    """The scheduled edition as it is set aside. Its row goes, and its number is free; nobody has read it."""
    held = HeldEdition(
        story=scheduled.story,
        wanted_at=scheduled.published_at,
        kind=scheduled.kind,
        note=scheduled.note,
        puts_right=scheduled.puts_right,
        document=scheduled.document,
        digest=scheduled.digest,
        base=base,
        scheduled_by=scheduled.published_by,
        scheduler_name=scheduled.publisher_name,
        held_at=timezone.now(),
    )
    search_index.forget(scheduled)
    scheduled.delete()
    return held


def keep(held: HeldEdition, behind: Edition) -> str:
    """Keep what was set aside, unless what was published past it says all of it; say in a sentence what became of it,
    also to whoever had scheduled it."""
    held.behind = behind
    when = f"{timezone.localtime(held.wanted_at):%d %B %Y, %H:%M %Z}"
    found = proposal(held)
    named = held.story.short_title or held.story.title
    if found.newest and reads_alike(found.document, shape.thaw(found.newest.document)):
        other = f", with later words for {', '.join(found.disputed[:5])}" if found.disputed else ""
        said = f"{named}: what was scheduled for {when} came out as part of edition {behind.number}{other}."
        tell([held.scheduled_by], said, reverse("admin:explainer_story_change", args=(held.story_id,)))
        return "What was scheduled is part of it: nothing is left to come out."
    held.save()
    lacks = len(found.lacks)
    said = (
        f"{named}: edition {behind.number} was published before what is scheduled for {when}. That is now behind: it "
        f"lacks {lacks} change{'' if lacks == 1 else 's'}, and does not come out until somebody confirms it."
    )
    tell([held.scheduled_by], said, reverse("held_edition", args=(held.pk,)))
    return f"What is scheduled for {when} is set aside: it is behind, and comes out only once somebody confirms it."


def proposal(held: HeldEdition) -> Proposal:
    """What it would be if it came out now. Two queries, and one for what was taken back."""
    then, base = shape.thaw(held.document), held.base
    newest = Edition.objects.of(held.story).public_at(timezone.now()).readable().first()
    if newest is None:
        return Proposal(_without_what_was_taken_back(then), None, [], compare(then, then), [])
    now = shape.thaw(newest.document)
    before = shape.thaw(base.document) if base else None
    found = joined(before, now, then)
    document = _without_what_was_taken_back(found.document)
    return Proposal(
        document,
        newest,
        lacks=compare(before, now) if before else compare(then, now),
        adds=compare(now, document),
        disputed=found.disputed,
    )


def _without_what_was_taken_back(document: shape.Document) -> shape.Document:
    return take_back(document, taken_from(document))


def held_of(story: Story) -> list[HeldEdition]:
    return list(HeldEdition.objects.of(story).without_document())
