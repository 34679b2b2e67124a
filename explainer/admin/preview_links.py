"""The page on which previews are lent to people without an account: made, listed and ended.

It must not show a key but once, to whoever made it: nobody can look it up.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from explainer.desk.compose import compose
from explainer.desk.preview_copies import NotLent, end, lend
from explainer.desk.traces import log
from explainer.models import PreviewLink, Story
from explainer.pages.preview import Unfinished, may_look, whole
from explainer.pages.preview_copies import LENT
from explainer.reading.copies import address_of

from .base import DeskAdmin
from .forms import is_key
from .guard import change_url
from .publishing_acts import in_words

SHOWN = 50
DAYS = ((1, "1 day"), (3, "3 days"), (7, "7 days"), (14, "14 days"), (30, "30 days"))
MAY_LEND = "explainer.publish_story"  # what leaves the desk goes out by who may publish


class LendForm(forms.Form):
    for_whom = forms.CharField(
        label="For whom",
        max_length=160,
        help_text="For the desk alone: “Maria Lindt, our lawyer”.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    days = forms.TypedChoiceField(label="For how long", choices=DAYS, coerce=int, initial=3)


class LentPreviews(DeskAdmin[Story]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.links_view))
        return [path("<int:pk>/links/", view, name="explainer_story_links"), *super().get_urls()]

    def links_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not (may_look(request) and self.has_view_permission(request)):
            raise PermissionDenied
        story = get_object_or_404(Story, pk=pk) if is_key(pk) else get_object_or_404(Story, pk=0)
        may, form, made = request.user.has_perm(MAY_LEND), LendForm(), None
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if "end" in request.POST:
                return self.end_link(request, story, request.POST["end"])
            form = LendForm(request.POST)
            if form.is_valid():
                made = self.lend(request, story, form)
        context = {
            **self.admin_site.each_context(request),
            "title": "Lend a preview",
            "subtitle": str(story),
            "opts": self.opts,
            "original": story,
            "panel": f"{change_url(story)}#publishing",
            "form": LendForm() if made else form,
            "may": may,
            "made": made,
            "links": [_line(link) for link in PreviewLink.objects.of(story).open_first(timezone.now())[:SHOWN]],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/story/links.html", context)

    def lend(self, request: HttpRequest, story: Story, form: LendForm) -> dict[str, Any] | None:
        """The link that was made, with its address; None where the form says why not."""
        try:
            document = whole(compose(story.slug))
            link, key = lend(story, document, by=request.user, **form.cleaned_data)
        except NotLent as refusal:
            form.add_error(None, str(refusal))
        except Unfinished as unfinished:
            for problem in unfinished.problems[:5]:
                form.add_error(None, problem.sentence)
        else:
            log(story, request.user, f"Lent a preview to {link.for_whom}, until {in_words(link.ends_at)}.")
            address = settings.SITE_URL + address_of(None, LENT, "overview", story.slug, key, ())
            return {"address": address, "link": link, "until": in_words(link.ends_at)}
        return None

    def end_link(self, request: HttpRequest, story: Story, pk: str) -> HttpResponse:
        link = PreviewLink.objects.of(story).numbered(int(pk)).first() if is_key(pk) else None
        if link is None:
            messages.warning(request, "This link is not there any more.")
        else:
            end(link, by=request.user)
            log(story, request.user, f"Ended the preview lent to {link.for_whom}.")
            messages.success(request, f"The link for {link.for_whom} shows nothing any more.")
        return HttpResponseRedirect(reverse("admin:explainer_story_links", args=(story.pk,)))


def _line(link: PreviewLink) -> dict[str, Any]:
    over = link.is_over(timezone.now())
    if link.ended_at:
        state = f"Ended on {in_words(link.ended_at)}{f' by {link.ended_by}' if link.ended_by else ''}"
    else:
        state = f"{'Was over on' if over else 'Until'} {in_words(link.ends_at)}"
    return {"link": link, "made": in_words(link.made_at), "state": state, "over": over}
