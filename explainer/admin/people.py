"""The desk's forms for actors and their roles.

It must not say what part an actor plays in a story; that is edited with the story.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from explainer.desk.lookalikes import actors_alike
from explainer.models import Actor, FormerName, Role

from .base import DeskAdmin
from .duplicates import DuplicatesAdmin
from .fields import DeskInline
from .merging import MergeAdmin
from .part_beside import PartBesideAdmin
from .setting_many import SettingAdmin


class RoleInline(DeskInline[Role, Actor]):
    model = Role
    prepopulated_fields = {"slug": ("title",)}
    fields = (("title", "slug"), ("held_from", "held_to"))
    ordering = ("held_from", "slug")


class FormerNameInline(DeskInline[FormerName, Actor]):
    """The names that it had, the oldest first."""

    model = FormerName
    verbose_name_plural = "former names, the oldest first"
    ordering = ("order",)
    fields = (("name", "until", "order"),)


@admin.register(Actor)
class ActorAdmin(PartBesideAdmin, SettingAdmin[Actor], DuplicatesAdmin[Actor]):
    actions = (*SettingAdmin.actions, *MergeAdmin.actions)
    alike = staticmethod(actors_alike)
    list_display = ("name", "kind", "naming", "affiliation", "descriptor", "slug")
    list_filter = ("kind", "naming")
    list_select_related = ("affiliation",)
    search_fields = ("name", "short_name", "slug", "descriptor", "former_names__name", "wikidata")
    ordering = ("name", "slug")
    autocomplete_fields = ("affiliation", "described_in")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (RoleInline, FormerNameInline)
    fieldsets = (
        (None, {"fields": (("name", "short_name"), ("kind", "naming"), "slug")}),
        (
            "Who they are",
            {
                "fields": ("affiliation", "descriptor", "description", "wikidata"),
                "description": "Neutral, and only what a source says. Titles with dates go into roles, below.",
            },
        ),
        (
            "If the source does not name them",
            {
                "fields": ("described_in", "unnamed_because"),
                "description": "An unnamed source belongs to the one report that used it.",
                "classes": ("collapse",),
            },
        ),
    )


@admin.register(Role)
class RoleAdmin(DeskAdmin[Role]):
    """Kept out of the index: roles are edited with their actor, and only looked up here."""

    list_display = ("title", "actor", "held_from", "held_to")
    list_select_related = ("actor",)
    search_fields = ("title", "actor__name", "actor__slug", "slug")
    ordering = ("actor__slug", "held_from", "slug")
    autocomplete_fields = ("actor",)
    prepopulated_fields = {"slug": ("title",)}
    fields = ("actor", ("title", "slug"), ("held_from", "held_to"))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
