"""The history of a story: who changed which field of any of its parts, and what was deleted and can come back.

It must not change anything: each line leads to the page of its row, where that is done.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe
from reversion import is_registered
from reversion.models import Version

from explainer.desk.citations import Citations
from explainer.desk.history import parts_of
from explainer.desk.versions import Step, steps
from explainer.models import Actor, Source, Story
from explainer.pages.preview import may_look

from .base import DeskAdmin, may_have_story
from .forms import is_key
from .guard import change_url
from .history import kept_on

PAGE = 30  # versions on one page
MOST_GONE = 200  # of what was deleted, the latest


class StoryHistory(DeskAdmin[Story]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.story_history_view))
        return [path("<int:pk>/parts/history/", view, name="explainer_story_parts_history"), *super().get_urls()]

    def story_history_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not (may_look(request) and self.has_view_permission(request)):
            raise PermissionDenied
        story = get_object_or_404(Story, pk=pk if is_key(pk) else 0)
        gone, before = "deleted" in request.GET, request.GET.get("before", "")
        found = _versions(story)
        if gone:
            shown = _gone(found)
        else:
            shown = list((found.filter(pk__lt=int(before)) if is_key(before) else found)[: PAGE + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": "What was deleted" if gone else "History of the whole story",
            "subtitle": str(story),
            "opts": self.opts,
            "original": story,
            "panel": change_url(story),
            "gone": [(version, kept_on(version), _recover(version)) for version in shown] if gone else None,
            "steps": [] if gone else _lines(steps(shown[:PAGE])),
            "more": shown[PAGE - 1].pk if not gone and len(shown) > PAGE else "",
            "here": request.path,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/story/history.html", context)


def _wholes() -> list[type[Model]]:
    """What is edited in a form of its own and belongs to one story."""
    known = [model for model in admin.site._registry if model._meta.app_label == "explainer" and may_have_story(model)]
    wholes: list[type[Model]] = [*known, Story]
    parts = {part.model for model in wholes if _has_versions(model) for part in parts_of(model)}
    return [model for model in known if model not in parts and _has_versions(model)]


def _has_versions(model: type[Model]) -> bool:
    return bool(is_registered(model))


def _versions(story: Story) -> QuerySet[Version]:
    """Of the story, of what belongs to it, there or deleted, and of whom and what it cites; newest first.

    A version holds its row as JSON: “"story": 5” is a field, for within a text a quotation mark has a backslash."""
    kinds = ContentType.objects.get_for_models(Story, Actor, Source, *_wholes())
    own = [kind.pk for model, kind in kinds.items() if model not in (Story, Actor, Source)]
    said = Q(serialized_data__contains=f'"story": {story.pk},') | Q(serialized_data__contains=f'"story": {story.pk}}}')
    cast = [str(pk) for pk in story.involvements.values_list("actor", flat=True)]
    cited = [str(pk) for pk in Citations(story).sources]
    found: QuerySet[Version] = (
        Version.objects.filter(
            Q(content_type=kinds[Story], object_id=str(story.pk))
            | (Q(content_type__in=own) & said)
            | Q(content_type=kinds[Actor], object_id__in=cast)
            | Q(content_type=kinds[Source], object_id__in=cited)
        )
        .order_by("-pk")
        .select_related("revision__user", "content_type")
    )
    return found


def _gone(found: QuerySet[Version]) -> list[Version]:
    """The last version of each that was deleted and is not there again."""
    last: dict[tuple[int, str], Version] = {}
    for version in found.filter(revision__comment__startswith="Deleted")[:MOST_GONE]:
        last.setdefault((version.content_type_id, version.object_id), version)
    there = _there(list(last.values()))
    return [version for key, version in last.items() if key not in there]


def _there(versions: list[Version]) -> set[tuple[int, str]]:
    """Which of their rows are at the desk; one query for each model."""
    asked: dict[Any, set[str]] = defaultdict(set)
    for version in versions:
        asked[version.content_type_id, version._model].add(version.object_id)
    return {
        (kind, str(pk))
        for (kind, model), pks in asked.items()
        for pk in model._base_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }


def _lines(found: list[Step]) -> list[dict[str, Any]]:
    there = _there([step.version for step in found])
    return [
        {
            "step": step,
            "when": kept_on(step.version),
            "kind": capfirst(str(step.version._model._meta.verbose_name)),
            "address": _page(step.version, (step.version.content_type_id, step.version.object_id) in there),
        }
        for step in found
    ]


def _page(version: Version, there: bool) -> str:
    if not there:
        return _recover(version)
    return reverse(f"admin:explainer_{version._model._meta.model_name}_history", args=(version.object_id,))


def _recover(version: Version) -> str:
    return reverse(f"admin:explainer_{version._model._meta.model_name}_recover", args=(version.pk,))
