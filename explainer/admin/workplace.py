"""A story's workplace: all of its parts with what is wrong at each, what comes next, and one way to each form.

It must not change a story; the one thing that is saved here is the day by which it is looked at again.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from explainer.language.text import excerpt, one_line, tidy
from explainer.models import Actor, Edition, Phase, ReviewBy, Source, Story
from explainer.models.review_by import LONGEST_NOTE

from .coming_days import work_url
from .front import may_see
from .looks import SECTION, Look, look
from .moved import moves
from .others_here import at_forms, requests_to_publish
from .panel import may
from .work_order import NEXT, steps
from .work_parts import BY_NAME
from .work_positions import table
from .work_rows import Part, form_of_story, parts, way_to

FRESH = timedelta(seconds=20)  # a look of before is taken for what is there now, where nothing that is noted moved
FEW = 20  # sentences of the summary
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class ReviewForm(forms.Form):
    """An empty day takes the review away."""

    day = forms.DateField(
        label="Look at it again by", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(label="What to look at", max_length=LONGEST_NOTE, required=False)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not FIRST <= day <= LAST:
            raise forms.ValidationError("Give a day of this century.")
        return day

    def clean_note(self) -> str:
        return one_line(tidy(self.cleaned_data["note"]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    if not may_see(user):
        raise PermissionDenied
    story = get_object_or_404(Story, pk=pk)
    review = ReviewBy.objects.of(story)
    form = ReviewForm(initial={"day": review and review.day, "note": review.note if review else ""})
    if request.method == "POST":
        if not user.has_perm("explainer.change_story"):
            raise PermissionDenied
        form = ReviewForm(request.POST)
        if form.is_valid():
            messages.success(request, save_review(story, form.cleaned_data["day"], form.cleaned_data["note"], user))
            return HttpResponseRedirect(f"{work_url(story.pk)}#review")
    return TemplateResponse(request, "admin/explainer/work.html", context_of(request, story, review, form))


def context_of(request: HttpRequest, story: Story, review: ReviewBy | None, form: ReviewForm) -> dict[str, Any]:
    user: Any = request.user
    now = timezone.now()
    editions = Edition.objects.of(story).without_document()
    newest, coming = editions.public_at(now).first(), editions.scheduled_after(now).first()
    moves.look()
    seen = look(story, newest, within=FRESH)

    def allowed(act: str, model: str) -> bool:
        return bool(user.has_perm(f"explainer.{act}_{model}"))

    only = request.GET.get("only") == "stops"
    every = list(parts(story, seen, allowed, request.GET.dict(), only=only))
    positions = table(story, seen, request.GET.get("positions", "1"), may_add=allowed("add", "position"))
    counts = {part.name: part.count for part in every} | {"positions": positions.count}
    order = steps(story, seen, counts, newest, allowed, publishes=may(user)["publish"])
    shown = [part for part in every if not only or part.stops or part.asks]
    return {
        **admin.site.each_context(request),
        "title": story.title,
        "opts": Story._meta,
        "story": story,
        "answer": excerpt(story.short_answer, 400),
        "newest": newest,
        "scheduled": coming,
        "look": seen,
        "may": may(user),
        "may_change": allowed("change", "story"),
        "only": only,
        "parts": shown,
        "jumps": _jumps(every, positions.count, positions.stops),
        "positions": positions,
        "show_positions": allowed("view", "position") and (not only or positions.stops),
        "steps": order,
        "next": next((step for step in order if step.state == NEXT), None),
        "is_empty": not any(counts.values()),
        "of_story": [each.sentence for each in seen.problems if not each.key],
        "asked_of_story": [each.sentence for each in seen.questions if not each.key],
        "stops": [(each.sentence, way_to(story, each.key)) for each in seen.problems[:FEW]],
        "asks": [(each.sentence, way_to(story, each.key)) for each in seen.questions[:FEW]],
        "gone": seen.removed[:FEW],
        "more_gone": max(len(seen.removed) - FEW, 0),
        "waiting": _waiting(story, seen, user),
        "review": review,
        "review_form": form,
        "review_is_due": bool(review and review.day <= timezone.localdate()),
        "here": at_forms(user, story.pk),
        "requests": requests_to_publish(story.pk),
    }


def _jumps(every: list[Part], positions: int, stops: int) -> list[tuple[str, str, int, int]]:
    """(anchor, title, count, problems) of each part, the positions after the issues that they are on."""
    found = [(part.name, part.title, part.count, part.stops) for part in every]
    place = next((number for number, each in enumerate(found, 1) if each[0] == "issues"), len(found))
    return [*found[:place], ("positions", "Positions", positions, stops), *found[place:]]


def _waiting(story: Story, seen: Look, user: Any) -> list[tuple[str, str, str]]:
    """What waits for an approval: the sentence, the way, and whose it is where it is not the reader's own."""
    publishes = may(user)["publish"]
    found = []
    for pending in seen.waiting[:FEW]:
        theirs = "You have approved it; the second approval is somebody else’s." if user.pk in pending.given else ""
        theirs = theirs or ("" if publishes else "Two editors approve it.")
        found.append((pending.sentence, way_to(story, pending.key), theirs))
    return found


def save_review(story: Story, day: date | None, note: str, by: Any) -> str:
    """Keep the day, or take it away; what to tell. The log has it."""
    with transaction.atomic():
        if day is None:
            ReviewBy.objects.filter(story=story).delete()
            said = "No day of review any more."
        else:
            ReviewBy.objects.update_or_create(story=story, defaults={"day": day, "note": note})
            said = f"To be looked at again by {day.day} {day:%B %Y}. Readers see nothing of it."
        LogEntry.objects.create(
            user=by,
            content_type=get_content_type_for_model(story),
            object_id=str(story.pk),
            object_repr=str(story)[:200],
            action_flag=CHANGE,
            change_message=said,
        )
    return said


@never_cache
@require_safe
def at(request: HttpRequest, pk: int, section: str = "", key: str = "") -> HttpResponse:
    """On to the form of a row, as a problem names it; to the story's own where there is none any more."""
    if not may_see(request.user):
        raise PermissionDenied
    story = get_object_or_404(Story, pk=pk)
    section = "actors" if section == "involvements" else section
    kind = BY_NAME.get(section)
    if not key and kind:
        return HttpResponseRedirect(f"{work_url(story.pk)}#{section}")
    if kind and kind.inline and section != "actors":
        return HttpResponseRedirect(form_of_story(story.pk, kind.inline))
    model = Actor if section == "actors" else next((each for each, name in SECTION.items() if name == section), None)
    if model is None or not key:
        return HttpResponseRedirect(form_of_story(story.pk))
    rows = model._default_manager.all() if model in (Actor, Source) else model._default_manager.filter(story=story)
    if model is Phase:
        rows = rows.filter(number=int(key)) if key.isascii() and key.isdecimal() and len(key) < 6 else rows.none()
    else:
        rows = rows.filter(slug=key)
    row = rows.values_list("pk", flat=True).first()
    if row is None:
        messages.warning(request, "It is not there any more: it was deleted, or renamed meanwhile.")
        return HttpResponseRedirect(work_url(story.pk))
    return HttpResponseRedirect(reverse(f"admin:explainer_{model._meta.model_name}_change", args=(row,)))
