"""The desk's form for locator maps, with the map as readers would see it.

It must not draw: the preview is made of the same drawing as readers' pages, from what is saved.
"""

from __future__ import annotations

from django.contrib import admin
from django.template.loader import render_to_string

from explainer.desk.publish_values import map_of
from explainer.models import Map, MapFeature
from explainer.story.maps import draw

from .base import DeskAdmin
from .fields import DeskInline


class MapFeatureInline(DeskInline[MapFeature, Map]):
    model = MapFeature
    autocomplete_fields = ("issue", "term")
    ordering = ("order",)
    fields = ("order", ("kind", "label"), "positions", "label_at", ("issue", "term"), "wikidata")


@admin.register(Map)
class MapAdmin(DeskAdmin[Map]):
    list_display = ("title", "in_story")
    list_filter = ("story",)
    list_select_related = ("story",)
    search_fields = ("title", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story",)
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("preview",)
    inlines = (MapFeatureInline,)
    fieldsets = (
        (None, {"fields": ("story", "title", "slug", "order")}),
        ("In words", {"fields": ("alternative", "credit")}),
        (
            "The frame",
            {
                "fields": (("west", "east"), ("south", "north")),
                "description": "In degrees. Outlines may go beyond it: they are cut there. Take them from a public "
                "set, simplified, as they are drawn there, and say in the credit which.",
            },
        ),
        ("As it is saved", {"fields": ("preview",)}),
    )

    @admin.display(description="the map")
    def preview(self, row: Map) -> str:
        if row.pk is None:
            return "Save it to see it."
        value = map_of(row)
        drawing = draw(value)
        if drawing is None:
            return "Nothing to draw yet: add what it shows below."
        return render_to_string("parts/map-drawing.html", {"map": value, "drawing": drawing})
