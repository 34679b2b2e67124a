"""The desk: Django's admin, made for the job of keeping a story.

Importing it registers every form. It must not hold one itself.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest

from . import (
    accounts,
    comparisons,
    editions,
    facts,
    framework,
    guide,
    notice_pages,
    people,
    pictures,
    sources,
    statements,
    stories,
    takedowns,
    translations,
)

__all__ = [
    "accounts", "comparisons", "editions", "facts", "framework", "notice_pages", "people", "pictures", "sources",
    "statements",
    "stories", "takedowns", "translations",
]  # fmt: skip

admin.site.site_header = "Explainer: the desk"
admin.site.site_title = "The desk"
admin.site.index_title = "The desk"

# As an editor thinks of them, not as the alphabet does.
SECTIONS = {
    "Stories": ("Story", "Edition", "Translation", "Takedown"),
    "What was said": ("Statement", "Position", "Comparison"),
    "Who, and where we have it from": ("Actor", "Source"),
    "The framework": ("Phase", "Gate", "Text", "Issue"),
    "What happened, and what is known": ("Event", "Figure", "OpenQuestion", "Term", "Map"),
}


def in_sections(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
    """The index of the desk: our own models in sections, and then everybody else's as Django lists them."""
    apps = AdminSite.get_app_list(admin.site, request, app_label)
    ours = next((app for app in apps if app["app_label"] == "explainer"), None)
    if ours is None:
        return apps
    shown = {model["object_name"]: model for model in ours["models"]}
    names = [name for section in SECTIONS.values() for name in section]
    ours["models"] = [shown[name] for name in names if name in shown]
    if app_label is not None:
        return apps
    sections = [
        {**ours, "name": title, "models": [shown[name] for name in names if name in shown]}
        for title, names in SECTIONS.items()
    ]
    return [section for section in sections if section["models"]] + [app for app in apps if app is not ours]


admin.site.get_app_list = in_sections  # type: ignore[method-assign]  # of this site alone, which Django has made


def with_notices(request: HttpRequest) -> dict[str, Any]:
    """What every page of the desk has: as Django's, what whoever looks at it was told, and the way to its help."""
    told = {"notices": notice_pages.on_top(request)} | guide.help_with(request)
    return AdminSite.each_context(admin.site, request) | told


admin.site.each_context = with_notices  # type: ignore[method-assign]

if settings.SECOND_FACTOR:
    from .second_factor import secure

    secure(admin.site)
