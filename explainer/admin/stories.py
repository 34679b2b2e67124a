"""The desk's form for stories, with the panel that shows where each stands between the desk and its readers.

It must not publish inside the transaction of a save.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from explainer.desk import publishing
from explainer.desk.compose import Draft, compose
from explainer.desk.marks import marks_of
from explainer.desk.snapshots import after_others, one_view
from explainer.edition.document import Unreadable, thaw
from explainer.edition.shown import digest_in
from explainer.edition.shown import shown as marks
from explainer.edition.weighty import weighty
from explainer.models import Background, CastGroup, Edition, Involvement, KeyPoint, StateRow, Story
from explainer.models.editions import NOTE_LENGTH

from .causes import sentences_of
from .fields import DeskInline
from .forms import DeskFormSet, PartForm, is_key
from .noted import noted
from .panel import may, since, standing
from .preview_links import LentPreviews
from .publishing import PublishingPages
from .publishing_acts import KINDS, changed, in_words, published
from .several import chosen_in_the_list
from .story_history import StoryHistory
from .work_links import StoryLinks

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Editions(TypedDict):
    """What the list adds to a story: its newest public edition, and when the next one comes out."""

    newest_number: int | None
    newest_at: datetime
    newest_withdrawn: datetime | None
    coming_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is to be published: the desk's copy just before it and just after, and where to go then."""

    story: Story
    before: Draft
    after: Draft
    response: HttpResponse


class StateRowInline(DeskInline[StateRow, Story]):
    model = StateRow
    verbose_name_plural = "state of play"
    autocomplete_fields = ("sources",)
    prepopulated_fields = {"slug": ("label",)}
    ordering = ("order", "slug")
    fields = (("label", "order"), "text", "when", "on_every_page", "sources", "slug")


class KeyPointInline(DeskInline[KeyPoint, Story]):
    model = KeyPoint
    autocomplete_fields = ("statements", "sources")
    prepopulated_fields = {"slug": ("sentence",)}
    ordering = ("order", "slug")
    classes = ("collapse",)
    fields = ("order", "sentence", "meaning", "statements", "sources", "slug")


class BackgroundInline(DeskInline[Background, Story]):
    model = Background
    autocomplete_fields = ("statements", "sources")
    prepopulated_fields = {"slug": ("kind",)}
    ordering = ("order", "slug")
    classes = ("collapse",)
    fields = (("kind", "order"), "text", "not_known", "statements", "sources", "slug")


class CastGroupInline(DeskInline[CastGroup, Story]):
    model = CastGroup
    prepopulated_fields = {"slug": ("heading",)}
    ordering = ("order", "slug")
    classes = ("collapse",)
    fields = (("heading", "order"), "part", "slug")


class InvolvementForm(PartForm):
    """Without a mark its set of forms makes one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mark"].required = False


class InvolvementFormSet(DeskFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.kept() if "actor" in form.cleaned_data]
        given = [(form.cleaned_data["actor"], form.cleaned_data.get("mark") or "") for form in kept]
        for form, mark in zip(kept, marks_of(given), strict=True):
            form.instance.mark = mark


class InvolvementInline(DeskInline[Involvement, Story]):
    model = Involvement
    form = InvolvementForm
    formset = InvolvementFormSet
    verbose_name_plural = "who takes part"
    autocomplete_fields = ("actor",)
    ordering = ("order", "actor__slug")
    classes = ("collapse",)
    fields = ("actor", ("part", "group"), ("mark", "order"))


@admin.register(Story)
class StoryAdmin(StoryLinks, LentPreviews, StoryHistory, PublishingPages):
    list_display = ("title", "workplace", "public", "scheduled", "as_of", "slug")
    actions = ("publish_several",)
    search_fields = ("title", "short_title", "question", "slug")
    ordering = ("title", "slug")
    prepopulated_fields = {"slug": ("short_title",)}
    inlines = (StateRowInline, KeyPointInline, BackgroundInline, CastGroupInline, InvolvementInline)
    view_on_site = False  # it would lead to nothing before the first edition; the panel knows
    fieldsets = (
        ("The story", {"fields": ("title", "short_title", ("slug", "language"))}),
        (
            "The question that it answers",
            {
                "fields": ("question", "short_answer", "standfirst"),
                "description": "The question is the headline; the answer stands before anything else.",
            },
        ),
        ("What it covers", {"fields": (("as_of", "coverage", "next_update"), "limits")}),
        (
            "Who stands behind it",
            {
                "fields": (("byline", "editor"),),
                "description": "Shown in the foot of its pages, in citations, feeds and data. Empty: nobody is named, "
                "and the site’s publisher stands behind it alone.",
                "classes": ("collapse",),
            },
        ),
        (
            "Words of its own",
            {
                "fields": (("phase_word", "phases_word"),),
                "description": "Pages say them wherever they would say “phase” and “phases”; a translation has its "
                "own. What the cast is called stands below, under “Groups of those who take part”.",
                "classes": ("collapse",),
            },
        ),
    )

    # The list.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        editions = Edition.objects.of(OuterRef("pk"))
        newest, coming = editions.public_at(timezone.now()), editions.scheduled_after(timezone.now())
        return super().get_queryset(request).annotate(
            newest_number=Subquery(newest.values("number")[:1]),
            newest_at=Subquery(newest.values("published_at")[:1]),
            newest_withdrawn=Subquery(newest.values("withdrawn_at")[:1]),
            coming_at=Subquery(coming.values("published_at")[:1]),
        )  # fmt: skip

    @admin.display(description="public", ordering="newest_at", empty_value="Not published yet")
    def public(self, story: WithAnnotations[Story, Editions]) -> str | None:
        if story.newest_number is None:
            return None
        state = "withdrawn" if story.newest_withdrawn else in_words(story.newest_at)
        return f"Edition {story.newest_number}, {state}"

    @admin.display(description="scheduled", ordering="coming_at")
    def scheduled(self, story: WithAnnotations[Story, Editions]) -> str | None:
        return in_words(story.coming_at) if story.coming_at else None

    @admin.action(description="Publish the chosen stories…", permissions=["publish"])
    def publish_several(self, request: HttpRequest, queryset: QuerySet[Story]) -> HttpResponse:
        return chosen_in_the_list(self, request, queryset)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request.user)["publish"]

    # The form, with its panel.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story = context.get("original")
        if story and not context["is_popup"] and not (context.get("revert") or context.get("recover")):
            stands = standing(Story.objects.get(pk=story.pk), timezone.now())
            context |= {"stands": stands, "may": may(request.user), "kinds": KINDS}
            context["two_people"] = settings.PUBLISH_NEEDS_TWO_PEOPLE
            context["shown"] = request.POST.get("_shown", stands.seen)  # beside a mistake nobody reads what else is new
            context["weighty"] = changed(stands.weighty) if stands.weighty else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Story) -> HttpResponse:
        if "_publish" not in request.POST or not may(request.user)["publish"]:
            return super().response_change(request, obj)
        noted(request).to_publish = obj
        return HttpResponseRedirect(reverse("admin:explainer_story_change", args=(obj.pk,)) + "#publishing")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As usual. “Save and publish” publishes here, after the save is committed, which stands either way."""
        if request.method != "POST" or "_publish" not in request.POST or not may(request.user)["publish"]:
            return super().change_view(request, object_id, form_url, extra_context)
        saved = after_others(lambda: self.save_to_publish(request, object_id, form_url, extra_context))
        return self.publish_saved(request, saved) if isinstance(saved, Saved) else saved

    def save_to_publish(self, request: HttpRequest, pk: str, *args: Any) -> HttpResponse | Saved:
        """Save, and compose what was there just before and after, all in one view of the desk.

        So that the two differ by what this editor saved and by nothing else, whoever saves beside it.
        """
        noted(request).to_publish = None
        with one_view():
            there = Story.objects.filter(pk=pk).first() if is_key(pk) else None
            before = compose(there.slug) if there else None
            response = super().change_view(request, pk, *args)
            story = noted(request).to_publish
            if before is None or story is None:
                return response
            return Saved(story, before, compose(story.slug), response)

    def publish_saved(self, request: HttpRequest, saved: Saved) -> HttpResponse:
        """Publish what the page showed and this save added to it, or say why not."""
        story, shown = saved.story, request.POST.get("_shown", "")
        note = " ".join(request.POST.get("_note", "").split())[:NOTE_LENGTH]
        kind = request.POST.get("_kind", "")
        newest = Edition.objects.of(story).public_at(timezone.now()).first()
        if digest_in(shown) != saved.before.digest:
            return self.refuse_unseen_save(request, saved, since(shown, saved.before.document, newest))
        if (nouns := asked(newest, saved.after)) and not (note and kind in dict(KINDS)):
            messages.warning(request, f"Saved at the desk, but not published yet: {changed(nouns)}.")
            messages.warning(request, "Say what kind of edition it is, and tell readers why.")
            address = reverse("admin:explainer_story_publish", args=(story.pk,))
            return HttpResponseRedirect(f"{address}?{urlencode({'note': note})}")
        try:
            edition = publishing.publish(
                story, seen=saved.after.digest, note=note, kind=kind if kind in dict(KINDS) else None, by=request.user
            )
        except publishing.NotSeen:
            now = compose(story.slug).document
            return self.refuse_unseen_save(request, saved, since(marks(saved.after.document), now, newest))
        except publishing.NotPublishable as refusal:
            messages.warning(request, "Saved at the desk, but not published. What stops it is listed below.")
            for sentence in sentences_of(refusal.problems[:5], saved.after.document):
                messages.error(request, sentence)
        else:
            messages.success(request, f"Saved. {published(edition)}")
        return saved.response

    def refuse_unseen_save(self, request: HttpRequest, saved: Saved, new: list[str]) -> HttpResponse:
        messages.warning(
            request,
            "Saved at the desk, but not published: somebody else saved at the desk after you opened this page. "
            "Look at what differs, below, and publish then. This is new since then:",
        )
        for sentence in new:
            messages.error(request, sentence)
        return saved.response


def asked(newest: Edition | None, draft: Draft) -> list[str]:
    """What changed that readers have already, so that they are told the kind of edition and why."""
    try:
        return weighty(thaw(newest.document), draft.document) if newest else []
    except Unreadable:
        return []
