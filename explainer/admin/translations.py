"""The desk's page for a translation: every text beside its original, what is left to do, and its editions.

It must not offer a date, a link, a source or a quotation: those are the original's.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

import reversion
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Field, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import override
from django.views.decorators.http import require_POST

from explainer.desk import publishing
from explainer.desk.history import Past
from explainer.desk.translations import Draft, drafted, original_of, redrafted
from explainer.desk.waiting import waiting
from explainer.edition.shown import digest_in
from explainer.edition.shown import shown as shown_of
from explainer.language.labels import direction
from explainer.language.languages import speaks
from explainer.models import Edition, TranslatedText, Translation
from explainer.models.translations import OFFERED

from .base import DeskAdmin, change_url
from .forms import is_key
from .history import kept_on
from .panel import may, since
from .publishing_acts import in_words
from .translation_form import (
    EACH,
    Saved,
    counted,
    fields,
    go_back,
    older,
    progress,
    save,
    say_who_read,
    sections,
    shown,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST = 10  # sentences of a refusal that are shown

reversion.register(TranslatedText)
reversion.register(Translation, follow=("texts",))


class Newest(TypedDict):
    """What the list adds to a translation: its newest public edition."""

    newest_number: int | None
    newest_withdrawn: datetime | None


@admin.register(Translation)
class TranslationAdmin(DeskAdmin[Translation]):
    list_display = ("in_story", "language_words", "public")
    list_display_links = ("in_story", "language_words")
    list_filter = ("story", "language")
    list_select_related = ("story",)
    search_fields = ("story__title", "story__slug", "language")
    ordering = ("story__slug", "language")
    autocomplete_fields = ("story",)
    fields = ("story", "language")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.withdraw_view))
        return [path("<int:pk>/withdraw/", view, name="explainer_translation_withdraw"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Translation]:
        newest = Edition.objects.filter(story=OuterRef("story"), stream=OuterRef("language")).public_at(timezone.now())
        return super().get_queryset(request).annotate(
            newest_number=Subquery(newest.values("number")[:1]),
            newest_withdrawn=Subquery(newest.values("withdrawn_at")[:1]),
        )  # fmt: skip

    @admin.display(description="language", ordering="language")
    def language_words(self, translation: Translation) -> str:
        return translation.language_words

    @admin.display(description="public", empty_value="Not published yet")
    def public(self, translation: WithAnnotations[Translation, Newest]) -> str | None:
        if translation.newest_number is None:
            return None
        return f"Edition {translation.newest_number}{', withdrawn' if translation.newest_withdrawn else ''}"

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "language":
            return forms.ChoiceField(choices=list(OFFERED.items()))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def response_add(self, request: HttpRequest, obj: Translation, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.success(request, "Here are its texts. Readers see nothing of it before it is published.")
        return HttpResponseRedirect(change_url(obj))

    # The page.

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rows = Translation.objects.select_related("story")
        translation = rows.filter(pk=unquote(object_id)).first() if is_key(unquote(object_id)) else None
        if translation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, translation):
            raise PermissionDenied
        if request.method != "POST":
            return self.texts_page(request, translation, Saved(0, {}))
        if not self.has_change_permission(request, translation):
            raise PermissionDenied
        return self.save_texts(request, translation)

    def save_texts(self, request: HttpRequest, translation: Translation) -> HttpResponse:
        with transaction.atomic():
            list(Translation.objects.select_for_update().filter(pk=translation.pk))  # of two saves, one comes after
            before = draft(translation)
            saved = save(translation, before.told if before else [], request.POST, by=request.user)
            after = before and redrafted(before, translation)
            if saved.count:
                self.log_change(request, translation, f"Translated {counted(saved.count)}.")
            complete = not saved.kept_back and after and all(text.state == "done" for text in after.told)
            if complete and say_who_read(translation, request.POST, by=request.user):
                self.log_change(request, translation, f"Read by {translation.read_by}.")
                messages.success(request, "Readers are told who has read it once it is published.")
            elif request.POST.get("_read_by", "").strip():
                messages.warning(request, "Nobody can have read all of it while a text is missing or has changed.")
        if saved.count:
            messages.success(request, f"{counted(saved.count)} saved at the desk. Not public yet.")
        if saved.kept_back:
            messages.warning(request, f"{counted(len(saved.kept_back))} not saved; see below.")
            return self.texts_page(request, translation, saved)
        if "_publish" in request.POST:
            self.publish(request, translation, before, after)
        return HttpResponseRedirect(request.get_full_path())

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
            edition = publishing.publish_translation(
                translation, seen=after.digest if after else "", note=note, by=request.user
            )
        except publishing.NotSeen:
            self.refuse_unseen(request, [])
            return
        except publishing.NotPublishable as refusal:
            messages.warning(request, "Not published. What stops it:")
            for problem in refusal.problems[:MOST]:
                messages.error(request, problem.sentence)
            if len(refusal.problems) > MOST:
                messages.error(request, f"And {len(refusal.problems) - MOST} more.")
            return
        if edition is None:
            messages.success(request, "No new edition: readers read these words already.")
        else:
            messages.success(request, f"Published: edition {edition.number} in {translation.language_words} is public.")

    # History: of one text at a time, since other people's were saved beside it.

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        version, past = self.past(version_id, of=object_id)
        if request.method == "POST":
            with transaction.atomic():
                translation = self.row_to_change(request, object_id)
                if translation is not None:
                    self.take_older(request, translation, past)
        else:
            translation = self.row_to_change(request, object_id)
        if translation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        now_there = draft(translation)
        context = {
            "title": f"Go back to the version of {kept_on(version)}",
            "subtitle": str(translation),
            "original": translation,
            "texts": list(older(now_there.told, past)) if now_there else [],
            "direction": direction(translation.language),
        }
        return self.step(request, version, "", context)

    def take_older(self, request: HttpRequest, translation: Translation, past: Past) -> None:
        now_there, name = draft(translation), request.POST.get("text", "")
        found = older(now_there.told, past) if now_there else ()
        each = next((each for each in found if each.name == name), None)
        if each is None or each.seen != request.POST.get("seen", ""):
            messages.error(request, "Nothing was changed: somebody changed this text after you opened the page.")
            return
        said = f"Went back to the version of {kept_on(past.version)}. Changed: {each.text.at}, {each.text.field}."
        go_back(translation, each, by=request.user, said=said)
        self.log_change(request, translation, said)
        messages.success(request, "It is again what it was then. Not public yet.")

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

    def texts_page(self, request: HttpRequest, translation: Translation, saved: Saved) -> HttpResponse:
        now = timezone.now()
        story, now_there = translation.story, draft(translation)
        rows = now_there.told if now_there else []
        section, todo = request.GET.get("section", ""), request.GET.get("show") == "todo"
        left = [text for text in rows if text.slot in saved.kept_back]
        pages = Paginator(left or shown(rows, section=section, todo=todo), EACH)
        here = pages.get_page(request.GET.get("page"))
        editions = list(Edition.objects.of(story, translation.language).with_original())
        kept = {"section": section} if section else {}
        context = {
            **self.admin_site.each_context(request),
            "title": f"{story.short_title or story.title} in {translation.language_words}",
            "opts": self.opts,
            "original": translation,
            "translation": translation,
            "source": original_of(story, now),
            "waiting": [(each, in_words(each.edition.published_at)) for each in waiting(translation)],
            "direction": direction(translation.language),
            "source_direction": direction(story.language),
            "shown": request.POST.get("_shown") or (shown_of(now_there.document) if now_there else ""),
            "progress": progress(rows),
            "done": all(text.state == "done" for text in rows),
            "sections": sections(rows),
            "section": section,
            "todo": todo,
            "all_href": f"?{urlencode(kept)}",
            "todo_href": f"?{urlencode({**kept, 'show': 'todo'})}",
            "page": here,
            "page_href": f"?{urlencode({**kept, **({'show': 'todo'} if todo else {}), 'page': ''})}",
            "fields": list(fields(here.object_list, saved.kept_back)),
            "editions": [(each, in_words(each.published_at), address(each)) for each in editions],
            "may": may(request.user),
            "may_change": self.has_change_permission(request, translation),
            "may_delete": self.has_delete_permission(request, translation),
            "history": reverse("admin:explainer_translation_history", args=(translation.pk,)),
            "panel": f"{change_url(story)}#publishing",
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/translation/texts.html", context)


def address(edition: Edition) -> str:
    """Where readers read it, in its own language."""
    with override(speaks(edition.stream)):
        return reverse("edition:overview", args=(edition.slug, edition.number))


def draft(translation: Translation) -> Draft | None:
    """The translation of what readers of the original read, as it is at the desk; None while they read nothing."""
    edition = original_of(translation.story, timezone.now())
    return drafted(translation, edition) if edition else None
