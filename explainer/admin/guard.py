"""The guard against lost updates: a form carries what the row was when it was opened, and a stale one is refused.

It must not save or delete anything.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import InlineModelAdmin, get_content_type_for_model
from django.db import router, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .fingerprints import fingerprint
from .noted import noted
from .typed import VersionAdmin

Row = TypeVar("Row", bound=Model)


def change_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))


class GuardedAdmin(VersionAdmin[Row]):
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row | None:
        """The row, locked first while it is being saved: of two saves at once, one comes after the other."""
        row = super().get_object(request, object_id, from_field)
        using = router.db_for_write(self.model)
        if row is None or request.method != "POST" or not transaction.get_connection(using).in_atomic_block:
            return row
        locked = self.model._base_manager.using(using).select_for_update().filter(pk=row.pk)
        return super().get_object(request, object_id, from_field) if list(locked.values_list("pk")) else None

    def get_form(self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if not change or obj is None:
            return form
        now = self.fingerprint(obj)
        stale = request.method == "POST" and request.POST.get("_seen", "") != now
        noted(request).seen = request.POST.get("_seen", "") if request.method == "POST" else now
        return type(form.__name__, (form,), {"refusal": self.stale_sentence(request, obj) if stale else ""})

    def fingerprint(self, row: Model) -> str:
        parts = [(inline.model, self.key_of(inline)) for inline in self.inlines]
        return fingerprint(row, parts)

    def key_of(self, inline: type[InlineModelAdmin[Any, Row]]) -> str:
        if inline.fk_name:
            return inline.fk_name
        keys = (field for field in inline.model._meta.concrete_fields if field.related_model is self.model)
        return str(next(keys).name)

    def stale_sentence(self, request: HttpRequest, row: Model) -> SafeString:
        content_type = get_content_type_for_model(row)
        last = LogEntry.objects.filter(content_type=content_type, object_id=str(row.pk)).order_by("-action_time", "-pk")
        by = last.select_related("user").first()
        who = (
            f"{by.user} saved this at {date_format(timezone.localtime(by.action_time), 'H:i')}"
            if by
            else "It was saved"
        )
        return format_html(
            "{} while you had it open. Nothing of yours was saved, and nothing was overwritten. "
            '<a href="{}" target="_blank">Open it as it is now</a>, and carry your changes over.',
            who,
            change_url(row),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["seen"] = noted(request).seen
        return super().render_change_form(request, context, *args, **kwargs)
