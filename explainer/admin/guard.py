"""The guard against lost updates: a form carries what the row was when it was opened, and nothing is saved over what
somebody else saved meanwhile: it is put together, and where both changed the same the editor is asked.

It must not save or delete anything, nor choose for the editor.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import InlineModelAdmin, get_content_type_for_model
from django.contrib.admin.utils import flatten_fieldsets
from django.db import router, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .carried import base_of, unsigned, went_through
from .fingerprints import fingerprint
from .noted import noted
from .opened import context_of, shows_only
from .putting_together import Putting, Together
from .typed import VersionAdmin

Row = TypeVar("Row", bound=Model)
MOST_TOLD = 8  # of what only somebody else changed, in a message


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
        if noted(request).looking:
            return form
        if "_kept" in request.POST:
            form = shows_only(form)
        if not change or obj is None:
            return form
        noted(request).seen = now = self.fingerprint(obj)
        if request.method != "POST":
            return form
        together = self.put_together(request, obj, now)
        refusal = self.clash_sentence(request, obj, together) if together and together.clashes else ""
        return type(form.__name__, (form,), {"refusal": refusal})

    # Two at one form.

    def put_together(self, request: HttpRequest, row: Row, now: str) -> Together | None:
        """What was sent together with what was saved meanwhile, which then stands in the place of what was sent.

        None where nothing was saved meanwhile and nothing is asked. Once for each state of the row: a save that the
        database makes anew begins from what was sent.
        """
        note = noted(request)
        note.typed = note.typed or request.POST
        together = note.together
        if together is None or together.of != now:
            request.POST = note.typed  # type: ignore[assignment]  # Django lets it be set
            note.together, seen = None, note.typed.get("_seen", "")
            before = unsigned(note.typed.get("_base", ""), row, seen)
            if seen == now and not (before and before.open):
                return None
            form, formsets = self.as_it_is(request, row)
            putting = Putting(before, base_of(row, now, form, formsets), note.typed)
            note.together = together = putting.together(form, formsets)
            together.of = now
        request.POST = together.data  # type: ignore[assignment]
        return together

    def as_it_is(self, request: HttpRequest, row: Row) -> tuple[Any, list[Any]]:
        """The form and its sets as they would be if it were opened now."""
        noted(request).looking = True
        try:
            fields = flatten_fieldsets(self.get_fieldsets(request, row))
            form = self.get_form(request, row, change=True, fields=fields)(instance=row)
            formsets, prefixes = [], dict[str, int]()
            for kind, inline in self.get_formsets_with_inlines(request, row):
                prefix = kind.get_default_prefix()
                prefixes[prefix] = prefixes.get(prefix, 0) + 1
                if prefixes[prefix] != 1:  # as Django tells two sets of one kind apart
                    prefix = f"{prefix}-{prefixes[prefix]}"
                formsets.append(kind(instance=row, prefix=prefix, queryset=inline.get_queryset(request)))
        finally:
            noted(request).looking = False
        return form, formsets

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The last step of a save: the editor's device is told that it may let go, and the editor what was merged."""
        super().save_related(request, form, formsets, change)
        went_through(request)
        together = noted(request).together
        if change and together and together.theirs:
            who = self.who_saved(request, form.instance)
            told = together.theirs[:MOST_TOLD]
            more = len(together.theirs) - len(told)
            said = ", ".join(told) + (f" and {more} more" if more > 0 else "")
            messages.info(request, f"{who} while you had it open. That is kept beside yours: {said}.")

    def let_go(self, request: HttpRequest) -> None:
        """Of a page of the desk's own: what was typed into it is saved, and need not be kept on the device any more."""
        went_through(request)

    # What the row was.

    def fingerprint(self, row: Model) -> str:
        parts = [(inline.model, self.key_of(inline)) for inline in self.inlines]
        return fingerprint(row, parts)

    def key_of(self, inline: type[InlineModelAdmin[Any, Row]]) -> str:
        if inline.fk_name:
            return inline.fk_name
        keys = (field for field in inline.model._meta.concrete_fields if field.related_model is self.model)
        return str(next(keys).name)

    # Sentences.

    def who_saved(self, request: HttpRequest, row: Model) -> str:
        content_type = get_content_type_for_model(row)
        last = LogEntry.objects.filter(content_type=content_type, object_id=str(row.pk)).order_by("-action_time", "-pk")
        by = last.select_related("user").first()
        if by is None:
            return "It was saved"
        at = date_format(timezone.localtime(by.action_time), "H:i")
        if by.user_id == request.user.pk:
            return f"You saved this in another window at {at}"
        return f"{by.user} saved this at {at}"

    def clash_sentence(self, request: HttpRequest, row: Model, together: Together) -> SafeString:
        return format_html(
            "{} while you had it open. Nothing of yours was saved yet, nothing was overwritten, and nothing is lost. "
            'Choose below where both of you changed the same, and save again. <a href="{}" target="_blank">Open it as '
            "it is now</a>{}",
            self.who_saved(request, row),
            change_url(row),
            f"; what only they changed stands in the form already: {', '.join(together.theirs[:MOST_TOLD])}."
            if together.theirs
            else ".",
        )

    def stale_sentence(self, request: HttpRequest, row: Model) -> SafeString:
        return format_html(
            "{} while you had it open. Nothing of yours was saved, and nothing was overwritten. "
            '<a href="{}" target="_blank">Open it as it is now</a>, and carry your changes over.',
            self.who_saved(request, row),
            change_url(row),
        )

    # The page.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row, together = context.get("original"), noted(request).together
        form = context["adminform"].form
        formsets = [each.formset for each in context["inline_admin_formsets"]]
        context["seen"] = noted(request).seen
        if row is not None and noted(request).seen and request.method != "POST":
            context["base"] = base_of(row, noted(request).seen, form, formsets)
        context |= context_of(request, row, form, formsets, context.get("base"), together)
        if "_kept" in request.POST:
            context["errors"] = []
        return super().render_change_form(request, context, *args, **kwargs)
