"""Lists of rows that have dates, sources and issues: sorted by day, with what each lacks and whether readers have it.

It must not cost more for a long story than for a short one, but for composing it, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from explainer.desk.states import CHANGED, NEW, PUBLISHED, States, states_of
from explainer.models import Source, Story
from explainer.models.when_order import by_day

from .forms import is_key
from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)

MOST_STORIES = 3  # composed for one page; where a page shows rows of more, it says of none how it stands
CALLED = 3  # sources or issues that a cell names
_known: WeakKeyDictionary[HttpRequest, dict[int, States]] = WeakKeyDictionary()


def states(request: HttpRequest, stories: Iterable[Story]) -> dict[int, States]:
    """By story, each composed once for a request."""
    known = _known.setdefault(request, {})
    for story in stories:
        if story.pk not in known:
            known[story.pk] = states_of(story, timezone.now())
    return known


class Listed(ChangeList):
    """Reads what its columns show of others in one query for each, whatever the length of the page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        names = {field.name for field in self.model._meta.many_to_many}
        prefetch_related_objects(rows, *sorted(names & {"sources", "issues"}))
        stories = {row.story_id: row.story for row in rows if hasattr(row, "story_id")}
        section = str(self.model._meta.model_name) + "s"
        known = states(request, stories.values()) if len(stories) <= MOST_STORIES else {}
        for row in rows:
            row.stands_so = known.get(row.story_id, {}).get(section, {}).get(row.slug, "")
        self.result_list = rows


class Lacking(admin.SimpleListFilter):
    title = "what it lacks"
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = {field.name for field in model_admin.model._meta.get_fields()}
        told = [("sources", "no source"), ("issues", "no issue"), ("when", "no date")]
        return [(name, words) for name, words in told if name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "sources" | "issues" as name:
                return queryset.filter(**{f"{name}__isnull": True})
            case "when":
                return queryset.filter(when="")
        return queryset


class SinceEdition(admin.SimpleListFilter):
    """Of the story that is chosen; without one, of all, where they are few."""

    title = "how readers have it"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.replace(" ", "-"), state) for state in (CHANGED, NEW, PUBLISHED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in dict(self.lookups(request, None)):
            return queryset
        asked = str(self.value()).replace("-", " ")
        chosen = request.GET.get("story__id__exact", "")
        every = Story.objects.filter(pk=chosen) if is_key(chosen) else Story.objects.order_by("pk")
        section, wanted = str(queryset.model._meta.model_name) + "s", Q(pk__in=[])
        for story, known in self._states(request, list(every[: MOST_STORIES + 1])):
            wanted |= Q(story=story, slug__in=[slug for slug, state in known[section].items() if state == asked])
        return queryset.filter(wanted)

    def _states(self, request: HttpRequest, stories: list[Story]) -> Iterator[tuple[Story, States]]:
        few = stories[:MOST_STORIES]
        known = states(request, few)
        return ((story, known[story.pk]) for story in few)


def called(rows: Iterable[Any]) -> str:
    """The first few of many, in words."""
    names = [_name(row) for row in rows]
    more = len(names) - CALLED
    return "; ".join(names[:CALLED]) + (f" and {more} more" if more > 0 else "")


def _name(row: Any) -> str:
    return str(row) if isinstance(row, Source) else str(row.short_name or row)


class ListedAdmin(ModelAdmin[Row]):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Listed

    @admin.display(description="date", ordering=by_day("when"))
    def on_day(self, row: Any) -> str:
        return str(row.when)

    @admin.display(description="issues")
    def in_issues(self, row: Any) -> str:
        return called(row.issues.all())

    @admin.display(description="sources")
    def from_sources(self, row: Any) -> str:
        return called(row.sources.all())

    @admin.display(description="for readers")
    def stands(self, row: Any) -> str:
        return str(getattr(row, "stands_so", ""))
