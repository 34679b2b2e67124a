"""What every page of a source's text shows, and who may see it.

It must not change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from explainer.desk.source_texts import read
from explainer.language.labels import direction
from explainer.language.source_texts import LONGEST
from explainer.models import Source, SourceText, Story
from explainer.models.source_texts import others_with_text

from .base import DeskAdmin, change_url
from .coming_days import work_url
from .forms import is_key
from .source_places import text_url
from .source_rows import begin

MOST_STORIES = 300  # that one can choose from


class SourcePages(DeskAdmin[Source]):
    def may_read(self, request: HttpRequest, source: Source) -> bool:
        return self.has_change_permission(request, source) and request.user.has_perm("explainer.view_sourcetext")

    def source_of(self, request: HttpRequest, pk: int) -> Source:
        source = Source.objects.filter(pk=pk).first() if is_key(pk) else None
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if source is None:
            raise Http404("There is no such source at the desk.")
        if not self.may_read(request, source):
            raise PermissionDenied
        return source

    def page(
        self,
        request: HttpRequest,
        source: Source,
        text: SourceText | None,
        story: Story | None,
        more: Mapping[str, Any],
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **self.words_shown(request, source, text, story),
            "title": "The text of a source",
            "subtitle": str(source),
            "opts": self.opts,
            "media": self.media,
            "stories": Story.objects.order_by("title", "slug")[:MOST_STORIES],
            "list": reverse("admin:explainer_source_changelist"),
            "longest": LONGEST,
            "others": [(each, text_url(each)) for each in others_with_text(source)],
            "replacing": "replace" in request.GET or "pasted" in more,
            "pasted": text.text if text else "",
            "may_delete": request.user.has_perm("explainer.delete_sourcetext"),
            "may_add": self.has_add_permission(request),
            "workplace": work_url(story.pk) if story else "",
            "may_make": request.user.has_perm("explainer.add_statement"),
            **_with_begin(text, story, more),
        }
        return TemplateResponse(request, "admin/explainer/source/text.html", context)

    def words_shown(
        self, request: HttpRequest, source: Source, text: SourceText | None, story: Story | None
    ) -> dict[str, Any]:
        return {
            "source": source,
            "text": text,
            "story": story,
            "reading": read(text) if text else None,
            "direction": direction(source.language),
            "address": text_url(source),
            "source_form": change_url(source),
        }

    def words(self, request: HttpRequest, text: SourceText, story: Story | None, more: Mapping[str, Any]) -> str:
        """The form alone, as the script puts it beside the text."""
        context = {"text": text, "source": text.source, "story": story, "address": text_url(text.source)}
        context |= _with_begin(text, story, more)
        context["direction"] = direction(text.source.language)
        return render_to_string("admin/explainer/source/words.html", context, request)


def _with_begin(text: SourceText | None, story: Story | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """And how the address of a form to add something else begins from the marked words."""
    marked = more.get("marked")
    return {**more, "begin": begin(text, marked, story) if text and marked else ""}
