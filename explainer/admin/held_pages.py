"""The page of a scheduled edition past which something was published: what it lacks, what it would be, and a button.

It must not publish itself; ``explainer.desk.publishing`` does.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from explainer.desk import publishing
from explainer.desk.held import Proposal, proposal
from explainer.edition.differences import by_part
from explainer.edition.document import thaw
from explainer.edition.put_right import items_of
from explainer.edition.weighty import weighty
from explainer.models import Edition, HeldEdition
from explainer.models.editions import NOTE_LENGTH

from .causes import sentences_of
from .forms import LineWidget
from .own_pages import PUBLISH, again, at_the_desk, own_page
from .publishing_forms import FARTHEST, KINDS, changed, in_words, zone


class ConfirmForm(forms.Form):
    required_css_class = "required"
    seen = forms.CharField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label="Time",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    kind = forms.ChoiceField(label="Kind of edition", choices=KINDS)
    note = forms.CharField(label="Note to readers", max_length=NOTE_LENGTH, required=False, widget=LineWidget)

    def __init__(self, data: Any, *, held: HeldEdition, found: Proposal) -> None:
        now = timezone.now()
        wanted = timezone.localtime(held.wanted_at) if held.wanted_at > now else None
        kind = held.kind if held.kind != Edition.Kind.FIRST else Edition.Kind.UPDATE
        super().__init__(data, initial={"seen": found.digest, "at": wanted, "kind": kind, "note": held.note})
        self.fields["at"].help_text = f"In the site's time zone: {zone()}. Empty: at once. It is now {in_words(now)}."
        self.nouns = weighty(thaw(found.newest.document), found.document) if found.newest else []

    def clean(self) -> None:
        at, note = self.cleaned_data.get("at"), self.cleaned_data.get("note")
        now = timezone.now()
        if at and at <= now:
            self.add_error("at", f"This is in the past: it is now {in_words(now)}. Empty it to publish at once.")
        elif at and at > now + FARTHEST:
            self.add_error("at", "This is more than a year away; check the date.")
        if not note and (self.cleaned_data.get("kind") != Edition.Kind.UPDATE or self.nouns):
            self.add_error("note", f"Tell readers{f': {changed(self.nouns)}' if self.nouns else ' what was wrong'}.")


@at_the_desk(PUBLISH)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(HeldEdition.objects.select_related("story", "behind", "base"), pk=pk)
    panel = reverse("admin:explainer_story_change", args=(held.story_id,)) + "#publishing"
    found = proposal(held)
    form = ConfirmForm(request.POST if "_confirm" in request.POST else None, held=held, found=found)
    try:
        if "_drop" in request.POST:
            publishing.drop_held(held, by=request.user)
            messages.success(request, "It does not come out. The desk is as it was.")
            return HttpResponseRedirect(panel)
        if form.is_valid():
            messages.success(request, confirmed(held, found, form.cleaned_data, request.user))
            return HttpResponseRedirect(panel)
    except publishing.NotSeen:
        form.add_error(None, "Something came out after you opened this page. Nothing was published; look again.")
        form.data = again(form.data, found.digest)
    except publishing.NotPublishable as refusal:
        for sentence in sentences_of(refusal.problems[:10], found.document):
            form.add_error(None, sentence)
    context: dict[str, Any] = {
        "held": held, "form": form, "panel": panel, "found": found, "wanted": in_words(held.wanted_at),
        "is_past": held.wanted_at <= timezone.now(), "lacks": by_part(found.lacks), "adds": by_part(found.adds),
    }  # fmt: skip
    return own_page(request, "admin/explainer/story/held.html", "Scheduled, and behind", context)


def confirmed(held: HeldEdition, found: Proposal, said: dict[str, Any], by: Any) -> str:
    """Of what it puts right that stays which it still changes."""
    there = items_of(found.adds)
    righted = {item for item in map(tuple, held.puts_right) if item in there} if said["note"] else set()
    edition = publishing.publish_held(
        held, seen=said["seen"], note=said["note"], kind=said["kind"], at=said["at"], by=by, puts_right=righted
    )
    if edition is None:
        return "Readers read all of it already: nothing is left to come out."
    if said["at"]:
        return f"Scheduled: readers see edition {edition.number} from {in_words(edition.published_at)}."
    return f"Published: edition {edition.number} is public."


urlpatterns = [path("held/<int:pk>/", one, name="held_edition")]
