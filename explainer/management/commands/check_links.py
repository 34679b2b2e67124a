"""``check_links [story…]``: looks at the links of sources and at their kept copies, one after the other, and reports.

It must not change a source, and calls nothing dead where nothing at all answers. ``explainer.desk.link_looking`` looks.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from explainer.desk.citations import Citations
from explainer.desk.link_asking import Asker
from explainer.desk.link_looking import ARCHIVE, Looked, keep, look
from explainer.models import LinkLook, Source, Story

MOST, PAUSE = 200, 2.0
NEVER = datetime.min.replace(tzinfo=UTC)
State = LinkLook.State


def seconds(text: str) -> float:
    if not (text.replace(".", "", 1).isdecimal() and 0 <= float(text) <= 60):
        raise ArgumentTypeError("Seconds, from 0 to 60.")
    return float(text)


class Command(BaseCommand):
    stealth_options = ("asker", "archive")  # given by Python alone: by tests, which ask a site of this machine
    help = "Look whether the links of sources answer, those first that were not looked at for longest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stories", nargs="*", metavar="story", help="Slugs; every source if none is given.")
        parser.add_argument("--most", type=int, default=MOST, help=f"How many sources at most ({MOST}).")
        parser.add_argument("--pause", type=seconds, default=PAUSE, help=f"Seconds between two to a host ({PAUSE:g}).")

    def handle(self, *, stories: list[str], most: int, pause: float, **options: Any) -> None:
        asker = options.get("asker") or Asker(pause=pause)
        looked = look(self.sources(stories, most), asker, archive=options.get("archive") or ARCHIVE)
        if not looked:
            self.stdout.write("No source has a link.")
            return
        if not asker.heard and not any(_was_judged(each) for each in looked):
            self.stdout.write("Could not look: nothing at all answered. What was known of the links stays as it was.")
            return
        keep(looked)
        for each in sorted(looked, key=lambda each: each.source.slug):
            for line in _lines(each):
                self.stdout.write(f"{each.source.slug}: {line}")
        self.stdout.write(_summary(looked))

    def sources(self, stories: list[str], most: int) -> list[Source]:
        rows = Source.objects.exclude(address="", archived="").order_by("pk")
        if stories:
            known = {story.slug: story for story in Story.objects.filter(slug__in=stories)}
            for slug in stories:
                if slug not in known:
                    raise CommandError(f"There is no story “{slug}” at the desk.")
            cited = {pk for story in known.values() for pk in Citations(story).sources}
            rows = rows.filter(pk__in=cited)
        last = dict(LinkLook.objects.values_list("source_id", "looked_at"))
        return sorted(rows, key=lambda row: (last.get(row.pk, NEVER), row.pk))[: max(most, 0)]


def _was_judged(each: Looked) -> bool:
    """Whether something is known of it though nobody answered: it may not be asked."""
    return State.NOT_ASKED in (each.link.state, each.copy.state)


def _lines(each: Looked) -> list[str]:
    found = []
    if each.link.state == State.DEAD:
        found.append(f"dead: {each.source.address} {each.link.said}".strip())
    elif each.link.state in (State.MOVED, State.UNKNOWN, State.NOT_ASKED):
        found.append(f"{State(each.link.state).label}: {each.source.address} {each.link.said}".strip())
    if each.copy.state == State.NONE:
        found.append("has no kept copy.")
    elif each.copy.state == State.DEAD:
        found.append(f"its kept copy is dead: {each.source.archived}")
    elif each.copy.state == State.UNKNOWN:
        found.append(f"its kept copy could not be looked at: {each.source.archived}")
    if each.proposed:
        found.append(f"an archive has it, for you to judge: {each.proposed}")
    return found


def _summary(looked: list[Looked]) -> str:
    dead = sum(each.link.state == State.DEAD for each in looked)
    unknown = sum(each.link.state == State.UNKNOWN for each in looked)
    missing = sum(each.copy.state in (State.NONE, State.DEAD) for each in looked)
    return (
        f"{len(looked)} looked at: {dead} dead, {unknown} that could not be looked at, {missing} without a kept copy."
    )
