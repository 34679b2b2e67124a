"""The desk's forms for statements, with their passages, relays, links, caveats and checks, and for positions.

It must not let our words pass for the speaker's: only passages are shown in quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import Field
from django.http import HttpRequest

from explainer.desk.publish_values import seen_now
from explainer.models import Caveat, Passage, Position, Relay, Statement, StatementLink, Verification
from explainer.models.base import WordsField

from .base import DeskAdmin
from .facts import WHEN
from .fields import DeskInline
from .forms import DeskFormSet, PartForm, chosen_anew


class PassageFormSet(DeskFormSet):
    def clean(self) -> None:
        """A quotation has a passage, a paraphrase has none; words of ours stand between those of a partial one."""
        super().clean()
        words = [form for form in self.forms if form.has_changed() or form.instance.pk is not None]
        words = [form for form in words if not self._should_delete_form(form)]
        wording = self.instance.wording
        if wording == Statement.Wording.PARAPHRASE and words:
            raise ValidationError("A paraphrase is in our words only: delete its passages, or call it a quote.")
        if wording in (Statement.Wording.DIRECT, Statement.Wording.PARTIAL) and not words:
            raise ValidationError(
                "A direct or partial quote needs at least one passage with the speaker's own words; "
                "without them it is a paraphrase."
            )
        words.sort(key=lambda form: form.instance.order)
        if wording == Statement.Wording.PARTIAL:
            words = words[:1]  # words of ours may stand before the others
        for form in words:
            if form.cleaned_data.get("before"):
                form.add_error("before", "No words of ours can stand here; those before the quotation are the lead-in.")


class PassageInline(DeskInline[Passage, Statement]):
    """The words, to the letter."""

    model = Passage
    formset = PassageFormSet
    ordering = ("order",)
    fields = ("before", "text", ("order", "cut_before"), "inserted", "emphasised", "original")
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], Mapping[str, Any]]] = {
        **DeskInline.formfield_overrides,
        WordsField: {"widget": AdminTextareaWidget({"rows": 3})},
    }


class RelayInline(DeskInline[Relay, Statement]):
    model = Relay
    verbose_name = "step between the speaker and our source"
    verbose_name_plural = "steps between the speaker and our source"
    autocomplete_fields = ("actor",)
    ordering = ("order",)
    fields = ("actor", "label", ("order", "seen_by_us"))


class LinkForm(PartForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whoever writes a link says who draws it: none is the source's for want of a choice."""
        super().__init__(*args, **kwargs)
        chosen_anew(self, "drawn_by")


class LinkInline(DeskInline[StatementLink, Statement]):
    model = StatementLink
    form = LinkForm
    fk_name = "statement"
    autocomplete_fields = ("to_statement", "to_event", "source")
    ordering = ("order",)
    fields = ("relation", "to_statement", "to_event", "to_report", ("drawn_by", "source"), ("note", "order"))


class CaveatInline(DeskInline[Caveat, Statement]):
    model = Caveat
    verbose_name = "caveat: disputed, misattributed or taken back"
    verbose_name_plural = "caveats: disputed, misattributed or taken back"
    autocomplete_fields = ("statements", "sources")
    ordering = ("order",)
    fields = (("kind", "when"), "sentence", "statements", "sources", "order")


class VerificationInline(DeskInline[Verification, Statement]):
    """What a person compared. It holds for the words as they are saved with it."""

    model = Verification
    autocomplete_fields = ("source",)
    ordering = ("order",)
    fields = (("by", "checked_on"), ("against", "order"), "source")


@admin.register(Statement)
class StatementAdmin(DeskAdmin[Statement]):
    list_display = ("__str__", "wording", "act", "when", "in_story")
    list_filter = ("story", "wording", "act", "issues")
    list_select_related = ("story", "speaker")
    search_fields = ("topic", "lead_in", "passages__text", "speaker__name", "slug")
    ordering = ("story__slug", "when", "slug")
    autocomplete_fields = (
        "story", "speaker", "role", "medium", "addressee", "issues", "phases", "about", "texts", "sources",
    )  # fmt: skip
    prepopulated_fields = {"slug": ("topic",)}
    inlines = (PassageInline, CaveatInline, VerificationInline, RelayInline, LinkInline)
    fieldsets = (
        (
            "Who said it, and about what",
            {"fields": ("story", "speaker", "role", ("attributed_as", "naming"), "topic", "slug")},
        ),
        (
            "The words",
            {
                "fields": (("wording", "act"), "lead_in", "tail"),
                "description": "Our words around the quotation. The speaker's are the passages below.",
            },
        ),
        WHEN,
        (
            "Where we have it from",
            {
                "fields": ("sources", "alterations", "second_hand"),
                "description": "Without a source it is not published.",
            },
        ),
        ("Where it belongs", {"fields": ("issues", "phases", "about", "texts")}),
        ("For readers", {"fields": ("context", "note")}),
        (
            "How it was said",
            {
                "fields": (
                    ("form", "setting"),
                    "medium",
                    "addressee",
                    ("language", "quoted_in"),
                    "translator",
                ),
                "description": "Only what the source says. Readers see empty fields as “not stated”.",
            },
        ),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A check that was entered or changed is of the words that are saved with it."""
        super().save_related(request, form, formsets, change)
        changed = [row for formset in formsets for row in (*formset.new_objects, *_rows_changed(formset))]
        for check in (row for row in changed if isinstance(row, Verification)):
            check.seen = seen_now(form.instance)
            check.save()


def _rows_changed(formset: Any) -> list[Any]:
    return [row for row, _fields in formset.changed_objects]


@admin.register(Position)
class PositionAdmin(DeskAdmin[Position]):
    prepopulated_fields = {"slug": ("sentence",)}
    list_display = ("__str__", "sentence", "in_story")
    list_filter = ("story", "issue")
    list_select_related = ("story", "issue", "actor")
    search_fields = ("sentence", "actor__name", "issue__name", "slug")
    ordering = ("story__slug", "issue__order", "issue__slug", "actor__slug")
    autocomplete_fields = ("story", "issue", "actor", "statements", "sources")
    fieldsets = (
        (None, {"fields": ("story", "actor", "issue", "sentence", "slug")}),
        (
            "Evidence",
            {
                "fields": ("statements", "sources"),
                "description": "The statements that bear it out; a report only where no statement does.",
            },
        ),
    )
