"""Forms that remember: the story last worked on, and what the next row has in common with the one before.

It must not remember anything that is not in the address or the session of who asks, nor change a row that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from django.contrib import messages
from django.db.models import Exists, Field, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from explainer.models import Actor, Involvement, Source, Statement, Story

from .choices import PLAIN, is_key, wants_plain
from .noted import noted
from .typed import ModelAdmin

Row = TypeVar("Row", bound=Model)
KEPT = "_kept"  # the parameter of a form that begins with what was kept
MOST_KEPT = 20  # rows of one list
WORKED_ON = "desk_story"  # in the session: the story of the row that was saved last


class Kept(NamedTuple):
    """One thing that was kept, in words, and the address of the form without it."""

    label: str
    words: str
    without: str


def story_at_hand(request: HttpRequest) -> int | None:
    """The one last worked on; without such, the only one there is."""
    worked_on: Any = request.session.get(WORKED_ON)
    if is_key(worked_on) and Story.objects.filter(pk=worked_on).exists():
        return int(worked_on)
    known = list(Story.objects.order_by("pk").values_list("pk", flat=True)[:2])
    return known[0] if len(known) == 1 else None


class RememberingAdmin(ModelAdmin[Row]):
    kept: tuple[str, ...] = ()  # fields that “Save and add another” carries over; the story always
    slug_from: tuple[str, ...] = ()  # where an address is made from other fields than a script makes it from
    words_between: tuple[str, ...] = ()  # that lists show between the words that they search

    # A new form begins with what is known.

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        names = {field.name for field in self.opts.get_fields()}
        if "story" in names and not initial.get("story") and (story := self.story_at_hand(request)):
            initial["story"] = story
        language = next((name for name in ("quoted_in", "language") if name in names and name not in initial), "")
        if language and self.model in (Source, Statement) and (code := self.language_of(initial, request)):
            initial["quoted_in" if self.model is Statement else "language"] = code
        return initial

    def story_at_hand(self, request: HttpRequest) -> int | None:
        return story_at_hand(request)

    def language_of(self, initial: dict[str, Any], request: HttpRequest) -> str | None:
        """A quotation is in the language of its source; a source in that of the story."""
        sources = initial.get("sources") or []
        first = next((key for key in (sources if isinstance(sources, list) else [sources]) if is_key(key)), None)
        if self.model is Statement and first:
            return Source.objects.filter(pk=first).values_list("language", flat=True).first()
        story: Any = initial.get("story") or self.story_at_hand(request)
        if not is_key(story):
            return None
        return Story.objects.filter(pk=story).values_list("language", flat=True).first()

    def get_form(self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.slug_from = self.slug_from or self.prepopulated_fields.get("slug", ())
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["plain_lists"] = wants_plain(request)
        context["ask_plain"] = self.address(request.path, request.GET, also={PLAIN: "1"})
        if kwargs.get("add"):
            form = context["adminform"].form
            self.begin_parts(form, context["inline_admin_formsets"])
            if KEPT in request.GET and request.method == "GET":
                context["kept"] = list(self.what_was_kept(request))
                context["begin_empty"] = request.path
        return super().render_change_form(request, context, *args, **kwargs)

    def begin_parts(self, form: Any, formsets: Any) -> None:
        """The lists of parts follow the story with which the form of a new row begins."""
        story = form.initial.get("story")
        if is_key(story):
            for each in formsets:
                each.formset.story_begun = int(str(story))
                for part in each.formset.forms if "forms" in each.formset.__dict__ else ():
                    part.offer_rows_of(each.formset.story_chosen())

    # The next one.

    def response_add(self, request: HttpRequest, obj: Row, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().response_add(request, obj, *args, **kwargs)
        return self.after(request, obj, response)

    def response_change(self, request: HttpRequest, obj: Row) -> HttpResponse:
        return self.after(request, obj, super().response_change(request, obj))

    def after(self, request: HttpRequest, row: Row, response: HttpResponse) -> HttpResponse:
        """Tell what was read and made, note the story, and carry over what the next row has in common."""
        for sentence in dict.fromkeys(noted(request).told):
            messages.info(request, sentence)
        story = row.pk if isinstance(row, Story) else getattr(row, "story_id", None)
        if story and request.session.get(WORKED_ON) != story:
            request.session[WORKED_ON] = story
        if "_addanother" not in request.POST or not isinstance(response, HttpResponseRedirect):
            return response
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
        before = QueryDict(response["Location"].partition("?")[2])
        return HttpResponseRedirect(self.address(address, before, also=dict(self.carried(row)) | {KEPT: "1"}))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        parts = [part for formset in formsets for part in formset.forms if part.has_changed()]
        noted(request).told += [sentence for each in (form, *parts) for sentence in getattr(each, "told", ())]

    def carried(self, row: Row) -> Iterator[tuple[str, str]]:
        for field in self.kept_fields():
            if field.many_to_many:
                keys = getattr(row, field.name).order_by("pk").values_list("pk", flat=True)[:MOST_KEPT]
                value = ",".join(map(str, keys))
            else:
                value = str(getattr(row, field.attname) or "")
            if value:
                yield field.name, value

    def kept_fields(self) -> list[Field[Any, Any]]:
        names = {field.name: field for field in (*self.opts.concrete_fields, *self.opts.many_to_many)}
        return [names[name] for name in dict.fromkeys(("story", *self.kept)) if name in names]

    def what_was_kept(self, request: HttpRequest) -> Iterator[Kept]:
        for field in self.kept_fields():
            if value := request.GET.get(field.name, ""):
                without = self.address(request.path, request.GET, less=field.name)
                if said := self.said(field, value):
                    yield Kept(capfirst(str(field.verbose_name)), said, without)

    def said(self, field: Field[Any, Any], value: str) -> str:
        if field.related_model is None:
            return value
        keys = [key for key in value.split(",")[:MOST_KEPT] if is_key(key)]
        rows: Any = field.related_model
        return "; ".join(str(row) for row in rows._base_manager.filter(pk__in=keys).order_by("pk"))

    def address(self, path: str, query: QueryDict, also: dict[str, str] | None = None, less: str = "") -> str:
        said = query.copy()
        for name, value in (also or {}).items():
            said[name] = value
        said.pop(less, None)
        return f"{path}?{said.urlencode()}" if said else path

    # Lists of other forms: found by what they show, and what the story has already comes first.

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        choosing = request.resolver_match and request.resolver_match.url_name == "autocomplete"
        if not choosing:
            return super().get_search_results(request, queryset, search_term)
        queryset, duplicates = super().get_search_results(request, queryset, self.as_searched(search_term))
        story, actor = request.GET.get("story", ""), request.GET.get("of_actor", "")
        if is_key(actor) and any(field.name == "actor" for field in self.opts.concrete_fields):
            queryset = queryset.filter(actor=int(actor))
        if is_key(story) and self.model in (Actor, Source):
            used: QuerySet[Any] = (
                Involvement.objects.filter(story=int(story), actor=OuterRef("pk"))
                if self.model is Actor
                else Statement.sources.through._base_manager.filter(source=OuterRef("pk"), statement__story=int(story))
            )
            ordering = self.get_ordering(request)
            queryset = queryset.annotate(in_the_story=Exists(used)).order_by("-in_the_story", *ordering)
        return queryset, duplicates

    def as_searched(self, term: str) -> str:
        """Without what a list shows between its words: “Reyes on the deal” is looked for as “Reyes the deal”."""
        words = [word.strip("“”‘’\"',:;()…") for word in term.split()]
        told = [word for word in words if word and word.casefold() not in self.words_between]
        return " ".join(told or words)
