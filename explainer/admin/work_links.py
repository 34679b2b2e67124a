"""From any form back to the workplace of its story, and on to another row like this one.

It must not save anything: another like it is an empty form that is begun, with what the two have in common.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from explainer.models import Actor, Edition, Source, Story

from .coming_days import work_url
from .forms import is_key

MOST = 5  # stories that a row of several leads to
# What two of one kind that are entered one after the other have in common, as a rule.
ALIKE = (
    "story", "kind", "speaker", "role", "wording", "form", "setting", "medium", "when", "when_reported", "sources",
    "issues", "issue", "phases", "phase", "from_phase", "of_text", "publisher", "language", "affiliation",
)  # fmt: skip
MOST_CHOSEN = 20


def workplaces(row: Model | None, request: HttpRequest) -> list[tuple[str, str]]:
    """(story, address) of each story that the row is in; of a new one, of the story that the address names."""
    if row is None:
        asked = request.GET.get("story", "")
        stories = list(Story.objects.filter(pk=int(asked))) if is_key(asked) else []
    elif isinstance(row, Story):
        stories = [row]
    elif isinstance(getattr(row, "story", None), Story):
        stories = [row.story]  # type: ignore[attr-defined]  # as every row that belongs to one
    elif isinstance(row, Actor):
        stories = list(Story.objects.filter(involvements__actor=row).order_by("title", "slug")[:MOST])
    elif isinstance(row, Source):
        stories = _citing(row)
    else:
        stories = []
    return [(story.short_title or story.title, work_url(story.pk)) for story in stories]


def _citing(source: Source) -> list[Story]:
    """Those with a row of their own that cites it. Two queries."""
    asked = []
    for relation in Source._meta.related_objects:
        near: Any = relation.related_model
        if near is not Edition and any(field.name == "story" for field in near._meta.concrete_fields):
            asked.append(near._base_manager.filter(**{relation.field.name: source}).values("story_id"))
    keys = asked[0].union(*asked[1:]).values_list("story_id", flat=True)[:MOST] if asked else []
    return list(Story.objects.filter(pk__in=list(keys)).order_by("title", "slug"))


def another_like(row: Model, fields: Any) -> str:
    """The address of an empty form with what another of the kind has in common with it; empty where nothing is."""
    given: dict[str, str] = {}
    for name in (name for name in ALIKE if name in fields):
        field = row._meta.get_field(name)
        if isinstance(field, ManyToManyField):
            keys = field.value_from_object(row)[:MOST_CHOSEN]
            value = ",".join(str(each.pk) for each in keys)
        else:
            value = str(field.value_from_object(row) or "")  # type: ignore[union-attr]  # these are all fields of forms
        if value:
            given[name] = value
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_add")
    return f"{address}?{urlencode(given)}" if given else ""


def links_of(form: Any, row: Model | None, request: HttpRequest, *, add: bool, popup: bool) -> dict[str, Any]:
    """What a form's page is given: the workplaces, and another like it for who may add one."""
    if popup:
        return {}
    opts = form.form._meta.model._meta
    listed = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    like = another_like(row, form.form.base_fields) if row is not None and add and not isinstance(row, Story) else ""
    return {"workplaces": workplaces(row, request), "listed": listed, "like": like}


class StoryLinks:
    """What the list of stories shows of it: one column."""

    @admin.display(description="workplace")
    def workplace(self, story: Story) -> SafeString:
        return format_html(
            '<a href="{}">Workplace<span class="visually-hidden">: {}</span></a>', work_url(story.pk), story
        )
