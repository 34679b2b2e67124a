"""The desk's forms for the phased framework: phases with what each asks of whom, and the gates between them.

It must not draw the diagram: readers' pages make it from the gates.
"""

from __future__ import annotations

from django.contrib import admin

from explainer.models import Gate, Phase, Provision

from .base import DeskAdmin
from .fields import DeskInline


class ProvisionInline(DeskInline[Provision, Phase]):
    model = Provision
    autocomplete_fields = ("owed_by", "owed_to", "statements", "sources")
    prepopulated_fields = {"slug": ("what",)}
    ordering = ("order", "slug")
    fields = (
        "order",
        "what",
        "owed_by",
        "owed_to",
        "condition",
        "status",
        "statements",
        "sources",
        "slug",
    )


@admin.register(Phase)
class PhaseAdmin(DeskAdmin[Phase]):
    list_display = ("number", "name", "duration", "in_story")
    list_display_links = ("number", "name")
    list_filter = ("story",)
    list_select_related = ("story",)
    search_fields = ("name", "short_name", "story__title", "number")
    ordering = ("story__slug", "number")
    autocomplete_fields = ("story", "sources")
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
        ("What it is", {"fields": ("summary", "sources")}),
    )


@admin.register(Gate)
class GateAdmin(DeskAdmin[Gate]):
    list_display = ("label", "kind", "from_phase", "to_phase", "settled", "in_story")
    list_filter = ("story", "kind", "settled")
    list_select_related = ("story", "from_phase", "to_phase")
    search_fields = ("label", "through", "outcome", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story", "from_phase", "to_phase", "statements", "sources")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets = (
        (None, {"fields": ("story", "label", "slug", "order")}),
        (
            "From where to where",
            {
                "fields": ("kind", "from_phase", "to_phase", ("through", "through_note"), "settled"),
                "description": "A gate leads to the next phase, or from a phase to somewhere that is none.",
            },
        ),
        ("What must hold", {"fields": ("condition",)}),
        ("Where it leads, if not to a phase", {"fields": (("outcome", "outcome_note"),)}),
        ("Where we have it from", {"fields": ("statements", "sources")}),
    )
