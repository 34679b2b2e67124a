"""The history of one row: who changed which field, from what to what; any two versions; one field brought back.

It must not change another row than this one and its parts.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet, RestrictedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from reversion.errors import RevertError
from reversion.models import Version

from explainer.desk.going_back import NotBack, bring_one_back, differences
from explainer.desk.history import Past
from explainer.desk.versions import changes, steps

from .forms import is_key
from .history import HistoryAdmin, fixed, kept_on

Row = TypeVar("Row", bound=Model)
PAGE = 20  # versions on one page


class FieldHistoryAdmin(HistoryAdmin[Row]):
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        versions = self.versions_of(row)
        older, newer = (self.chosen(versions, request.GET.get(name, "")) for name in ("older", "newer"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "called": capfirst(self.opts.verbose_name_plural),
            "list": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "original": row,
            "subtitle": str(row),
            "form_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(quote(row.pk),)),
            "here": request.path,
            "may_change": self.has_change_permission(request, row),
            "media": self.media,
        }
        page = self.two_versions(older, newer) if older and newer else self.all_versions(request, row, versions)
        return TemplateResponse(request, "admin/explainer/history.html", context | page)

    def versions_of(self, row: Row) -> QuerySet[Version]:
        """Newest first."""
        kind = get_content_type_for_model(self.model)
        found: QuerySet[Version] = Version.objects.filter(content_type=kind, object_id=str(row.pk)).order_by("-pk")
        return found.select_related("revision__user", "content_type")

    def chosen(self, versions: QuerySet[Version], pk: str) -> Version | None:
        return versions.filter(pk=int(pk)).first() if is_key(pk) else None

    def all_versions(self, request: HttpRequest, row: Row, versions: QuerySet[Version]) -> dict[str, Any]:
        before = request.GET.get("before", "")
        shown = list((versions.filter(pk__lt=int(before)) if is_key(before) else versions)[: PAGE + 1])
        newest = versions.first()
        return {
            "title": "History",
            "steps": [(step, kept_on(step.version), self.step_url(step.version)) for step in steps(shown[:PAGE])],
            "more": shown[PAGE - 1].pk if len(shown) > PAGE else "",
            "unkept": _unkept(row, newest) if newest and not is_key(before) else [],
            "first": shown[0].pk if shown else "",
            "second": shown[1].pk if len(shown) > 1 else "",
        }

    def two_versions(self, older: Version, newer: Version) -> dict[str, Any]:
        if older.pk > newer.pk:
            older, newer = newer, older
        try:
            found, unreadable = changes(Past(older), Past(newer)), False
        except RevertError:
            found, unreadable = [], True
        return {
            "title": "Two versions beside each other",
            "two": True,
            "changes": found,
            "unreadable": unreadable,
            "older": (older, kept_on(older), self.step_url(older)),
            "newer": (newer, kept_on(newer), self.step_url(newer)),
        }

    def step_url(self, version: Version) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_revision"
        return reverse(name, args=(quote(version.object_id), version.pk))

    # One field of a version.

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As going back to all of it; where one field is named, that field alone goes back."""
        key = request.POST.get("_only", "")[:200] if request.method == "POST" else ""
        if not key:
            return super().revision_view(request, object_id, version_id, extra_context)
        _version, past = self.past(version_id, of=object_id)
        with self.create_revision(request):
            row = self.row_to_change(request, object_id)
            if row is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            problem = self.one_back(request, row, past, key)
            if problem:
                transaction.set_rollback(True)
        if problem:
            self.message_user(request, problem, "ERROR")
        return HttpResponseRedirect(request.path)

    def one_back(self, request: HttpRequest, row: Row, past: Past, key: str) -> str | SafeString:
        """Do it, and log it; or why not."""
        if request.POST.get("_seen", "") != self.fingerprint(row):
            return self.stale_sentence(request, row)
        try:
            change = bring_one_back(row, past, fixed, key)
        except NotBack as refusal:
            return f"Nothing was changed. {refusal}"
        except (ProtectedError, RestrictedError) as error:
            return self.refusal_to_delete(error)
        self.went_back(request, row)
        when = kept_on(past.version)
        self.log_change(request, row, f"Brought one thing back from the version of {when}: {change}.")
        self.message_user(request, f"Back as it was on {when}: {change}. All else is as it was. Not public yet.")
        return ""


def _unkept(row: Model, newest: Version) -> list[Any]:
    """What the row says otherwise than its newest version: something changed it that keeps no history."""
    try:
        return differences(row, Past(newest), lambda _row: set())
    except RevertError:
        return []
