"""The editions of a translation at the desk: published, scheduled, cancelled and withdrawn from its own page.

It must not touch editions itself; ``explainer.desk.publishing`` does.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from explainer.desk import publishing
from explainer.desk.translations import Draft, drafted, original_of
from explainer.edition.shown import digest_in
from explainer.models import Edition, Translation

from .base import DeskAdmin, change_url
from .forms import is_key
from .panel import may, since
from .publishing_acts import in_words
from .publishing_forms import FARTHEST

MOST = 10  # sentences of a refusal that are shown


class NoTime(ValueError):
    """Why a time cannot be meant, in a sentence."""


def time_in(text: str) -> datetime | None:
    """The moment that was typed, in the site's own time; None where nothing was. Raises NoTime."""
    if not text.strip():
        return None
    try:
        at = parse_datetime(text.strip())
        at = timezone.make_aware(at) if at and timezone.is_naive(at) else at
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise NoTime("Not published: this is not a time. Write it as 2026-11-30T09:00.")
    now = timezone.now()
    if at <= now:
        raise NoTime(f"Not published: the time is in the past. It is now {in_words(now)}.")
    if at > now + FARTHEST:
        raise NoTime("Not published: the time is more than a year away.")
    return at


def draft(translation: Translation) -> Draft | None:
    """The translation of what readers of the original read, as it is at the desk; None while they read nothing."""
    edition = original_of(translation.story, timezone.now())
    return drafted(translation, edition) if edition else None


class TranslationEditions(DeskAdmin[Translation]):
    def get_urls(self) -> list[URLPattern]:
        acts = {"withdraw": self.withdraw_view, "cancel": self.cancel_view}
        pages = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"explainer_translation_{name}",
            )
            for name, view in acts.items()
        ]
        return [*pages, *super().get_urls()]

    def publish(
        self, request: HttpRequest, translation: Translation, before: Draft | None, after: Draft | None
    ) -> None:
        """Publish what the page showed and this save added to it, or say why not."""
        if not may(request.user)["publish"]:
            raise PermissionDenied
        note, shown = " ".join(request.POST.get("_note", "").split()), request.POST.get("_shown", "")
        if before and before.digest != digest_in(shown):
            self.refuse_unseen(request, since(shown, before.document, None))
            return
        try:
            at = time_in(request.POST.get("_at", ""))
            edition = publishing.publish_translation(
                translation, seen=after.digest if after else "", note=note, by=request.user, at=at
            )
        except NoTime as refusal:
            messages.error(request, str(refusal))
            return
        except publishing.NotSeen:
            self.refuse_unseen(request, [])
            return
        except publishing.NotPublishable as stopped:
            messages.warning(request, "Not published. What stops it:")
            for problem in stopped.problems[:MOST]:
                messages.error(request, problem.sentence)
            if len(stopped.problems) > MOST:
                messages.error(request, f"And {len(stopped.problems) - MOST} more.")
            return
        if edition is None:
            messages.success(request, "No new edition: readers read these words already.")
        elif at:
            when, language = in_words(at), translation.language_words
            messages.success(request, f"Scheduled: readers see edition {edition.number} in {language} from {when}.")
        else:
            messages.success(request, f"Published: edition {edition.number} in {translation.language_words} is public.")

    def refuse_unseen(self, request: HttpRequest, new: list[str]) -> None:
        messages.warning(
            request,
            "Not published: the translation or its original is not what it was when you opened this page. "
            "Look at it as it is now, and publish then.",
        )
        for sentence in new:
            messages.error(request, sentence)

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        translation = get_object_or_404(Translation.objects.select_related("story"), pk=pk)
        if not may(request.user)["withdraw"]:
            raise PermissionDenied
        editions = Edition.objects.of(translation.story, translation.language)
        number = request.POST.get("edition", "")
        edition = editions.numbered(int(number)).first() if is_key(number) else None
        if edition is None:
            raise Http404
        try:
            publishing.withdraw(edition, because=" ".join(request.POST.get("because", "").split()), by=request.user)
        except publishing.NotPublishable as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Edition {edition.number} is withdrawn. Readers are told why.")
        return HttpResponseRedirect(change_url(translation))

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        translation = get_object_or_404(Translation.objects.select_related("story"), pk=pk)
        if not may(request.user)["publish"]:
            raise PermissionDenied
        editions = Edition.objects.of(translation.story, translation.language)
        edition = editions.scheduled_after(timezone.now()).first()
        if edition is None:
            messages.warning(request, "Nothing is scheduled.")
            return HttpResponseRedirect(change_url(translation))
        try:
            publishing.cancel(edition, by=request.user)
            messages.success(request, f"Edition {edition.number} is no longer scheduled.")
        except publishing.NotPublishable as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(change_url(translation))
