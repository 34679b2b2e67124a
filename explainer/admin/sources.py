"""The desk's forms for sources. It must not show a whole excerpt anywhere but here: it is never published."""

from __future__ import annotations

from django.contrib import admin

from explainer.models import Source

from .base import DeskAdmin


@admin.register(Source)
class SourceAdmin(DeskAdmin[Source]):
    list_display = ("publisher", "title", "kind", "published", "slug")
    list_display_links = ("publisher", "title")
    list_filter = ("kind", "publisher", "language")
    search_fields = ("title", "publisher", "byline", "slug", "address")
    ordering = ("publisher", "published", "slug")
    prepopulated_fields = {"slug": ("publisher", "title")}
    fieldsets = (
        (None, {"fields": ("publisher", "title", "kind", "slug")}),
        ("Who and when", {"fields": ("byline", "contributors", ("published", "accessed"), "language")}),
        (
            "Where it can be read",
            {
                "fields": ("address", "archived"),
                "description": "Leave both empty rather than guess: no link is better than a wrong one.",
            },
        ),
        ("For readers", {"fields": ("note",)}),
        (
            "For checking",
            {
                "fields": ("excerpt", "show_around"),
                "description": "The quoted words as printed. Every quotation is compared with them.",
            },
        ),
    )
