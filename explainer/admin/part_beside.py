"""The part of somebody new in the story that is worked on, given in the form in which they are made.

It must not change a part that is there; the story's form does.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpRequest

from explainer.desk.from_source import give_part
from explainer.models import Actor, Involvement, Story
from explainer.models.stories import Part

from .base import DeskAdmin
from .choices import is_key
from .forms import DeskForm
from .remembering import WORKED_ON, story_at_hand
from .source_form import RowField

STORY, PART = "story_of_part", "part"
FIELDSET: Any = (
    "In the story",
    {
        "fields": ((STORY, PART),),
        "description": "A side and a go-between have a column in the table of positions. Empty: no part for now.",
    },
)


class NewActorForm(DeskForm):
    story_of_part = RowField(Story.objects.none(), label="Story", required=False)
    part = forms.ChoiceField(label="Part in it", required=False, choices=[("", "---------"), *Part.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories: Any = self.fields[STORY]
        stories.queryset = Story.objects.order_by("title", "slug")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get(PART) and not data.get(STORY) and STORY not in self.errors:
            self.add_error(STORY, "Say in which story they have this part.")
        return data


class PartBesideAdmin(DeskAdmin[Actor]):
    def gives_part(self, request: HttpRequest, actor: Actor | None) -> bool:
        """A form in a window of its own leaves that to the form that opened it."""
        popup = IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
        return actor is None and not popup and request.user.has_perm("explainer.add_involvement")

    def get_form(self, request: HttpRequest, obj: Actor | None = None, change: bool = False, **kwargs: Any) -> Any:
        if self.gives_part(request, obj):
            kwargs["form"] = NewActorForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if self.gives_part(request, obj):
            fieldsets.insert(1, FIELDSET)
        return fieldsets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        asked = request.GET.get("story", "")
        return initial | {STORY: int(asked) if is_key(asked) else story_at_hand(request)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        story, part = form.cleaned_data.get(STORY), form.cleaned_data.get(PART)
        if change or not (story and part) or Involvement.objects.filter(story=story, actor=form.instance).exists():
            return
        give_part(story, form.instance, part)
        request.session[WORKED_ON] = story.pk
        self.log_change(request, story, f"“{form.instance}” was given a part.")
