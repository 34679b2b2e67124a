"""An export from its beginning to its end: story by story, so that it holds no more than the addresses of one.

It must not know how a file is written, nor what a host wants to know of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from ...models.editions import Edition
from . import records, states
from .addresses import STARTS
from .asking import Ask, as_a_reader
from .folder import LIST, Report, check
from .former import former
from .host_files import write_for_hosts
from .host_rules import Led
from .parts import Part, story_of
from .progress import Progress
from .records import Record
from .states import State

SITE = "site"
Heard = Callable[[str, HttpResponse], object]


def export(
    folder: Path,
    *,
    before: Callable[[], object] = lambda: None,
    progress: Progress | None = None,
    heard: Heard | None = None,
) -> Report:
    """Write every public address without a query into ``folder``. Raises CannotExport.

    ``before``: what makes, once nothing is in the way, what no reader may have made. ``heard``: is told of every
    answer, so that everything is asked for, and nothing left as it is known to be."""
    check(folder)
    before()
    progress = progress or Progress(silent=True)
    walk = _Walk(folder, as_a_reader(heard) if heard else as_a_reader(), progress, anew=heard is not None)
    try:
        return walk.go()
    finally:
        progress.end()


class _Walk:
    def __init__(self, folder: Path, ask: Ask, progress: Progress, *, anew: bool) -> None:
        self._folder, self._ask, self._progress, self._anew = folder, ask, progress, anew
        self._report = Report()
        self._stories = {slug: states.of_story(slug) for slug in _stories()}
        self._led = Led()

    def go(self) -> Report:
        site = self._part(SITE, states.of_the_site(self._stories.values()))
        known = Record()  # of all parts, what leads elsewhere or nowhere
        with site:
            self._progress.begin(SITE, 1, len(self._stories) + 1, 0)
            starts = [*STARTS, *([reverse("security")] if settings.SECURITY_CONTACT else [])]
            into = defaultdict(set, site.follow(self._ask, starts, self._stories))
            for number, slug in enumerate(self._stories, 2):
                record = self._story(site, slug, number, into.pop(slug, set()))
                known.moved.update(record.moved)
                known.gone.update(record.gone)
                known.left.update(record.left)
                self._led.add(record)
            for name, address in _not_found():
                site.write(name, self._ask(address).content, address)
            site.mend([known])
            self._led.add(site.now)
            for name, content in write_for_hosts(self._led, self._ask, self._report):
                site.write(name, content)
        self._forget()
        return self._report

    def _story(self, site: Part, slug: str, number: int, asked: set[str]) -> Record:
        """Its record, without what it wrote."""
        story = self._part(f"story-{slug}", self._stories[slug])
        with story:
            self._progress.begin(slug, number, len(self._stories) + 1, len(story.before.files))
            if story.is_the_same(asked):
                site.follow(self._ask, story.leave().pop("", ()), self._stories)
            else:
                starts = [reverse("story:overview", args=[slug]), *sorted(asked)]
                site.follow(self._ask, story.follow(self._ask, starts, self._stories, slug).pop("", ()), self._stories)
                found = sorted(story.look_up(self._ask, former(slug)))
                own = [link for link in found if story_of(link, self._stories) == slug]
                site.follow(self._ask, story.follow(self._ask, own, self._stories, slug).pop("", ()), self._stories)
                story.mend([site.now])
        return Record(moved=story.now.moved, gone=story.now.gone, left=story.now.left)

    def _part(self, name: str, state: State) -> Part:
        return Part(self._folder, name, state, self._report, progress=self._progress, anew=self._anew)

    def _forget(self) -> None:
        """Of stories that are not public any more nothing is left."""
        for name in records.names(self._folder):
            if name != SITE and name.removeprefix("story-") not in self._stories:
                with self._part(name, State("")):
                    pass
                (self._folder / LIST / name).unlink()


def _stories() -> list[str]:
    """The slug of every story that was published: the first page names only the newest, and leads on by a query. One
    that cannot be read any more has words of that."""
    rows = Edition.objects.in_streams("").newest_of_each_stream(timezone.now())
    return list(dict.fromkeys(rows.values_list("slug", flat=True)))


def _not_found() -> list[tuple[str, str]]:
    """What is said where there is no page, in each language: (file, an address without a page)."""
    codes = ["", *(f"{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    return [(f"{code}404.html", f"/{code}404.html") for code in codes]
