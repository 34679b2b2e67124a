"""The desk's pages on which one thing is taken back from every edition: one person asks, another confirms.

It must not write an edition itself; ``explainer.desk.taking_back`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from explainer.desk import taking_back
from explainer.desk.row_checks import plainly, titles_of
from explainer.desk.taking_back import NotTaken, Survey
from explainer.edition import document as shape
from explainer.edition.fields import fields_of
from explainer.models import Edition, Takedown
from explainer.models.takedowns import REASON_LENGTH

from .carried import went_through
from .editions import ReadOnlyAdmin
from .forms import LineWidget, is_key
from .publishing_acts import in_words
from .taken_back import KINDS, TAKE_BACK, thing_of

MOST_PLACES = 40  # shown of each list; the rest is counted
CALLED = {name: field.called for kind in reversed(shape.KINDS) for name, field in fields_of(kind).items()}


class AskForm(forms.Form):
    required_css_class = "required"
    basis = forms.ChoiceField(label="Ground", choices=Takedown.Basis.choices)
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_LENGTH,
        widget=LineWidget,
        help_text="Readers are shown it where the thing stood. It must not say what is taken back.",
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="Reason for readers", max_length=REASON_LENGTH, widget=LineWidget, help_text="Listed under Corrections."
    )


ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "confirm": (taking_back.confirm, "Taken back from every edition. Readers are told when, on what ground and why."),
    "drop": (taking_back.drop, "The request is dropped; nothing has changed for readers."),
    "ask-back": (taking_back.ask_back, "Asked to bring it back. A second person is needed."),
    "bring-back": (taking_back.bring_back, "Brought back, in every edition that had it. The next edition has it too."),
}


@admin.register(Takedown)
class TakedownAdmin(ReadOnlyAdmin[Takedown]):
    list_display = ("__str__", "basis", "where_it_is", "asked", "asker_name", "confirmer_name")
    list_filter = ("kind", "basis")
    search_fields = ("slug", "story", "reason")
    ordering = ("-asked_at", "-pk")
    fieldsets = (
        (None, {"fields": ("kind", "story", "slug", "basis", "reason", "where_it_is")}),
        ("Taken back", {"fields": ("asked", "asker_name", "taken", "confirmer_name", "stories")}),
        ("Brought back", {"fields": ("return_reason", "return_asker_name", "returned", "returner_name")}),
    )
    change_form_template = "admin/explainer/takedown/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "ask/<slug:kind>/<int:pk>/",
                wrap(require_http_methods(["GET", "HEAD", "POST"])(self.ask)),
                name="explainer_takedown_ask",
            ),
            path("<int:pk>/act/<slug:act>/", wrap(require_POST(self.act)), name="explainer_takedown_act"),
            *super().get_urls(),
        ]

    @admin.display(description="state")
    def where_it_is(self, row: Takedown) -> str:
        said = {
            "asked": "asked for; nothing has changed for readers",
            "taken": "taken back",
            "return-asked": "taken back; its return is asked for",
            "returned": "brought back",
        }
        return said[row.state]

    @admin.display(description="asked for", ordering="asked_at")
    def asked(self, row: Takedown) -> str:
        return in_words(row.asked_at)

    @admin.display(description="taken back at")
    def taken(self, row: Takedown) -> str:
        return in_words(row.taken_at) if row.taken_at else "Not yet."

    @admin.display(description="brought back at")
    def returned(self, row: Takedown) -> str:
        return in_words(row.returned_at) if row.returned_at else "No."

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = Takedown.objects.filter(pk=object_id).first() if is_key(object_id) else None
        extra = dict(extra_context or {})
        if row:
            first = row.asked_by_id if row.state == "asked" else row.return_asked_by_id
            extra |= {
                "row": row,
                "places": shown(taking_back.survey(row.kind, row.story, row.slug)) if row.state == "asked" else None,
                "may_act": request.user.has_perm(TAKE_BACK),
                "is_mine": first == request.user.pk,
                "return_form": ReturnForm(),
            }
        return super().change_view(request, object_id, form_url, extra)

    def ask(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        if not request.user.has_perm(TAKE_BACK):
            raise PermissionDenied
        model = next((model for model, name in KINDS.items() if name == kind), None)
        if model is None:
            raise Http404
        thing: Model = get_object_or_404(model, pk=pk)
        story, slug = thing_of(thing)
        form = AskForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                row = taking_back.ask(kind, story, slug, by=request.user, **form.cleaned_data)
                went_through(request)
                messages.success(request, "Asked for. Nothing has changed for readers: a second person confirms it.")
                return HttpResponseRedirect(reverse("admin:explainer_takedown_change", args=(row.pk,)))
            except NotTaken as refusal:
                form.add_error(None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Take back this {kind} from every edition",
            "subtitle": str(thing),
            "opts": self.opts,
            "thing": thing,
            "form": form,
            "places": shown(taking_back.survey(kind, story, slug)),
            "back": reverse(f"admin:explainer_{model._meta.model_name}_change", args=(pk,)),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/explainer/takedown/ask.html", context)

    def act(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        if not request.user.has_perm(TAKE_BACK):
            raise PermissionDenied
        if act not in ACTS:
            raise Http404
        row = get_object_or_404(Takedown, pk=pk)
        do, said = ACTS[act]
        given = {"reason": request.POST.get("reason", "")} if act == "ask-back" else {}
        try:
            do(row, by=request.user, **given)
            messages.success(request, said)
        except NotTaken as refusal:
            messages.error(request, str(refusal))
        if not Takedown.objects.filter(pk=pk).exists():
            return HttpResponseRedirect(reverse("admin:explainer_takedown_changelist"))
        return HttpResponseRedirect(reverse("admin:explainer_takedown_change", args=(pk,)))


def shown(found: Survey) -> dict[str, Any]:
    """What the page says of where it stands, each list as long as can be read."""
    groups = []
    for editions, places in found.editions:
        named = _naming(editions)
        lists = {
            "with_it": list(map(named, places.with_it)),
            "touched": list(map(named, places.touched)),
            "reworded": [f"{named(at)}, {CALLED.get(name, name)}" for at, name in places.reworded],
        }
        cut = {name: (rows[:MOST_PLACES], max(len(rows) - MOST_PLACES, 0)) for name, rows in lists.items()}
        groups.append({"editions": list(map(str, editions)), **cut})
    return {
        "count": found.count,
        "groups": groups,
        "elsewhere": list(map(str, found.elsewhere)),
        "notes": list(map(str, found.notes)),
        "names": found.names,
        "said": found.said,
    }


def _naming(editions: list[Edition]) -> Callable[[str], str]:
    """What a row is called, by its place, as the first of ``editions`` has it."""
    if not editions:
        return str
    story = shape.thaw(editions[0].document)
    return partial(plainly, story=story, titles=titles_of(story))
