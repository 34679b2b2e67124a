"""The pages on which somebody asks for a story to be published, and others approve that or send it back.

They must not decide; ``explainer.desk.requests`` does, and ``explainer.desk.publishing`` publishes.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone

from explainer.desk import publishing, requests
from explainer.desk.compose import compose
from explainer.desk.one_at_a_time import alone
from explainer.edition.differences import by_part
from explainer.edition.diffs import compare
from explainer.edition.document import Unreadable, thaw
from explainer.edition.shown import digest_in
from explainer.models import PublishRequest, Story, Translation
from explainer.models.publish_requests import COMMENT_LENGTH

from .causes import sentences_of
from .own_pages import PUBLISH, again, at_the_desk, colleagues, line_of, own_page
from .panel import Standing, since, standing
from .publishing_acts import changed, published, righted
from .publishing_forms import PublishForm
from .typed import ModelChoiceField

MOST = 50  # requests of each kind that are listed


class AskForm(forms.Form):
    required_css_class = "required"
    seen = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Comment",
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text="To whoever looks at it. Readers do not see it.",
    )
    of: ModelChoiceField[Any] = ModelChoiceField(
        None, label="Ask somebody to look", required=False, empty_label="Nobody in particular",
        help_text="They are told at once.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["of"]).queryset = colleagues()


@at_the_desk()
def listed(request: HttpRequest) -> HttpResponse:
    rows = PublishRequest.objects.with_story()
    context: dict[str, Any] = {"open_ones": list(rows.open()[:MOST]), "closed": list(rows.closed()[:MOST])}
    return own_page(request, "admin/explainer/requests/list.html", "Requests to publish", context)


@at_the_desk()
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    story = get_object_or_404(Story, pk=pk)
    language = request.GET.get("language", "")
    if language and Translation.objects.into(story, language) is None:
        raise Http404
    there = requests.stands(story, language)
    if there is None:
        messages.warning(request, "There is nothing to publish yet.")
        return HttpResponseRedirect(home(story, language))
    form = AskForm(request.POST if request.method == "POST" else None, initial={"seen": there.shown})
    if form.is_valid():
        said = form.cleaned_data
        try:
            row = requests.ask(
                story, seen=said["seen"], comment=said["comment"], by=request.user, of=said["of"], language=language
            )
            messages.success(request, "Asked for. It is not public yet: somebody else approves it or sends it back.")
            return HttpResponseRedirect(requests.address_of(row))
        except requests.NotAsked as refusal:
            form.add_error(None, str(refusal))
            form.data = again(form.data, there.shown)
    context: dict[str, Any] = {
        "story": story,
        "form": form,
        "parts": parts(there),
        "first": there.newest is None,
        "home": home(story, language),
    }
    return own_page(request, "admin/explainer/requests/ask.html", "Ask for it to be published", context)


@at_the_desk()
def one(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PublishRequest.objects.select_related("story", "edition"), pk=pk)
    stands = standing(row.story, timezone.now()) if row.is_open and not row.language else None
    form = None
    if stands and request.user.has_perm(PUBLISH):
        form = PublishForm(request.POST if "_publish" in request.POST else None, stands=stands)
        for name in ("only", "part_seen"):
            form.fields.pop(name, None)
    if request.method == "POST":
        try:
            if answer := act(request, row, form, stands):
                messages.success(request, answer)
                return HttpResponseRedirect(requests.address_of(row))
        except (requests.NotAsked, publishing.NotPublishable) as refusal:
            for sentence in sentences(refusal, row.story.slug):
                messages.error(request, sentence)
            return HttpResponseRedirect(requests.address_of(row))
    there = requests.stands(row.story, row.language) if row.is_open else None
    digest = there.digest if there else ""
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "stands": stands,
        "weighty": changed(stands.weighty) if stands and stands.weighty else "",
        "parts": parts(there) if there else [],
        "first": there is not None and there.newest is None,
        "shown": there.shown if there else "",
        "holds": requests.holds(row, digest),
        "new": since(row.shown, there.document, there.newest) if there and digest != row.seen else [],
        "is_mine": row.asked_by_id == request.user.pk,
        "may_publish": request.user.has_perm(PUBLISH),
        "home": home(row.story, row.language),
    }
    return own_page(request, "admin/explainer/requests/one.html", f"Request: {row.story}", context)


def act(request: HttpRequest, row: PublishRequest, form: PublishForm | None, stands: Standing | None) -> str:
    """What was done, in a sentence; empty where the form has a mistake."""
    by, seen = cast(Any, request.user), request.POST.get("seen", "")
    if "_take_back" in request.POST:
        requests.take_back(row, by=by)
        return "Taken back: nobody is asked any more."
    if not by.has_perm(PUBLISH):
        raise PermissionDenied
    if "_send_back" in request.POST:
        requests.send_back(row, reasons=line_of(request, "reasons"), by=by)
        return f"Sent back; {row.asker_name} is told."
    if "_approve" in request.POST:
        requests.approve(row, seen=seen, by=by)
        return f"Approved as it stands; {row.asker_name} is told. It is not public yet."
    if "_publish" in request.POST and row.language:
        return publish_translation(request, row, by)
    if form is None or not form.is_valid():
        return ""
    said = form.cleaned_data
    with alone():
        if row.state == PublishRequest.State.WAITING and row.asked_by_id != by.pk:
            requests.approve(row, seen=said["seen"], by=by)
        edition = publishing.publish(
            row.story, seen=digest_in(said["seen"]), note=said["note"], kind=said.get("kind"), by=by,
            puts_right=righted(said), beside=stands.scheduled if stands and said.get("beside") else None,
        )  # fmt: skip
    return published(edition)


def publish_translation(request: HttpRequest, row: PublishRequest, by: Any) -> str:
    translation = Translation.objects.into(row.story, row.language)
    if translation is None:
        raise requests.NotAsked("The translation is not at the desk any more.")
    seen, note = request.POST.get("seen", ""), " ".join(line_of(request, "note").split())
    with alone():
        if row.state == PublishRequest.State.WAITING and row.asked_by_id != by.pk:
            requests.approve(row, seen=seen, by=by)
        edition = publishing.publish_translation(translation, seen=digest_in(seen), note=note, by=by)
    return published(edition)


def sentences(refusal: Exception, story: str) -> list[str]:
    if isinstance(refusal, publishing.NotPublishable):
        return sentences_of(refusal.problems[:10], compose(story).document)
    return [str(refusal)]


def parts(there: requests.Stands) -> list[Any]:
    try:
        return by_part(compare(thaw(there.newest.document), there.document)) if there.newest else []
    except Unreadable:
        return []


def home(story: Story, language: str) -> str:
    translation = Translation.objects.into(story, language) if language else None
    if translation:
        return reverse("admin:explainer_translation_change", args=(translation.pk,))
    return reverse("admin:explainer_story_change", args=(story.pk,)) + "#publishing"


urlpatterns = [
    path("requests/", listed, name="publish_requests"),
    path("requests/ask/<int:pk>/", ask, name="publish_request_ask"),
    path("requests/<int:pk>/", one, name="publish_request"),
]
