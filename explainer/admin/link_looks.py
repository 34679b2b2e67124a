"""What the last look at a source's links found, at its form and in the list; ``check_links`` looks.

It must not look itself, nor take over a proposal: an editor does.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from explainer.desk.lookalikes import sources_alike
from explainer.language.text import safe_url
from explainer.models import LinkLook, Source

from .duplicates import DuplicatesAdmin
from .publishing_acts import in_words

State = LinkLook.State
NEVER = "Not looked at yet: “check_links” does."


class LinkFilter(admin.SimpleListFilter):
    title = "link, at the last look"
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("dead", "dead"),
            ("moved", "answers at another address"),
            ("unknown", "could not look"),
            ("no-copy", "no kept copy, or a dead one"),
            ("proposed", "an archive has a copy"),
            ("never", "not looked at yet"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        looks = LinkLook.objects.all()
        match self.value():
            case "dead" | "moved" | "unknown" as state:
                return queryset.filter(pk__in=looks.filter(state=state).values("source"))
            case "no-copy":
                return queryset.filter(pk__in=looks.filter(copy_state__in=(State.NONE, State.DEAD)).values("source"))
            case "proposed":
                return queryset.filter(pk__in=looks.exclude(proposed="").values("source"))
            case "never":
                return queryset.exclude(pk__in=looks.values("source"))
        return queryset


class LinkLooksAdmin(DuplicatesAdmin[Source]):
    alike = staticmethod(sources_alike)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        look = LinkLook.objects.filter(source=OuterRef("pk"))
        return super().get_queryset(request).annotate(look_state=Subquery(look.values("state")[:1]))

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*super().get_list_display(request), "link"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), LinkFilter]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "last_look"]

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not (obj.address or obj.archived):
            return fieldsets
        return [*fieldsets, ("Its links, when they were last looked at", {"fields": ("last_look",)})]

    @admin.display(description="link", ordering="look_state", empty_value="–")
    def link(self, source: Any) -> str | None:
        return str(State(source.look_state).label) if source.look_state else None

    @admin.display(description="last look")
    def last_look(self, source: Source) -> SafeString | str:
        look = LinkLook.objects.of(source).first()
        if look is None:
            return NEVER
        lines = [f"On {in_words(look.looked_at)}. Link: {look.get_state_display()}. {look.said}"]
        lines.append(f"Kept copy: {look.get_copy_state_display()}. {look.copy_said}")
        if (look.address, look.copy) != (source.address, source.archived):
            lines.append("One of the two was changed since.")
        said = format_html_join("", "<p>{}</p>", ((line.strip(),) for line in lines))
        if not safe_url(look.proposed):
            return said
        return format_html(
            '{}<p>An archive has it. Look whether it is the same, and paste it then as its kept copy: '
            '<a href="{}" rel="noopener noreferrer" target="_blank">{}</a></p>',
            said,
            look.proposed,
            look.proposed,
        )  # fmt: skip
