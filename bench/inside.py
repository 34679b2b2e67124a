"""What pages and publications cost inside a site of made-up stories: ``python -m bench.inside`` writes it as JSON.

A process of its own with the site's environment. It reads each page while nothing of any story is kept, as the first
reader of a process does, and counts CPU time, which other work on the machine hardly changes. It must not need a
server, and it publishes: the site that it is run in is to be thrown away."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "explainer.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- models are there once Django is
from django.core.handlers.base import BaseHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.archive_words import vocabulary  # noqa: E402
from bench.archives import slug_of  # noqa: E402
from explainer.desk.compose import compose  # noqa: E402
from explainer.desk.files.edition_files import has_editions  # noqa: E402
from explainer.desk.files.fixtures import load  # noqa: E402
from explainer.desk.publishing import publish  # noqa: E402
from explainer.edition import document as shape  # noqa: E402
from explainer.kept import Kept  # noqa: E402
from explainer.models import Edition, Story  # noqa: E402
from explainer.search.find import find, read_query  # noqa: E402
from explainer.story.indexes import StoryIndex  # noqa: E402

STORIES = 5  # whose pages are read: the same ones in an archive of any number
TIMES = 2  # each is read
PUBLICATIONS = 6  # of one story, one after the other; the first is not counted
READ = 600  # stories, a few pages of each, to see what memory that takes
RANKS = (0, 3, 12, 39, 150, 2_000, 7_000)  # of the words that are searched for, the most common first
SITE = {
    "home": ["/"],
    "home in another language": ["/ar/", "/he/"],
    "corrections": ["/corrections/"],
    "corrections: feed": ["/corrections/feed.atom", "/corrections/feed.json"],
    "about": ["/about/"],
}
Cost = dict[str, float]


def addresses() -> dict[str, list[str]]:
    """Every kind of page, by its name: those of the first STORIES stories, of the site, and searches."""
    found: dict[str, list[str]] = {}
    for number in range(1, STORIES + 1):
        newest = Edition.objects.of_story(slug_of(number)).order_by("number").last()
        if newest:
            for name, place in of_story(shape.thaw(newest.document), newest.number):
                found.setdefault(name, []).append(f"/{newest.slug}/{place}")
    words = list(searched())
    return {
        **found,
        **SITE,
        "search: all kinds": [f"/search/?q={word}" for word in words],
        "search: newest first": [f"/search/?q={word}&in=statements" for word in words],
        "search: ranked": [f"/search/?q={word}&in=actors" for word in words],
        "search: two words": [f"/search/?q={one}+{other}" for one, other in pairwise(words)],
        "search: nothing found": ["/search/?q=agrement", "/search/?q=quxquxqux"],
    }


def searched() -> Iterator[str]:
    """Common words and rare ones, of each language."""
    for language in ("en", "ar", "he"):
        yield from (vocabulary(language)[0][rank] for rank in RANKS)


def of_story(said: shape.Document, newest: int) -> Iterator[tuple[str, str]]:
    """(kind, address below the story's own) of each of its pages."""
    for place in ("timeline/", "phases/", "statements/", "actors/", "issues/", "positions/", "sources/", "glossary/",
                  "balance/", "open-questions/", "texts/", "changes/", "editions/", "cite/", "events.ics"):  # fmt: skip
        yield place.strip("/"), place
    yield "overview", ""
    yield "data: the document", "story.json"
    yield "data: linked", "story.jsonld"
    yield "data: linked", "annotations.jsonld"
    yield "data: one statement", f"statements/{said.statements[0].slug}.json"
    for table in ("statements", "timeline", "positions", "provisions", "sources"):
        yield "data: tables", f"{table}.csv"
    for place in ("", f"statements/{said.statements[0].slug}/", f"events/{said.events[0].slug}/"):
        yield from (("citations", f"{place}cite.{ending}") for ending in ("json", "bib", "ris", "txt"))
    yield "feeds", "feed.atom"
    yield "feeds", "feed.json"
    yield "feeds of an actor", "actors/side-1/feed.atom"
    yield "feeds of an issue", "issues/issue-1/feed.atom"
    for place in ("statements/side/side-1/", "timeline/side/side-1/", "phases/1/"):
        yield from (("feeds of a filter", f"{place}feed.{form}") for form in ("atom", "json"))
    yield from (("embeds", f"statements/{said.statements[0].slug}/{place}/") for place in ("embed", "embedding"))
    yield "lists of the past", "timemap/timeline/"
    yield "one phase", "phases/1/"
    yield "one actor", "actors/side-1/"
    yield "one actor", f"actors/{next(row.slug for row in said.actors if row.kind == 'person')}/"
    yield "one issue", "issues/issue-1/"
    yield "two sides compared", "positions/?actors=side-1,side-2"
    yield "one text", "texts/text-1/"
    yield "one event", f"events/{said.events[0].slug}/"
    if newest > 1:
        histories = ("actors/side-1", "issues/issue-1", "texts/text-1", "phases/1", f"events/{said.events[0].slug}")
        said_first = [f"statements/{row.slug}" for row in said.statements[:1]]
        yield from (("a history", f"{place}/history/") for place in (*histories, *said_first))
    yield "two texts compared", "texts/?texts=text-1,text-2"
    yield "statements filtered", "statements/side/side-1/"
    yield "statements filtered", "statements/?side=side-1&wording=direct"
    yield "timeline filtered", "timeline/side/side-1/"
    yield "timeline filtered", "timeline/?order=newest"
    word = vocabulary(said.language)[0][0]
    yield "search in a story", f"search/?q={word}"
    yield from (("feeds of a search in a story", f"search/feed.{form}?q={word}") for form in ("atom", "json"))
    yield "sitemap of a story", "sitemap.xml"
    yield from (("pictures", f"{place}card.png") for place in ("", "phases/1/", "issues/issue-1/"))
    yield "an older edition", "editions/1/"
    yield "an older edition", "editions/1/timeline/"
    if newest > 1:
        yield "changes since an edition", "changes/?since=1"
        yield "two editions compared", f"editions/1/compare/{newest}/"
    if said.statements:
        place = f"statements/{said.statements[len(said.statements) // 2].slug}/"
        yield "one statement", place
        yield "pictures", f"{place}card.png"
        day = said.sources[len(said.sources) // 2].published
        yield "known by a day", f"statements/?known_by={day}"
        yield "known by a day", f"timeline/?known_by={day}"
    for link in said.links[:1]:
        exchange = StoryIndex(said).exchange_of(link.statement)
        yield "an exchange", f"timeline/?exchange={exchange.slug if exchange else link.statement}"


def ask() -> Callable[[str], int]:
    """Asks the site's own handler, in this process; it returns the status."""
    handler = BaseHandler()
    handler.load_middleware()
    site = urlsplit(settings.SITE_URL)
    make = RequestFactory(SERVER_NAME=site.hostname, SERVER_PORT=str(site.port or 80))

    def answer(address: str) -> int:
        return handler.get_response(make.get(address)).status_code

    return answer


def forget() -> None:
    """Whatever is kept of stories and their words, in all of the site's modules."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.partition(".")[0] == "explainer" else ():
            if isinstance(value, Kept):
                value.clear()
            elif hasattr(value, "cache_clear"):
                value.cache_clear()
    gc.collect()


def counted(act: Callable[[], Any]) -> tuple[float, int, Any]:
    """The CPU in ms and the queries of an act, and what it returns."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        began = time.process_time()
        found = act()
        return 1000 * (time.process_time() - began), len(asked), found


def cost(address: str, answer: Callable[[str], int]) -> tuple[float, int]:
    """CPU in ms and queries of a page that nobody has read; the CPU is the least of TIMES."""
    took: list[float] = []
    for _ in range(TIMES):
        forget()
        spent, queries, status = counted(lambda: answer(address))
        took.append(spent)
        if status in (301, 302):
            return 0.0, 0  # this story has no such page
        if status != 200:
            raise SystemExit(f"{address} answers {status}")
    return min(took), queries


def pages() -> dict[str, Cost]:
    """Of each kind: the median CPU in ms, that of the dearest page, and the most queries."""
    answer = ask()
    kinds = addresses()
    for some in kinds.values():
        answer(some[0])  # templates and code are loaded once
    found: dict[str, Cost] = {}
    for name, some in kinds.items():
        costs = [each for address in some if (each := cost(address, answer))[0]]
        if costs:
            took = [each[0] for each in costs]
            found[name] = {"cpu": median(took), "most": max(took), "queries": max(each[1] for each in costs)}
    return found


def searches() -> dict[str, float]:
    """The median CPU in ms of a search without its page, newest first and ranked by names."""
    newest, ranked = [], []
    for query in map(read_query, searched()):
        newest.append(counted(partial(find, query, at=timezone.now(), kind="statements"))[0])
        ranked.append(counted(partial(find, query, at=timezone.now(), kind="actors"))[0])
    return {"newest": median(newest), "ranked": median(ranked)}


def many() -> list[str]:
    """Four pages each of READ stories, spread over the archive; of all, where there are fewer."""
    count = Story.objects.count()
    slugs = [slug_of(number) for number in range(1, count + 1, max(1, count // READ))]
    return [f"/{slug}/{place}" for slug in slugs for place in ("", "timeline/", "statements/", "actors/side-1/")]


def publications(times: int = PUBLICATIONS) -> Cost:
    """Of the project's own first story, published again and again: the median CPU in ms of the last few times, and the
    most queries."""
    files = (file for place in settings.FIXTURE_DIRS for file in sorted(Path(place).glob("*/*.yaml")))
    folder = next(file.parent for file in files if not has_editions(file.parent))
    slug = load(folder).story
    took: list[float] = []
    for number in range(max(PUBLICATIONS, times)):
        story = Story.objects.get(slug=slug)
        story.standfirst = f"Published {number} times before."
        story.save()
        spent, queries, _edition = counted(partial(publish, story, seen=compose(slug).digest, note=""))
        took.append(spent)
    last = took[1 - PUBLICATIONS :]
    return {"cpu": median(last), "most": max(last), "queries": queries}


if __name__ == "__main__":
    editions = int(sys.argv[1]) if sys.argv[1:] else PUBLICATIONS
    print(json.dumps({"many": many(), "pages": pages(), "searches": searches(), "publishing": publications(editions)}))
