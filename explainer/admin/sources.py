"""The desk's forms for sources. It must not show a whole excerpt anywhere but here: it is never published."""

from __future__ import annotations

from django.contrib import admin

from explainer.models import Source
from explainer.models.when_order import by_day

from .link_looks import LinkLooksAdmin
from .merging import MergeAdmin
from .pasted_text import PastedTextAdmin
from .setting_many import SettingAdmin


@admin.register(Source)
class SourceAdmin(SettingAdmin[Source], PastedTextAdmin, LinkLooksAdmin):
    actions = (*SettingAdmin.actions, *MergeAdmin.actions)
    list_display = ("publisher", "title", "kind", "published_on", "its_text", "slug")
    list_display_links = ("publisher", "title")
    list_filter = ("kind", "publisher", "language")
    search_fields = ("title", "publisher", "byline", "slug", "address", "published")
    ordering = ("publisher", by_day("published"), "slug")
    slug_from = ("publisher", "published")
    kept = ("publisher", "kind", "accessed", "language")
    words_between = ("undated",)
    fieldsets = (
        (None, {"fields": (("publisher", "kind"), "title", ("published", "accessed"), "byline")}),
        (
            "Where it can be read",
            {
                "fields": ("address", "archived"),
                "description": "Leave both empty rather than guess: no link is better than a wrong one.",
            },
        ),
        (
            "For checking",
            {
                "fields": ("excerpt", "show_around"),
                "description": "The quoted words as printed. Every quotation is compared with them.",
            },
        ),
        ("More about it", {"fields": ("slug", "contributors", "language", "note"), "classes": ("collapse",)}),
    )

    @admin.display(description="published", ordering=by_day("published"))
    def published_on(self, row: Source) -> str:
        return str(row.published)
