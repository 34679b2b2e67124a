"""The calendar of the desk: what comes out, what is expected and what is to be looked at, day by day, over all stories.

It reads the desk's rows, not editions, and must not take a vague date for an exact one: what covers several days stands
under its last, in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from explainer.language.dates import readable, words
from explainer.models import Edition, Event, Phase, Provision, ReviewBy, Story
from explainer.story.where_it_stands import UNPROVEN

from .guard import change_url

AHEAD = timedelta(days=60)
MOST = 400  # rows of each kind that are read
SHOWN = 40  # entries of each list


@dataclass(frozen=True, slots=True)
class Entry:
    day: date  # the last that it may be on
    what: str  # “expected”, “comes out”
    title: str
    address: str
    story: str
    when: str = ""  # in words, where it is no exact day
    time: str = ""
    undone: bool = True  # whether its day can pass without anything being done about it

    @property
    def key(self) -> tuple[date, str, str, str]:
        return (self.day, self.time, self.story, self.title)


@dataclass(frozen=True, slots=True)
class Calendar:
    passed: list[Entry]  # the latest first
    days: list[tuple[date, list[Entry]]]
    more: int = 0
    more_passed: int = 0


def calendar(user: User | AnonymousUser, today: date) -> Calendar:
    """Six queries, whatever there is."""
    entries = sorted(_entries(user), key=lambda each: each.key)
    passed = [each for each in reversed(entries) if each.day < today and each.undone]
    coming = [each for each in entries if today <= each.day <= today + AHEAD]
    by_day = [(day, list(group)) for day, group in groupby(coming[:SHOWN], key=lambda each: each.day)]
    return Calendar(passed[:SHOWN], by_day, max(len(coming) - SHOWN, 0), max(len(passed) - SHOWN, 0))


def _entries(user: User | AnonymousUser) -> Iterator[Entry]:
    may = {model: user.has_perm(f"explainer.view_{model._meta.model_name}") for model in (Story, Event, Phase)}
    if may[Story]:
        yield from _scheduled()
        yield from _of_stories()
    if may[Event]:
        for event in Event.objects.filter(status=Event.Status.EXPECTED).exclude(when="").select_related("story")[:MOST]:
            yield from _on(event.when, "expected", event.title, change_url(event), event.story)
    if may[Phase]:
        yield from _framework()


def _scheduled() -> Iterator[Entry]:
    coming = Edition.objects.scheduled_after(timezone.now()).without_document().select_related("story")
    for edition in coming.order_by("published_at", "pk")[:MOST]:
        at = timezone.localtime(edition.published_at)
        title = f"Edition {edition.number}" + (f" in {edition.stream}" if edition.stream else "")
        address = change_url(edition.story) + "#publishing"
        yield Entry(at.date(), "comes out", title, address, _named(edition.story), time=f"{at:%H:%M}", undone=False)


def _of_stories() -> Iterator[Entry]:
    for story in Story.objects.exclude(next_update="").order_by("pk")[:MOST]:
        yield from _on(story.next_update, "next update was promised", "Next update", work_url(story.pk), story)
    for row in ReviewBy.objects.soonest(MOST):
        title = row.note or "To be looked at again"
        yield Entry(row.day, "look again", title, work_url(row.story_id), _named(row.story))


def _framework() -> Iterator[Entry]:
    begun = Q(begun_on="") & Q(state__in=["", "not-begun", "not-known"])
    for phase in Phase.objects.filter(begun).exclude(not_before="").select_related("story").order_by("pk")[:MOST]:
        yield from _on(phase.not_before, "could begin from", phase.name, change_url(phase), phase.story)
    owed = Provision.objects.filter(status__in=UNPROVEN).exclude(due="").select_related("story", "phase")
    for provision in owed.order_by("pk")[:MOST]:
        yield from _on(provision.due, "due", provision.what, change_url(provision.phase), provision.story)


def _on(edtf: str, what: str, title: str, address: str, story: Story) -> Iterator[Entry]:
    when = readable(edtf)
    if when and when.latest != date.max:
        yield Entry(when.latest, what, title, address, _named(story), "" if when.exact else words(when))


def _named(story: Story) -> str:
    return story.short_title or story.title


def work_url(story: int) -> str:
    """A story's workplace."""
    return reverse("story-work", args=(story,))
