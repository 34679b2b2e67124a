"""The preview beside a translation: any page of it with what stands in the boxes, without saving it.

It must not write a text of the translation.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from explainer.desk.preview_copies import keep_typed
from explainer.desk.translation_work import Works, work_on
from explainer.desk.translations import as_typed
from explainer.pages.preview import may_look
from explainer.reading.copies import address_of

from .preview_pages import OFFERED
from .translation_editions import TranslationEditions, draft
from .translation_form import name_of, typed_texts


class TranslationTyped(TranslationEditions):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.typed_texts_view))
        return [path("<int:pk>/typed/", view, name="explainer_translation_typed"), *super().get_urls()]

    def typed_texts_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For a script the address of a page, as JSON; without one the page itself."""
        translation = self.get_object(request, str(pk))
        if translation is None:
            raise Http404
        if not (may_look(request) and self.has_change_permission(request, translation)):
            raise PermissionDenied
        there = draft(translation)
        if there is None:
            raise Http404
        works = work_on(translation, there)
        document = as_typed(there, typed_texts(works, request.POST), translation.language)
        kept = keep_typed(request.user, translation.story, request.path, document)
        name, args, anchor = _wanted(works, request)
        place = (document.slug, str(kept.pk))
        here = address_of(None, "typed", name, *place, args) + anchor
        if "application/json" not in request.headers.get("Accept", ""):
            return HttpResponseRedirect(here)
        return JsonResponse({"address": here, "start": address_of(None, "typed", "overview", *place, ())})


def _wanted(works: Works, request: HttpRequest) -> tuple[str, tuple[Any, ...], str]:
    """The page that was asked for; else the one that has the text at which the translator is."""
    page, at = request.POST.get("_preview_page", ""), request.POST.get("_preview_at", "")
    if page in OFFERED:
        return page, (), ""
    boxes = (row for row in works.rows if f"text:{name_of(row.text.slot)}" in request.POST)
    named = (row for row in works.rows if name_of(row.text.slot) == at)
    row = next(named, None) or next(boxes, None)
    if row is None:
        return "overview", (), ""
    return *row.spot.shown, f"#{row.spot.anchor}" if row.spot.anchor else ""
