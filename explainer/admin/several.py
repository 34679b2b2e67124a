"""Several stories published at once: each one's difference and what stops it on one page, and those that pass go out.

It must not publish what the page did not show; each story is published by itself, and told by itself.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from explainer.desk import publishing
from explainer.edition.shown import digest_in
from explainer.models import Story

from .causes import sentences_of
from .forms import is_key
from .own_pages import PUBLISH, at_the_desk, own_page
from .panel import Standing, standing
from .publishing_acts import published, righted
from .publishing_forms import PublishForm

MOST = 20  # stories on one page: each is composed


class EachForm(PublishForm):
    chosen = forms.BooleanField(label="Publish this one", required=False, initial=True)
    field_order = ("chosen", "kind", "note", "puts_right")

    def __init__(self, data: Any, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        for name in ("beside", "only", "part_seen"):
            self.fields.pop(name, None)

    def add_prefix(self, field_name: str) -> str:
        return f"{self.stands.story.pk}-{field_name}"

    def show_again(self, stands: Standing) -> None:
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = stands.seen

    def clean(self) -> None:
        if self.cleaned_data.get("chosen"):
            super().clean()
        else:
            self._errors = forms.utils.ErrorDict()


def chosen_in_the_list(modeladmin: Any, request: HttpRequest, rows: QuerySet[Story]) -> HttpResponse:
    """The action of the list: on to the page."""
    keys = list(rows.order_by("title", "slug").values_list("pk", flat=True)[: MOST + 1])
    return HttpResponseRedirect(f"{reverse('publish_several')}?{urlencode({'story': keys}, doseq=True)}")


@at_the_desk(PUBLISH)
def several(request: HttpRequest) -> HttpResponse:
    keys = [int(key) for key in dict.fromkeys(request.GET.getlist("story")) if is_key(key)]
    stories = list(Story.objects.filter(pk__in=keys[:MOST]).order_by("title", "slug"))
    if not stories:
        messages.warning(request, "Choose the stories in the list first.")
        return HttpResponseRedirect(reverse("admin:explainer_story_changelist"))
    if len(keys) > MOST:
        messages.warning(request, f"At most {MOST} at once: these are the first.")
    sent = request.POST if request.method == "POST" else None
    every = [EachForm(sent, stands=standing(story, timezone.now())) for story in stories]
    if sent is not None:
        every = [form for form in every if not done(request, form)]
        if not every:
            return HttpResponseRedirect(reverse("admin:explainer_story_changelist"))
    rows = [(form, form.stands, what_stops(form.stands)) for form in every]
    ready = any(not stops for _form, _stands, stops in rows)
    context: dict[str, Any] = {"rows": rows, "ready": ready}
    return own_page(request, "admin/explainer/story/several.html", "Publish several stories", context)


def what_stops(stands: Standing) -> str:
    if stands.scheduled:
        return "An edition is scheduled: publish this one on its own page."
    if not stands.differs:
        return "Readers see what the desk says already."
    return "Something is to be put right first." if stands.problems else ""


def done(request: HttpRequest, form: EachForm) -> bool:
    """Whether this story went out; else its form says why not, and stays on the page."""
    story = form.stands.story
    if what_stops(form.stands) or not form.is_valid() or not form.cleaned_data.get("chosen"):
        return False
    said = form.cleaned_data
    try:
        edition = publishing.publish(
            story, seen=digest_in(said["seen"]), note=said["note"], kind=said.get("kind"), by=request.user,
            puts_right=righted(said),
        )  # fmt: skip
    except publishing.NotSeen:
        form.add_error(None, "Somebody saved after you opened this page: look at what differs now, and publish then.")
        form.show_again(form.stands)
        return False
    except publishing.NotPublishable as refusal:
        for sentence in sentences_of(refusal.problems[:10], form.stands.document):
            form.add_error(None, sentence)
        return False
    messages.success(request, f"{story}: {published(edition)}")
    return True


urlpatterns = [path("publish-several/", several, name="publish_several")]
