"""The desk's forms for facts that are not words: issues, events, figures, open questions and terms.

It must not offer a field for what somebody said; that is a statement.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.db.models import Model

from explainer.models import Agreement, EarlierDate, Event, EventLink, Figure, Issue, OpenQuestion, Term
from explainer.models.when_order import by_day

from .base import DeskAdmin
from .fields import DeskInline
from .forms import DeskForm, PartForm, chosen_anew
from .listing import Lacking, ListedAdmin, SinceEdition
from .merging import MergeAdmin
from .own_source import OwnSource
from .setting_many import SettingAdmin
from .source_rows import FromSourceAdmin
from .typed import Fieldset

Row = TypeVar("Row", bound=Model)

WHEN: Fieldset = (
    "When",
    {
        "fields": ("when", "when_reported", "when_note", "order_in_day"),
        "description": "Only as exact as the source. A date that we worked out says how.",
    },
)


class FactAdmin(DeskAdmin[Row]):
    kept = ("issue", "issues", "phase", "sources")
    list_filter: ClassVar[tuple[Any, ...]] = ("story",)
    list_select_related: ClassVar[tuple[str, ...]] = ("story",)


class AgreementInline(DeskInline[Agreement, Issue]):
    """The evidence of each side."""

    model = Agreement
    verbose_name = "side that agrees"
    verbose_name_plural = "what each side has said or done to agree"
    autocomplete_fields = ("actor", "statements", "sources")
    ordering = ("actor__slug",)
    fields = ("actor", "statements", "sources")


class IssueForm(DeskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = {code for code, _name in Issue.BEFORE} - {self.instance.status if self.instance.pk else ""}
        chosen_anew(self, "status", without=before)


@admin.register(Issue)
class IssueAdmin(MergeAdmin[Issue], FactAdmin[Issue]):
    list_display = ("name", "short_name", "status", "order", "in_story")
    list_filter = ("story", "status")
    search_fields = ("name", "short_name", "question", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story", "phases", "sources")
    prepopulated_fields = {"slug": ("short_name",)}
    form = IssueForm
    inlines = (AgreementInline,)
    fieldsets = (
        (None, {"fields": ("story", ("name", "short_name"), "question", "slug", "order")}),
        ("What it is about", {"fields": ("explanation", "phases")}),
        (
            "Where it stands",
            {
                "fields": (("status", "status_on"), "standing", "agreed"),
                "description": "“Disputed” needs positions of two sides; what sides agree on, the evidence of each.",
            },
        ),
        ("Sources", {"fields": ("sources",)}),
    )


class EarlierDateInline(DeskInline[EarlierDate, Event]):
    """The dates that it had, the oldest first."""

    model = EarlierDate
    verbose_name = "date that it had before"
    verbose_name_plural = "dates that it had before, the oldest first"
    autocomplete_fields = ("set_by", "sources")
    ordering = ("order",)
    fields = (("when", "when_reported", "order"), ("set_on", "set_by"), "sources")


class EventLinkForm(OwnSource, PartForm):
    def lacks_source(self) -> bool:
        return self.cleaned_data.get("drawn_by") == EventLink.DrawnBy.SOURCE


class EventLinkInline(DeskInline[EventLink, Event]):
    model = EventLink
    form = EventLinkForm
    fk_name = "event"
    autocomplete_fields = ("to_event", "to_statement", "said_in", "source")
    ordering = ("order",)
    fields = (("relation", "order"), "to_event", "to_statement", "note", "drawn_by", "said_in", "source")


@admin.register(Event)
class EventAdmin(ListedAdmin[Event], SettingAdmin[Event], FromSourceAdmin[Event], FactAdmin[Event]):
    list_display = ("title", "on_day", "stands", "status", "phase", "in_issues", "from_sources", "in_story")
    list_filter = ("story", SinceEdition, Lacking, "status")
    list_select_related = ("story", "phase")
    search_fields = ("title", "body", "slug")
    ordering = ("story__slug", by_day("when"), "order_in_day", "slug")
    autocomplete_fields = ("story", "phase", "issues", "actors", "sources", "set_by")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (EarlierDateInline, EventLinkInline)
    fieldsets = (
        (None, {"fields": ("story", "title", "slug", "body", ("place", "place_wikidata"))}),
        WHEN,
        (
            "If its date was moved",
            {
                "fields": (("set_on", "set_by"),),
                "description": "It stays one event: the date above is the one that stands, with when and by whom it "
                "was set, if that is known; every date that it had before stands below, each with its report. "
                "No new date yet: leave the one above empty.",
            },
        ),
        (
            "Has it happened?",
            {
                "fields": ("status", "condition"),
                "description": "What is only expected is never shown as a thing that happened. What was put back is "
                "expected; “cancelled” is for what will not be held at all, and is said wherever the event stands.",
            },
        ),
        ("Where it belongs", {"fields": ("phase", "issues", "actors")}),
        ("Sources", {"fields": ("sources",)}),
    )


@admin.register(Figure)
class FigureAdmin(FactAdmin[Figure]):
    list_display = ("label", "qualifier", "low", "high", "unit", "in_story")
    search_fields = ("label", "unit", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story", "phase", "statements", "sources")
    prepopulated_fields = {"slug": ("label",)}
    fieldsets = (
        (None, {"fields": ("story", "label", "slug", "order", "phase")}),
        (
            "The number",
            {
                "fields": ("qualifier", ("low", "high"), "unit", ("out_of", "out_of_qualifier")),
                "description": "One number: fill in both low and high with it. “More than 30”: low only.",
            },
        ),
        ("For readers", {"fields": ("note",)}),
        ("Where we have it from", {"fields": ("statements", "sources")}),
    )


@admin.register(OpenQuestion)
class OpenQuestionAdmin(FactAdmin[OpenQuestion]):
    list_display = ("question", "issue", "status", "ended", "order", "in_story")
    list_filter = ("story", "ended", "status")
    list_select_related = ("story", "issue")
    search_fields = ("question", "why", "slug")
    ordering = ("story__slug", "order", "slug")
    autocomplete_fields = ("story", "issue", "sources", "answer_statements", "answer_sources")
    prepopulated_fields = {"slug": ("question",)}
    fieldsets = (
        (None, {"fields": ("story", "question", "slug", "order")}),
        ("Why it is open", {"fields": ("status", "why", "issue", "sources")}),
        (
            "How it ended",
            {
                "fields": (("ended", "ended_on"), "answer", "answer_statements", "answer_sources"),
                "description": "Empty while it is open. An answer has a date and evidence; the question stays.",
            },
        ),
    )


@admin.register(Term)
class TermAdmin(FactAdmin[Term]):
    list_display = ("name", "aliases", "in_story")
    search_fields = ("name", "aliases", "slug")
    ordering = ("story__slug", "name", "slug")
    autocomplete_fields = ("story", "sources")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("story", "name", "slug", "aliases")}),
        ("What it means here", {"fields": ("definition", "sources")}),
    )
