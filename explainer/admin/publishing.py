"""The pages on which an editor publishes, schedules, withdraws, publishes again or cancels a schedule.

Each shows first what it would do, and acts on POST only.
"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from explainer.desk.publishing import NotPublishable, NotSeen
from explainer.models import Story

from .base import DeskAdmin
from .causes import sentences_of
from .panel import Standing, since, standing
from .partly import early, part_to_look_at
from .publishing_acts import ACTS, ActForm, EditionForm, PublishForm, changed
from .withdrawals import consequences


class PublishingPages(DeskAdmin[Story]):
    """What the admin of stories is made from: one page for each act, under the story's own address."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.act)),
                {"name": name},
                name=f"explainer_story_{name}",
            )
            for name in ACTS
        ]
        return pages + super().get_urls()

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        act = ACTS[name]
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        story = get_object_or_404(Story, pk=pk)
        stands = standing(story, timezone.now())
        form = act.form(request.POST if request.method == "POST" else None, stands=stands)
        if reason := self.nothing_to_do(name, stands, form):
            messages.warning(request, reason)
            return HttpResponseRedirect(self.panel(story))
        if act.of_edition and (chosen := request.GET.get("edition", "")).isdecimal():
            form.initial["edition"] = chosen
        if note := request.GET.get("note", ""):
            form.initial["note"] = note
        looks_at = None
        if request.method == "POST" and form.is_valid() and (looks_at := part_to_look_at(form, stands)) is None:
            try:
                messages.success(request, act.do(stands, form.cleaned_data, request.user))
                self.let_go(request)
                return HttpResponseRedirect(self.panel(story))
            except NotSeen:
                stands = self.refuse_unseen(form, story)
            except NotPublishable as refusal:
                for sentence in sentences_of(refusal.problems, stands.document):
                    form.add_error(None, sentence)
                stands = standing(story, timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "title": act.title,
            "subtitle": str(story),
            "opts": self.opts,
            "original": story,
            "act": act,
            "name": name,
            "form": form,
            "stands": stands,
            "weighty": changed(stands.weighty) if stands.weighty else "",
            "panel": self.panel(story),
            "looks_at": looks_at,
            "early": early(stands) if name == "publish" else [],
            "consequences": consequences(form) if name == "withdraw" else [],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/explainer/story/act.html", context)

    def refuse_unseen(self, form: ActForm, story: Story) -> Standing:
        """Say in the form what the page did not show; where the story stands by now."""
        form.add_error(
            None,
            "Somebody saved at the desk after you opened this page. Nothing was published. "
            "Look at what differs now, and confirm once more. This is new since then:",
        )
        stands = standing(story, timezone.now())
        for sentence in since(form.cleaned_data["seen"], stands.document, stands.newest):
            form.add_error(None, sentence)
        cast(PublishForm, form).show_again(stands)
        return stands

    def nothing_to_do(self, name: str, stands: Standing, form: ActForm) -> str:
        if isinstance(form, EditionForm) and not form.offered.exists():
            return "There is no other edition to publish again." if name == "again" else "No edition can be withdrawn."
        if name == "cancel" and stands.scheduled is None:
            return "Nothing is scheduled."
        if name == "undo" and stands.beside.undone_until is None:
            return "Nothing came out in the last ten minutes: publish an older edition, or withdraw this one."
        return ""

    def panel(self, story: Story) -> str:
        return reverse("admin:explainer_story_change", args=(story.pk,)) + "#publishing"
