"""The desk's form for “then and now”, and the button with which two people approve a comparison.

It must not record an approval itself; ``explainer.desk.approving`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from reversion import register

from explainer.desk import approving
from explainer.desk.approvals import NEEDED, Waiting
from explainer.desk.compose import compose
from explainer.models import Approval, Comparison

from .base import DeskAdmin, change_url
from .publishing_acts import PUBLISH, in_words

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

register(Approval)  # so that one comes back with the comparison that it was deleted with


class Waits(TypedDict):
    """What the list adds to a comparison: what it waits for, if it does."""

    waiting: Waiting | None


@admin.register(Comparison)
class ComparisonAdmin(DeskAdmin[Comparison]):
    list_display = ("__str__", "relation", "state", "in_story")
    list_filter = ("story", "issue", "relation")
    list_select_related = ("story", "issue", "earlier__speaker", "later")
    search_fields = ("slug", "earlier__topic", "later__topic", "later__speaker__name", "issue__name")
    ordering = ("story__slug", "issue__order", "issue__slug", "slug")
    autocomplete_fields = ("story", "issue", "earlier", "later")
    fieldsets = (
        (None, {"fields": ("story", "issue", "slug")}),
        (
            "Then and now",
            {
                "fields": ("earlier", "relation", "later"),
                "description": "Two statements of one speaker. Read it as a sentence, from the later one: "
                "“the later statement narrows the earlier one”. It is about the words, not about the speaker.",
            },
        ),
    )

    # The list.

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comparison]:
        return super().get_queryset(request).prefetch_related("approvals")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """As Django's; each row knows what it waits for, found once for a story."""
        found = super().get_changelist_instance(request)
        stories = {comparison.story.slug for comparison in found.result_list}
        waiting = {(slug, waits.pair.slug): waits for slug in stories for waits in compose(slug).waiting}
        for comparison in found.result_list:
            comparison.waiting = waiting.get((comparison.story.slug, comparison.slug))
        return found

    @admin.display(description="approvals")
    def state(self, comparison: WithAnnotations[Comparison, Waits]) -> str:
        """Who approved it as it stands."""
        given = (
            comparison.waiting.given
            if comparison.waiting
            else sorted(comparison.approvals.all(), key=lambda each: each.place)
        )
        names = ", ".join(approval.name for approval in given)
        return f"{len(given)} of {NEEDED}" + (f": {names}" if names else "")

    # The form, with what is approved above it.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shown = context.get("original")
        if shown and not context["is_popup"] and not (context.get("revert") or context.get("recover")):
            context |= panel(Comparison.objects.get(pk=shown.pk), request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Comparison, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            self.clear(request, obj)

    def went_back(self, request: HttpRequest, row: Comparison) -> None:
        self.clear(request, row)

    def clear(self, request: HttpRequest, comparison: Comparison) -> None:
        if gone := approving.forget(comparison):
            one = "Its approval was" if gone == 1 else "Its two approvals were"
            messages.warning(request, f"{one} for what it said before, and cleared. Two people approve it again.")

    # The button.

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.approve))
        return [path("<int:pk>/approve/", view, name="explainer_comparison_approve"), *super().get_urls()]

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not (request.user.has_perm(PUBLISH) and self.has_view_permission(request)):
            raise PermissionDenied
        comparison = get_object_or_404(Comparison, pk=pk)
        try:
            approval = approving.approve(comparison, seen=request.POST.get("seen", ""), by=request.user)
        except approving.NotApproved as refusal:
            messages.error(request, str(refusal))
        else:
            last = approval.place == NEEDED
            messages.success(
                request,
                "Approved by two people. It is in the next edition."
                if last
                else "Approved. A second person is needed.",
            )
        return HttpResponseRedirect(change_url(comparison))


def panel(comparison: Comparison, user: Any) -> dict[str, Any]:
    """What stands above the form: both statements, who has approved them, and whether ``user`` can."""
    pending: Waiting | None = approving.waiting(comparison)
    given = Approval.objects.of_comparison(comparison)
    counts = pending.given if pending else tuple(given)
    return {
        "waiting": pending,
        "needed": NEEDED,
        "statements": (comparison.earlier, comparison.later),
        "counting": [(approval, in_words(approval.at)) for approval in counts],
        "may_approve": bool(pending) and user.has_perm(PUBLISH) and user.pk not in [each.by_id for each in counts],
        "has_approved": user.pk in [each.by_id for each in counts],
    }
