"""The parts of one story's workplace as its page shows them: a page of rows of each, with what is wrong at each row.

It must not ask the database more often for a larger story.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from explainer.desk.translation_work import progress_of
from explainer.models import Involvement, Phase, Provision, Source, Story, Translation

from .coming_days import work_url
from .guard import change_url
from .looks import Found, Look
from .source_places import text_url
from .translation_page import progress_note
from .work_parts import KINDS, SOURCES, TRANSLATIONS, Kind, in_order_of_dates

ROWS = 50  # of a part on a page
INSIDE = 200  # provisions, of all phases that are shown
May = Callable[[str, str], bool]  # whether somebody may “add” a “statement”


@dataclass(slots=True)
class Row:
    anchor: str
    title: str
    address: str
    note: str = ""
    state: str = ""  # new or changed since the edition; empty: as it was published
    by: str = ""
    text: str = ""  # the address of a source's text
    problems: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    name: str
    title: str
    count: int
    rows: list[Row]
    stops: int = 0
    asks: int = 0
    page: Page[Any] | None = None
    add: str = ""
    add_address: str = ""
    more: tuple[str, str] | None = None  # another way to add to it
    empty: str = ""
    elsewhere: list[tuple[str, str]] = field(default_factory=list)  # problems of rows on another page, and the way


class Told:
    """What a look says, by row: what stops it and what is asked."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.stops, self.asks = _by_row(look.problems), _by_row(look.questions)

    def at(self, kind: Kind) -> Iterator[tuple[str, Found, bool]]:
        """(key of the row, what is said of it, whether it stops publication) in this part."""
        for section in (kind.name, *kind.also):
            for found, stops in ((self.stops, True), (self.asks, False)):
                yield from ((key, each, stops) for key, rows in found[section].items() for each in rows)


def _by_row(found: Iterable[Found]) -> dict[str, dict[str, list[Found]]]:
    rows: dict[str, dict[str, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        section, key = (*each.key, "", "")[:2]
        rows[section][key].append(each)
    return rows


def parts(story: Story, look: Look, may: May, asked: Mapping[str, str], *, only: bool) -> Iterator[Part]:
    """Each part, with the page of its rows that ``asked`` names; ``only`` those rows of which something is said."""
    told = Told(look)
    provisions: dict[int, list[str]] = {}
    for kind in (*KINDS, SOURCES, TRANSLATIONS):
        if not may("view", kind.model._meta.model_name or ""):
            continue
        keyed = list(_keyed(kind, story, look))
        wrong = {key for key, _found, _stops in told.at(kind)}
        shown = [row for row in keyed if row[1] in wrong] if only else keyed
        page = Paginator(shown, ROWS).get_page(asked.get(kind.name, "1")[:6])
        keys = dict(page.object_list)
        rows = kind.some(story, keys)
        provisions = _provisions(keys) if kind.model is Phase and keys else {}
        part = Part(kind.name, kind.title, len(keyed), [], page=page, empty=kind.empty)
        for pk, key in page.object_list:
            if pk in rows:
                part.rows.append(_row(kind, rows[pk], key, look, told, provisions.get(pk, [])))
                if kind.model is Source and may("view", "sourcetext"):
                    part.rows[-1].text = text_url(rows[pk])
        _count(part, kind, story, told, set(keys.values()))
        _ways_to_add(part, kind, story, may)
        yield part


def _keyed(kind: Kind, story: Story, look: Look) -> Iterable[tuple[Any, str]]:
    """(number, key) of every row of the part, in order. One query, of two columns."""
    if kind.model is Source:
        place = {slug: number for number, slug in enumerate(look.sources)}
        found = Source.objects.filter(slug__in=look.sources).values_list("pk", "slug")
        return sorted(found, key=lambda row: place[row[1]])
    if kind.by_date:
        return in_order_of_dates(kind.rows(story), kind.key)
    return [(pk, str(key)) for pk, key in kind.rows(story).values_list("pk", kind.key)]


def _provisions(phases: Iterable[int]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    owed = Provision.objects.filter(phase__in=list(phases)).order_by("phase", "order", "slug")
    for phase, what, short in owed.values_list("phase", "what", "short_name")[:INSIDE]:
        rows[phase].append(short or what)
    return rows


def _row(kind: Kind, row: Any, key: str, look: Look, told: Told, inside: list[str]) -> Row:
    at = ("actors", key) if kind.model is Involvement else (kind.name, key)
    made = Row(
        anchor=f"{kind.name}-{key}",
        title=str(row.actor if kind.model is Involvement else row),
        address=address_of(kind, row),
        note=kind.note(row),
        state=look.states.get(at, ""),
        by=look.by.get(at, ""),
        inside=inside,
    )
    if kind.model is Translation:
        made.title = row.language_words
        made.note = ", ".join(filter(None, [progress_note(progress_of(row, timezone.now())), made.note]))
    for section in (kind.name, *kind.also):
        made.problems += [found.sentence for found in told.stops[section][key]]
        made.questions += [found.sentence for found in told.asks[section][key]]
    return made


def address_of(kind: Kind, row: Any) -> str:
    """The form in which it is edited: its own, or the part of the story's."""
    if kind.model is Involvement:
        return change_url(row.actor)
    return form_of_story(row.story_id, kind.inline) if kind.inline else change_url(row)


def form_of_story(story: int, inline: str = "") -> str:
    address = reverse("admin:explainer_story_change", args=(story,))
    return f"{address}#{inline}-group" if inline else address


def _count(part: Part, kind: Kind, story: Story, told: Told, shown: set[str]) -> None:
    for key, found, stops in told.at(kind):
        part.stops += stops
        part.asks += not stops
        if key not in shown and len(part.elsewhere) < ROWS:
            part.elsewhere.append((found.sentence, way_to(story, found.key)))


def way_to(story: Story, key: tuple[str, ...]) -> str:
    """An address that leads to the form of the row, found when somebody goes there."""
    return f"{work_url(story.pk)}at/" + "/".join(quote(each, safe="") for each in key)


def _ways_to_add(part: Part, kind: Kind, story: Story, may: May) -> None:
    name = kind.model._meta.model_name or ""
    if not kind.add or not may("add", name):
        return
    if kind.inline:
        if may("change", "story"):
            part.add, part.add_address = kind.add, form_of_story(story.pk, kind.inline)
        if kind.model is Involvement and may("add", "actor"):
            part.more = ("Add a person or body", f"{reverse('admin:explainer_actor_add')}?story={story.pk}")
        return
    part.add = kind.add
    part.add_address = f"{reverse(f'admin:explainer_{name}_add')}?story={story.pk}"
