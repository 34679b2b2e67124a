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
from django.db import transaction
from django.db.models import Field, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from explainer.desk.history import Past
from explainer.desk.traces import name_of
from explainer.desk.translation_work import Works, work_on
from explainer.desk.translations import Draft, original_of, redrafted
from explainer.desk.waiting import waiting
from explainer.edition.shown import shown as shown_of
from explainer.language.labels import direction
from explainer.language.languages import speaks
from explainer.models import Edition, PublishRequest, TranslatedText, Translation
from explainer.models.translations import OFFERED
from explainer.pages.preview import may_look
from explainer.serving.headers import policy

from .base import change_url
from .forms import is_key
from .history import kept_on
from .panel import may
from .publishing_acts import in_words, zone
from .translation_editions import draft
from .translation_form import Saved, counted, go_back, older, repeat, save
from .translation_page import address_after, page_of
from .translation_reading import Marked, mark, mark_all, told
from .translation_typed import TranslationTyped

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

reversion.register(TranslatedText)
reversion.register(Translation, follow=("texts",))


class Newest(TypedDict):
    """What the list adds to a translation: its newest public edition."""

    newest_number: int | None
    newest_withdrawn: datetime | None


@admin.register(Translation)
class TranslationAdmin(TranslationTyped):
    list_display = ("in_story", "language_words", "public")
    list_display_links = ("in_story", "language_words")
    list_filter = ("story", "language")
    list_select_related = ("story",)
    search_fields = ("story__title", "story__slug", "language")
    ordering = ("story__slug", "language")
    autocomplete_fields = ("story",)
    fields = ("story", "language")

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
        translation = self.named(unquote(object_id))
        if translation is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, translation):
            raise PermissionDenied
        if request.method != "POST":
            return self.texts_page(request, translation, Saved(0, {}))
        if not self.has_change_permission(request, translation):
            raise PermissionDenied
        return self.save_texts(request, translation)

    def named(self, key: str) -> Translation | None:
        rows = Translation.objects.select_related("story")
        return rows.filter(pk=key).first() if is_key(key) else None

    def save_texts(self, request: HttpRequest, translation: Translation) -> HttpResponse:
        with transaction.atomic():
            list(Translation.objects.select_for_update().filter(pk=translation.pk))  # of two saves, one comes after
            before = draft(translation)
            if before is None:
                after, works, saved = None, Works([]), Saved(0, {})
            else:
                saved = save(translation, work_on(translation, before), request.POST, by=request.user)
                after, works = self.go_on(request, translation, before, saved)
        if saved.count:
            messages.success(request, f"{counted(saved.count)} saved at the desk. Not public yet.")
        if saved.kept_back:
            messages.warning(request, f"{counted(len(saved.kept_back))} not saved; see below.")
            return self.texts_page(request, translation, saved)
        self.let_go(request)
        if "_publish" in request.POST:
            self.publish(request, translation, before, after)
        if "_next" in request.POST:
            return HttpResponseRedirect(address_after(works, request.POST) or request.get_full_path())
        return HttpResponseRedirect(request.get_full_path())

    def go_on(self, request: HttpRequest, translation: Translation, before: Draft, saved: Saved) -> tuple[Draft, Works]:
        """What else a save asked for, once the words are written: repeated texts, and who has read which."""
        if saved.count:
            self.log_change(request, translation, f"Translated {counted(saved.count)}.")
        after = redrafted(before, translation)
        works = work_on(translation, after)
        if "_repeat" in request.POST and (filled := repeat(translation, works, by=request.user)):
            self.log_change(request, translation, f"Filled in {counted(filled)} that stood elsewhere in the story.")
            messages.success(request, f"{counted(filled)} filled in with words that stand elsewhere in the story.")
            after = redrafted(before, translation)
            works = work_on(translation, after)
        marks = [mark(translation, works, request.POST, by=request.user)]
        if not saved.kept_back:
            marks.append(mark_all(translation, works, request.POST, by=request.user))
        if any(each.read or each.unread for each in marks):
            works = work_on(translation, after)
        self.tell_who_read(request, translation, works, marks)
        return after, works

    def tell_who_read(self, request: HttpRequest, translation: Translation, works: Works, marks: list[Marked]) -> None:
        for each in marks:
            for refusal in each.refused:
                messages.warning(request, refusal)
        page = marks[0]
        if page.read or page.unread:
            said = [f"{counted(page.read)} marked as read."] if page.read else []
            said += [f"{counted(page.unread)} marked as not read."] if page.unread else []
            self.log_change(request, translation, " ".join(said))
            messages.success(request, " ".join(said))
        if told(translation, works, by=request.user):
            self.log_change(request, translation, f"Read by {translation.read_by}.")
            messages.success(request, "All of it is read. Readers are told by whom once it is published.")

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

    def texts_page(self, request: HttpRequest, translation: Translation, saved: Saved) -> HttpResponse:
        now, story, now_there = timezone.now(), translation.story, draft(translation)
        works = work_on(translation, now_there) if now_there else Works([])
        editions = list(Edition.objects.of(story, translation.language).with_original())
        context = {
            **self.admin_site.each_context(request),
            **page_of(translation, works, saved, request.GET.dict()),
            "title": f"{story.short_title or story.title} in {translation.language_words}",
            "opts": self.opts,
            "original": translation,
            "translation": translation,
            "source": original_of(story, now),
            "waiting": [(each, in_words(each.edition.published_at)) for each in waiting(translation)],
            "direction": direction(translation.language),
            "source_direction": direction(story.language),
            "shown": request.POST.get("_shown") or (shown_of(now_there.document) if now_there else ""),
            "reader": name_of(request.user),
            "typed": reverse("admin:explainer_translation_typed", args=(translation.pk,)),
            "may_look": may_look(request),
            "editions": [(each, in_words(each.published_at), address(each, now)) for each in editions],
            "coming": next((each for each in editions if each.published_at > now), None),
            "zone": zone(),
            "asked": PublishRequest.objects.of(story, translation.language).open().first(),
            "may": may(request.user),
            "may_change": self.has_change_permission(request, translation),
            "may_delete": self.has_delete_permission(request, translation),
            "history": reverse("admin:explainer_translation_history", args=(translation.pk,)),
            "panel": f"{change_url(story)}#publishing",
            "media": self.media,
        }
        response = TemplateResponse(request, "admin/explainer/translation/texts.html", context)
        response["Content-Security-Policy"] = policy(frame_src="'self'")
        return response


def address(edition: Edition, now: datetime) -> str:
    """Where readers read it, in its own language; empty before its time."""
    if edition.published_at > now:
        return ""
    with override(speaks(edition.stream)):
        return reverse("edition:overview", args=(edition.slug, edition.number))
