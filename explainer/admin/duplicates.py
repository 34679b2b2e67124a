"""The page of rows that may be one and the same: why they look alike, a way to merge them, or to say that they are two.

It must not merge them itself; the page of a merger shows first what it would do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from explainer.desk.lookalikes import Alike
from explainer.models import Apart

from .forms import is_key
from .guard import change_url
from .merging import MergeAdmin

Row = TypeVar("Row", bound=Model)


class DuplicatesAdmin(MergeAdmin[Row]):
    change_list_template = "admin/explainer/merge/change_list.html"
    alike: Callable[[], list[Alike]]  # finds them

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.duplicates_view)
        return [path("duplicates/", self.admin_site.admin_view(view), name=self._duplicates), *super().get_urls()]

    @property
    def _duplicates(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_duplicates"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may = self.has_merge_permission(request)
        address = reverse(f"admin:{self._duplicates}") if may else ""
        return super().changelist_view(request, {**(extra_context or {}), "duplicates": address})

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self.set_apart(request)
            return HttpResponseRedirect(request.path)
        pairs = self.alike()
        context = {
            **self.admin_site.each_context(request),
            "title": "Entered twice?",
            "opts": self.opts,
            "list": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "pairs": [(pair, self.side(pair.one, pair.other), self.side(pair.other, pair.one)) for pair in pairs],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/merge/duplicates.html", context)

    def side(self, row: Any, other: Any) -> dict[str, Any]:
        """One of two: its form, and the page that shows what merging it into the other would do."""
        return {"row": row, "form": change_url(row), "merge": f"{self.merge_url(row.pk)}?into={other.pk}"}

    def set_apart(self, request: HttpRequest) -> None:
        keys = [request.POST.get(name, "") for name in ("one", "other")]
        rows = self.model._base_manager.filter(pk__in=[int(key) for key in keys if is_key(key)])
        found = sorted(rows, key=lambda row: int(row.pk))
        if len(found) != 2:
            messages.warning(request, "One of them is not there any more.")
            return
        one, other = found
        Apart.objects.get_or_create(
            kind=str(self.opts.model_name),
            one=one.pk,
            other=other.pk,
            defaults={"said_by": request.user, "said_at": timezone.now()},
        )
        messages.success(request, f"“{one}” and “{other}” are two, and are not shown here again.")
