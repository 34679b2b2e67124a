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
from explainer.desk.source_texts import cut_for
from explainer.models import Caveat, Passage, Position, Relay, Statement, StatementLink, Verification
from explainer.models.base import WordsField
from explainer.models.when_order import by_day

from .base import DeskAdmin
from .fields import DeskInline
from .forms import DeskFormSet, PartForm, chosen_anew
from .listing import Lacking, ListedAdmin, SinceEdition
from .own_source import OwnSource
from .setting_many import SettingAdmin
from .source_rows import FromSourceAdmin

FOLDED = ("collapse",)


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
                form.add_error("before", "No words of ours can stand here; write them before the quotation, above.")


class PassageInline(DeskInline[Passage, Statement]):
    """The words, to the letter."""

    model = Passage
    formset = PassageFormSet
    ordering = ("order",)
    fieldsets = (
        (None, {"fields": ("text",)}),
        (
            "More about this passage",
            {"fields": ("before", ("order", "cut_before"), "inserted", "emphasised", "original"), "classes": FOLDED},
        ),
    )
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], Mapping[str, Any]]] = {
        **DeskInline.formfield_overrides,
        WordsField: {"widget": AdminTextareaWidget({"rows": 2})},
    }

    def get_extra(self, request: HttpRequest, obj: Statement | None = None, **kwargs: Any) -> int:
        """A new statement begins with room for one; others are added."""
        return 0 if obj else 1


class RelayInline(DeskInline[Relay, Statement]):
    model = Relay
    verbose_name = "step between the speaker and our source"
    verbose_name_plural = "steps between the speaker and our source"
    autocomplete_fields = ("actor",)
    ordering = ("order",)
    classes = FOLDED
    fields = ("actor", "label", ("order", "seen_by_us"))


class LinkForm(OwnSource, PartForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whoever writes a link says who draws it: none is the source's for want of a choice."""
        super().__init__(*args, **kwargs)
        chosen_anew(self, "drawn_by")

    def lacks_source(self) -> bool:
        return self.cleaned_data.get("drawn_by") == StatementLink.DrawnBy.SOURCE


class LinkInline(DeskInline[StatementLink, Statement]):
    model = StatementLink
    form = LinkForm
    fk_name = "statement"
    autocomplete_fields = ("to_statement", "to_event", "source")
    ordering = ("order",)
    classes = FOLDED
    fields = ("relation", "to_statement", "to_event", "to_report", ("drawn_by", "source"), ("note", "order"))


class CaveatInline(DeskInline[Caveat, Statement]):
    model = Caveat
    verbose_name = "caveat: disputed, misattributed or taken back"
    verbose_name_plural = "caveats: disputed, misattributed or taken back"
    autocomplete_fields = ("statements", "sources")
    ordering = ("order",)
    classes = FOLDED
    fields = (("kind", "when"), "sentence", "statements", "sources", "order")


class CheckForm(OwnSource, PartForm):
    pass


class VerificationInline(DeskInline[Verification, Statement]):
    """What a person compared. It holds for the words as they are saved with it."""

    model = Verification
    form = CheckForm
    autocomplete_fields = ("source",)
    ordering = ("order",)
    classes = FOLDED
    fields = (("by", "checked_on"), ("against", "order"), "source")


@admin.register(Statement)
class StatementAdmin(ListedAdmin[Statement], SettingAdmin[Statement], DeskAdmin[Statement]):
    list_display = ("__str__", "on_day", "stands", "wording", "in_issues", "from_sources", "in_story")
    list_filter = ("story", SinceEdition, Lacking, "wording", "act", "issues")
    list_select_related = ("story", "speaker")
    search_fields = ("topic", "lead_in", "passages__text", "speaker__name", "slug")
    ordering = ("story__slug", by_day("when"), "order_in_day", "slug")
    autocomplete_fields = (
        "story", "speaker", "role", "medium", "addressee", "issues", "phases", "about", "texts", "sources",
    )  # fmt: skip
    slug_from = ("speaker", "topic")
    kept = ("speaker", "role", "sources", "when", "when_reported", "issues")
    words_between = ("on",)
    inlines = (PassageInline, CaveatInline, VerificationInline, RelayInline, LinkInline)
    fieldsets = (
        (
            "Who said it, and about what",
            {"fields": ("story", ("speaker", "role"), "topic")},
        ),
        ("The words", {"fields": (("wording", "act"), "lead_in")}),
        ("When, and where we have it from", {"fields": (("when", "when_reported"), "sources", "issues")}),
        (
            "More about it",
            {
                "fields": (
                    "slug",
                    ("attributed_as", "naming"),
                    "tail",
                    ("when_note", "order_in_day"),
                    ("alterations", "second_hand"),
                    "phases",
                    "about",
                    "texts",
                    "context",
                    "note",
                    ("form", "setting"),
                    "medium",
                    "addressee",
                    ("language", "quoted_in"),
                    "translator",
                ),
                "description": "Only what the source says. Readers see what is left empty of how it was said as “not "
                "stated”.",
                "classes": ("collapse",),
            },
        ),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A check that was entered or changed is of the words that are saved with it."""
        begun = self.get_changeform_initial_data(request).get("quoted_in", "en") if not change else None
        if begun == form.cleaned_data.get("quoted_in"):
            quote_in_its_sources_language(form)
        super().save_related(request, form, formsets, change)
        changed = [row for formset in formsets for row in (*formset.new_objects, *_rows_changed(formset))]
        for check in (row for row in changed if isinstance(row, Verification)):
            check.seen = seen_now(form.instance)
            check.save()
        cut_for(form.instance.sources.all())


def quote_in_its_sources_language(form: Any) -> None:
    """Of a new statement whose language nobody chose: that of its sources, where they have one."""
    languages = {source.language for source in form.cleaned_data["sources"]}
    if len(languages) == 1 and (language := languages.pop()) != form.instance.quoted_in:
        form.instance.quoted_in = language
        form.instance.save(update_fields=["quoted_in"])
        form.told.append(f"It is quoted in the language of its source: {language}.")


def _rows_changed(formset: Any) -> list[Any]:
    return [row for row, _fields in formset.changed_objects]


@admin.register(Position)
class PositionAdmin(ListedAdmin[Position], SettingAdmin[Position], FromSourceAdmin[Position]):
    prepopulated_fields = {"slug": ("sentence",)}
    kept = ("issue", "sources")
    words_between = ("on",)
    list_display = ("__str__", "sentence", "stands", "from_sources", "in_story")
    list_filter = ("story", SinceEdition, "issue")
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
