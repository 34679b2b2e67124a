"""The desk's page on which one row is merged into another: what would move, what is lost, and a button.

It must not merge anything itself; ``desk.merging`` does.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from explainer.desk.merging import NotMerged, merge, plan
from explainer.desk.unmerging import NotUndone, in_the_way, undo
from explainer.models import Merger
from explainer.models.base import Renamable

from .base import DeskAdmin
from .forms import is_key
from .guard import change_url
from .where_used import stories_of

Row = TypeVar("Row", bound=Model)
MOST = 20  # mergers into one row that are shown


class MergeAdmin(DeskAdmin[Row]):
    """A kind of rows of which two may turn out to be one."""

    actions: tuple[str, ...] = ("merge_into_another",)
    change_form_template = "admin/explainer/merge/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.merge_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_merge"
        back = require_http_methods(["GET", "HEAD", "POST"])(self.merged_view)
        return [
            path("<int:pk>/merge/", self.admin_site.admin_view(view), name=name),
            path("<int:pk>/merged/", self.admin_site.admin_view(back), name=f"{name}d"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """As Django's admin asks of an action. Its name says what it is: one is changed, and one is deleted."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description="Merge into another…", permissions=["merge"])
    def merge_into_another(self, request: HttpRequest, queryset: QuerySet[Row]) -> HttpResponse | None:
        rows = list(queryset[:2])
        if len(rows) != 1:
            self.message_user(request, "Choose one. The next page asks into which it is merged.", messages.WARNING)
            return None
        return HttpResponseRedirect(self.merge_url(rows[0].pk))

    def merge_url(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merge", args=(pk,))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row: Any = context.get("original")
        may = row is not None and self.has_merge_permission(request)
        context["merge"] = self.merge_url(row.pk) if may else ""
        context["merged"] = self.merged_url(row.pk) if may and Merger.objects.into(row).open().exists() else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        goes = get_object_or_404(self.model, pk=pk)
        into = (request.POST if request.method == "POST" else request.GET).get("into", "")
        stays = self.others(goes).filter(pk=into).first() if is_key(into) else None
        problem = ""
        if request.method == "POST" and stays is not None:
            try:
                with self.create_revision(request):
                    done = merge(goes, stays, seen=request.POST.get("seen", ""), by=request.user)
                self.message_user(request, f"“{goes}” is merged into “{stays}”: {self.in_words(done)} Not public yet.")
                return HttpResponseRedirect(change_url(stays))
            except NotMerged as refusal:
                problem = str(refusal)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge this {self.opts.verbose_name} into another",
            "subtitle": str(goes),
            "opts": self.opts,
            "list": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "goes": goes,
            "stays": stays,
            "plan": plan(goes, stays) if stays else None,
            "stories": stories_of(goes),
            "problem": problem,
            "back": change_url(goes),
            "form": self.choice(goes, stays),
        }
        context["media"] = self.media + context["form"].media
        return TemplateResponse(request, "admin/explainer/merge/page.html", context)

    def others(self, row: Row) -> QuerySet[Any]:
        return row.others() if isinstance(row, Renamable) else self.model._base_manager.exclude(pk=row.pk)

    # Undone.

    def merged_url(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_merged", args=(pk,))

    def merged_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was merged into it, each with a button, or with what stands in the way."""
        if not (self.has_merge_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied
        stays = get_object_or_404(self.model, pk=pk if is_key(pk) else 0)
        mergers, chosen = Merger.objects.into(stays), request.POST.get("undo", "")
        if request.method == "POST":
            merger = mergers.filter(pk=chosen).first() if is_key(chosen) else None
            if merger is None:
                messages.warning(request, "This is not there any more.")
                return HttpResponseRedirect(self.merged_url(pk))
            try:
                back = undo(merger, by=request.user)
            except NotUndone as refusal:
                messages.error(request, f"Nothing was undone. {refusal}")
                return HttpResponseRedirect(self.merged_url(pk))
            messages.success(request, f"“{back}” is at the desk again, with all that was its own. Not public yet.")
            return HttpResponseRedirect(change_url(back))
        context = {
            **self.admin_site.each_context(request),
            "title": "What was merged into this",
            "subtitle": str(stays),
            "opts": self.opts,
            "list": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "stays": stays,
            "back": change_url(stays),
            "mergers": [(each, in_the_way(each)) for each in mergers[:MOST]],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/merge/merged.html", context)

    def in_words(self, done: Any) -> str:
        return f"{', '.join(done.counted) or 'nothing'} moved."

    def choice(self, goes: Row, stays: Row | None) -> forms.Form:
        """The list to look the other one up in."""
        relation = next(
            each.field for each in self.model._meta.related_objects if not each.many_to_many and each.field.many_to_one
        )
        into = forms.ModelChoiceField(
            self.others(goes), label="Into", widget=AutocompleteSelect(relation, self.admin_site), initial=stays
        )
        form = forms.Form()
        form.fields["into"] = into
        return form
