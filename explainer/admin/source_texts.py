"""The desk's page for the text of a source: paste it, read it, mark words in it, delete it.

It must not show a text to anybody but whoever may edit sources, nor let it into anything that is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from explainer.desk.source_texts import cut_anew, not_there, replace
from explainer.language.source_texts import LONGEST, kept
from explainer.models import Source, SourceText

from .base import change_url
from .source_form import WordsForm, how_read
from .source_places import by_script, marked_in, story_of, text_url
from .source_statements import SourceStatements

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Kept(TypedDict):
    """What the list adds to a source: whether its text is at the desk."""

    text_is_kept: bool


class SourceTextPages(SourceStatements):
    change_form_template = "admin/explainer/source/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        pages = (("", self.text_view), ("keep/", require_POST(self.keep_view)), ("delete/", self.text_delete_view))
        more = ("look/", require_safe(self.look_view))
        names = {"": "text", "keep/": "text_keep", "delete/": "text_delete", "look/": "text_look"}
        return [
            path(f"<int:pk>/text/{end}", self.admin_site.admin_view(view), name=f"explainer_source_{names[end]}")
            for end, view in (*pages, more)
        ] + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row and self.may_read(request, row) and not context.get("is_popup"):
            context["text_page"] = text_url(row)
            context["text_is_kept"] = SourceText.objects.of(row) is not None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """Each with whether its text is kept, and without the text."""
        kept = SourceText.objects.filter(source=OuterRef("pk"))
        return super().get_queryset(request).annotate(text_is_kept=Exists(kept))

    @admin.display(description="text")
    def its_text(self, source: WithAnnotations[Source, Kept]) -> SafeString:
        return format_html('<a href="{}">{}</a>', text_url(source), "Its text" if source.text_is_kept else "Paste it")

    # Reading, and marking.

    def text_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.source_of(request, pk)
        if request.method == "POST":
            return self.save_statement(request, source)
        text = SourceText.objects.of(source)
        story = story_of(request, source)
        if text is None:
            return self.page(request, source, None, story, {})
        found, problem = marked_in(request.GET, text)
        form = WordsForm(None, kept=text, marked=found, story=story) if found and story else None
        more = {"form": form, "marked": found, "problem": problem}
        if by_script(request):
            return HttpResponse(self.words(request, text, story, more))
        return self.page(request, source, text, story, more)

    def look_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is wrong with words as they are typed, and what a date was read as. It keeps nothing."""
        source = self.source_of(request, pk)
        text = SourceText.objects.of(source)
        date, words = request.GET.get("date", "")[:200], request.GET.get("words", "")[:LONGEST]
        reading = how_read(date, source) if date else ""
        return JsonResponse(
            {
                "when": reading.partition(":")[0],
                "why": reading.partition(": ")[2],
                "problem": not_there(words, text.text) if words.strip() and text else "",
            }
        )

    # Keeping a text.

    def keep_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.source_of(request, pk)
        pasted = kept(request.POST.get("text", ""))
        with self.create_revision(request):
            list(Source.objects.select_for_update().filter(pk=source.pk).values_list("pk"))
            text = SourceText.objects.locked(source)
            act = "change" if text else "add"
            if not request.user.has_perm(f"explainer.{act}_sourcetext"):
                raise PermissionDenied
            problem = self.why_not(request, text, pasted)
            if not problem:
                lost = self.keep(request, source, text, pasted)
        if problem:
            story = story_of(request, source)
            return self.page(
                request, source, SourceText.objects.of(source), story, {"refusal": problem, "pasted": pasted}
            )
        messages.success(request, "The text is kept at the desk. Nobody else sees it. Mark words to make statements.")
        if lost:
            marks = "1 mark" if lost == 1 else f"{lost} marks"
            messages.warning(request, f"It does not have the words of {marks} any more; they are told below.")
        return HttpResponseRedirect(text_url(source))

    def why_not(self, request: HttpRequest, text: SourceText | None, pasted: str) -> str:
        if request.POST.get("print", "") != (text.print if text else ""):
            by = f" by {text.kept_by}" if text and text.kept_by else ""
            return (
                f"Another text was kept{by} while you had this page open. Nothing of yours was kept, and nothing was "
                "overwritten. What you pasted is below: compare it with the text, and keep it if it is the better one."
            )
        if not any(map(str.isalnum, pasted)):
            return "Paste the text first; there are no words here."
        if len(pasted) > LONGEST:
            return f"Too long: {len(pasted):,} characters, and at most {LONGEST:,} are kept. Paste a part of it."
        return ""

    def keep(self, request: HttpRequest, source: Source, text: SourceText | None, pasted: str) -> int:
        """Keep it; how many marks have no words in it any more."""
        row = text or SourceText(source=source)
        row.source = source
        lost = replace(row, pasted) if text else []
        by: Any = request.user
        row.text, row.kept_by, row.kept_at = pasted, by, timezone.now()
        row.save()
        cut_anew(row)
        self.log_change(request, source, "Its text was replaced." if text else "Its text was pasted.")
        return len(lost)

    def text_delete_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source = self.source_of(request, pk)
        if not request.user.has_perm("explainer.delete_sourcetext"):
            raise PermissionDenied
        text = SourceText.objects.of(source)
        if text is None:
            return HttpResponseRedirect(text_url(source))
        if request.method == "POST":
            with self.create_revision(request):
                text.delete()
                self.log_change(request, source, "Its text was deleted.")
            messages.success(request, "The text is deleted. The statements made from it stay.")
            return HttpResponseRedirect(change_url(source))
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete the text of a source",
            "subtitle": str(source),
            "opts": self.opts,
            "media": self.media,
            "list": reverse("admin:explainer_source_changelist"),
            "back": text_url(source),
            "source": source,
            "text": text,
        }
        return TemplateResponse(request, "admin/explainer/source/text_delete.html", context)
