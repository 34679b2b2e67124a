"""The desk's forms for the phased framework: phases with what each asks of whom, and the gates between them.

It must not draw the diagram: readers' pages make it from the gates.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from explainer.models import Gate, Phase, Provision, Text, TextAnswer

from .base import DeskAdmin
from .fields import DeskInline


class ProvisionInline(DeskInline[Provision, Phase]):
    model = Provision
    autocomplete_fields = (
        "owed_by", "owed_to", "statements", "sources", "status_statements", "status_sources", "of_text", "same_as",
    )  # fmt: skip
    prepopulated_fields = {"slug": ("what",)}
    ordering = ("order", "slug")
    fields = (
        "order",
        "what",
        ("short_name", "amount"),
        ("drawn", "drawn_of"),
        "owed_by",
        "owed_to",
        "condition",
        "due",
        ("status", "status_on"),
        "status_statements",
        "status_sources",
        "statements",
        "sources",
        "of_text",
        "same_as",
        "no_phase",
        "slug",
    )


@admin.register(Phase)
class PhaseAdmin(DeskAdmin[Phase]):
    kept = ("sources", "of_text")
    words_between = ("phase",)
    list_display = ("number", "name", "duration", "in_story")
    list_display_links = ("number", "name")
    list_filter = ("story",)
    list_select_related = ("story",)
    search_fields = ("name", "short_name", "story__title", "number")
    ordering = ("story__slug", "number")
    autocomplete_fields = ("story", "sources", "state_sources", "of_text")
    inlines = (ProvisionInline,)
    fieldsets = (
        (None, {"fields": ("story", "number", "name", "short_name", "gist")}),
        (
            "How long it lasts",
            {
                "fields": (("duration", "duration_days"),),
                "description": "As the source words it. Days only where the source counts them.",
            },
        ),
        ("What it is", {"fields": ("summary", "sources", "of_text")}),
        (
            "Where it stands",
            {
                "fields": (("state", "state_on"), "state_sources", "not_before", ("begun_on", "ended_on")),
                "description": "Each date only as exact as the source. “State on” is the day for which the source says "
                "where it stands. “Not before” is the day before which it may not begin; it says nothing of whether it "
                "will.",
            },
        ),
    )


@admin.register(Provision)
class ProvisionAdmin(DeskAdmin[Provision]):
    """Searched by the forms that name one; it is edited with its phase."""

    search_fields = ("what", "slug")
    ordering = ("story__slug", "phase__number", "order", "slug")

    within = "phase"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Provision | None = None) -> bool:
        return False


class TextAnswerInline(DeskInline[TextAnswer, Text]):
    """What each of those to whom it was put has answered."""

    model = TextAnswer
    autocomplete_fields = ("actor", "statements", "sources")
    ordering = ("actor__slug",)
    fields = ("actor", ("answer", "when"), "statements", "sources")


@admin.register(Text)
class TextAdmin(DeskAdmin[Text]):
    kept = ("sources",)
    list_display = ("name", "kind", "when", "state", "told", "in_story")
    list_filter = ("story", "kind", "state")
    list_select_related = ("story",)
    search_fields = ("name", "short_name", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = (
        "story", "put_forward_by", "put_forward_to", "handed_on_by", "handed_on_to", "replaces", "sources",
    )  # fmt: skip
    prepopulated_fields = {"slug": ("name",)}
    inlines = (TextAnswerInline,)
    fieldsets = (
        (None, {"fields": ("story", ("name", "short_name"), "kind", "slug", "order")}),
        (
            "Who put it forward",
            {"fields": ("put_forward_by", "put_forward_to", ("when", "when_reported"))},
        ),
        (
            "Who hands it on",
            {
                "fields": ("handed_on_by", "handed_on_to"),
                "description": "Only as a source says. The picture of who deals with whom is drawn from it.",
            },
        ),
        (
            "What became of it",
            {
                "fields": (("state", "state_on"), "replaces", "told"),
                "description": "The state is that of the text as a whole. What one side answered stands below.",
            },
        ),
        ("What it says", {"fields": ("known", "not_known", "sources")}),
    )


@admin.register(Gate)
class GateAdmin(DeskAdmin[Gate]):
    kept = ("from_phase", "sources")
    words_between = ("from", "phase", "now")
    list_display = ("label", "kind", "from_phase", "to_phase", "settled", "in_story")
    list_filter = ("story", "kind", "settled")
    list_select_related = ("story", "from_phase", "to_phase")
    search_fields = ("label", "through", "outcome", "from_phase__number", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story", "from_phase", "to_phase", "statements", "sources")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets = (
        (None, {"fields": ("story", "label", "slug", "order")}),
        (
            "From where to where",
            {
                "fields": ("kind", "from_phase", "to_phase", ("through", "through_note"), "settled"),
                "description": "A way on leads from a phase to any other, on or back, or to somewhere that is none. "
                "Several may leave one phase, and several lead to one.",
            },
        ),
        ("What must hold", {"fields": ("condition",)}),
        ("Where it leads, if not to a phase", {"fields": (("outcome", "outcome_note"),)}),
        ("Where we have it from", {"fields": ("statements", "sources")}),
    )
