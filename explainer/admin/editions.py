"""The desk's view of editions and of its own log.

It only reads: what was published or done must stay as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

from explainer.language.languages import speaks
from explainer.models import Edition
from explainer.models.editions import EditionQuerySet

from .base import change_url
from .publishing_acts import in_words
from .typed import ModelAdmin

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Row = TypeVar("Row", bound=Model)


class Newest(TypedDict):
    """What the list adds to an edition: the number of the newest of its story and language that is public."""

    newest: int | None


class ReadOnlyAdmin(ModelAdmin[Row]):
    actions = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin[Edition]):
    list_display = ("story", "number", "language", "kind", "state", "published", "by")
    list_display_links = ("story", "number")
    list_filter = ("story", "kind", "language")
    list_select_related = ("story",)
    search_fields = ("note", "slug", "publisher_name", "digest")
    ordering = ("-published_at", "-pk")
    fieldsets = (
        (None, {"fields": ("story_link", "number", "kind", "state", "addresses")}),
        (
            "Published",
            {
                "fields": (
                    "published",
                    "publisher_name",
                    "note",
                    "republishes",
                    "language",
                    "translates",
                    "read_by",
                    "read_on",
                )
            },
        ),
        ("Withdrawn", {"fields": ("withdrawn_at", "withdrawn_because", "withdrawer_name")}),
        (
            "For machines",
            {
                "fields": ("digest", "whole", "schema", "recorded_at"),
                "description": "The digest is the SHA-256 of the document as it was published.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        public = Edition.objects.of(OuterRef("story"), OuterRef("stream")).public_at(timezone.now())
        rows = cast(EditionQuerySet, super().get_queryset(request)).without_document()
        return rows.annotate(newest=Subquery(public.values("number")[:1]))

    @admin.display(description="state")
    def state(self, edition: WithAnnotations[Edition, Newest]) -> str:
        if edition.withdrawn_at:
            return "withdrawn"
        if edition.published_at > timezone.now():
            return "scheduled"
        return "current" if edition.number == edition.newest else "older"

    @admin.display(description="checked against the whole")
    def whole(self, edition: Edition) -> str:
        if edition.redacted_at is None:
            return "Anybody can compute the digest again from the document."
        return f"No longer: something was taken back from it on {in_words(edition.redacted_at)}. The digest stays."

    @admin.display(description="published at", ordering="published_at")
    def published(self, edition: Edition) -> str:
        return in_words(edition.published_at)

    @admin.display(description="by", ordering="publisher_name")
    def by(self, edition: Edition) -> str:
        return edition.publisher_name

    @admin.display(description="story")
    def story_link(self, edition: Edition) -> SafeString:
        return format_html('<a href="{}#publishing">{}</a>', change_url(edition.story), edition.story)

    @admin.display(description="addresses")
    def addresses(self, edition: WithAnnotations[Edition, Newest]) -> SafeString | str:
        if edition.published_at > timezone.now():
            return "None yet: it is scheduled."
        at = {"story": edition.slug, "number": edition.number}
        with override(speaks(edition.stream)):
            here, changed = reverse("edition:overview", kwargs=at), reverse("edition:changes", kwargs=at)
            now = reverse("story:changes", kwargs={"story": edition.slug})
        ways = [("As readers see it", here)]
        if edition.number > 1:
            ways.append(("What it changed", f"{changed}?since={edition.number - 1}"))
        if edition.number != edition.newest:
            ways.append(("What has changed since", f"{now}?since={edition.number}"))
        return format_html_join(" · ", '<a href="{1}">{0}</a>', ways)


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """Who did what at the desk, for administrators."""

    list_display = ("action_time", "user", "content_type", "object_repr", "what")
    list_filter = ("action_flag", "content_type", "user")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message", "user__username")
    ordering = ("-action_time", "-pk")
    date_hierarchy = "action_time"
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "what")

    @admin.display(description="what")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message() or {1: "Added.", 2: "Changed.", 3: "Deleted."}.get(entry.action_flag, "")
