"""History at the desk: what differs from a version, going back to it, and bringing back what was deleted.

All of it concerns one row with its parts, whatever else was saved with them. It must not publish anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from reversion.errors import RevertError
from reversion.models import Version

from explainer.desk.going_back import NotBack, bring_back, contents, differences, go_back, left_out
from explainer.desk.history import Past, keep_what_goes

from .forms import former_slugs_stay, is_key, slug_stays
from .guard import GuardedAdmin, change_url
from .where_used import where_used

Row = TypeVar("Row", bound=Model)


def fixed(row: Model) -> set[str]:
    """A published slug stays, though an older version had another; so do former ones that lead to it."""
    return {name for name, stays in (("slug", slug_stays), ("former_slugs", former_slugs_stay)) if stays(row)}


def kept_on(version: Version) -> str:
    return date_format(timezone.localtime(version.revision.date_created), "j F Y, H:i")


class HistoryAdmin(GuardedAdmin[Row]):
    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        """As reversion's, but looking opens no transaction, which on SQLite would be a write lock."""
        if request.method in ("GET", "HEAD"):
            yield
        else:
            with super().create_revision(request):
                yield

    # What is deleted can come back.

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        keep_what_goes(obj, by=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Row]) -> None:
        for row in queryset:
            keep_what_goes(row, by=request.user)
        super().delete_queryset(request, queryset)

    def refusal_to_delete(self, error: ProtectedError | RestrictedError) -> SafeString:
        places = format_html_join(", ", "{}", ((place,) for place in where_used(error.args[1])))
        return format_html("Nothing was deleted: it is in use meanwhile. {}", places)

    # Going back.

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What would change, and a button. Only this row and its parts change, and only from what was shown."""
        version, past = self.past(version_id, of=object_id)
        problem: str | SafeString = ""
        if request.method == "POST":
            with self.create_revision(request):
                row = self.row_to_change(request, object_id)
                if row is None:
                    return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
                problem = self.go_back(request, row, past)
                if problem:
                    transaction.set_rollback(True)
            if not problem:
                return HttpResponseRedirect(change_url(row))
        row = self.row_to_change(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            "title": f"Go back to the version of {kept_on(version)}",
            "subtitle": str(row),
            "original": row,
            "differences": differences(row, past, fixed),
            "left_out": left_out([past.row, *past.parts()]),
            "seen": self.fingerprint(row),
        }
        return self.step(request, version, problem, context)

    def row_to_change(self, request: HttpRequest, object_id: str) -> Row | None:
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def go_back(self, request: HttpRequest, row: Row, past: Past) -> str | SafeString:
        """Do it, and log what changed; or why not."""
        if request.POST.get("_seen", "") != self.fingerprint(row):
            return self.stale_sentence(request, row)
        changes = differences(row, past, fixed)
        if not changes:
            return "Nothing was changed: it is as it was then."
        try:
            go_back(row, past, fixed)
        except NotBack as refusal:
            return f"Nothing was changed. {refusal}"
        except (ProtectedError, RestrictedError) as error:
            return self.refusal_to_delete(error)
        self.went_back(request, row)
        said = "; ".join(str(change) for change in changes)
        self.log_change(request, row, f"Went back to the version of {kept_on(past.version)}. Changed: {said}.")
        messages.success(request, f"It is again what it was on {kept_on(past.version)}. Not public yet.")
        return ""

    def went_back(self, request: HttpRequest, row: Row) -> None:
        """What else a kind of row needs then."""

    # Bringing back.

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What would come back, and a button."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        version, past = self.past(version_id)
        if there := self.model._base_manager.filter(pk=version.object_id).first():
            messages.warning(request, f"This {self.opts.verbose_name} is at the desk already.")
            return HttpResponseRedirect(change_url(there))
        problem = ""
        if request.method == "POST":
            with transaction.atomic():
                try:
                    row = bring_back(past)
                    self.log_change(request, row, f"Brought back as it was on {kept_on(version)}.")
                    keep_what_goes(row, by=request.user, comment=f"Brought back as it was on {kept_on(version)}.")
                except NotBack as refusal:
                    problem = f"Nothing was brought back. {refusal}"
            if not problem:
                messages.success(request, f"“{row}” is back at the desk. Not public yet.")
                return HttpResponseRedirect(change_url(row))
        context = {
            "title": f"Bring back “{version.object_repr}”",
            "recover": True,
            "differences": list(contents(past)),
            "left_out": left_out(past.with_what_went()),
        }
        return self.step(request, version, problem, context)

    # Both.

    def past(self, version_id: str, *, of: str | None = None) -> tuple[Version, Past]:
        """404 for a version of something else, or of another row than ``of``, as an address names it."""
        kind = get_content_type_for_model(self.model)
        versions = Version.objects.select_related("revision__user").filter(content_type=kind)
        version = versions.filter(pk=version_id).first() if is_key(version_id) else None
        if version is None or (of is not None and version.object_id != unquote(of)):
            raise Http404
        try:
            past = Past(version)
            past.with_what_went()  # reads it all
        except RevertError:
            raise Http404("This version is of an older shape and cannot be read any more.") from None
        return version, past

    def step(
        self, request: HttpRequest, version: Version, problem: str | SafeString, context: dict[str, Any]
    ) -> HttpResponse:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "called": capfirst(self.opts.verbose_name_plural),
            "list": reverse(f"admin:{name}_changelist"),
            "history": reverse(f"admin:{name}_history", args=(quote(version.object_id),)),
            "deleted": reverse(f"admin:{name}_recoverlist"),
            "version": version,
            "kept_on": kept_on(version),
            "problem": problem,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/explainer/history_step.html", context)
