"""What somebody is told at the desk: a short list on top of its pages, and all of it on a page, read or not.

It must not tell of anything itself, nor show one person's notices to another.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from explainer.models import Notice

from .forms import is_key
from .own_pages import at_the_desk, own_page

ON_TOP, MOST = 3, 100  # notices on top of each page, and on their own


def on_top(request: HttpRequest) -> Any:
    """The unread ones, asked for when a page shows them. One query."""

    def found() -> dict[str, Any]:
        if not request.user.is_authenticated or not admin.site.has_permission(request):
            return {}
        rows = list(Notice.objects.of(request.user).unread()[: ON_TOP + 1])
        return {"rows": rows[:ON_TOP], "more": len(rows) > ON_TOP} if rows else {}

    return SimpleLazyObject(found)


@at_the_desk()
def listed(request: HttpRequest) -> HttpResponse:
    own = Notice.objects.of(request.user)
    if request.method == "POST":
        key = request.POST.get("notice", "")
        chosen = own.among([int(key)]) if is_key(key) else own if key == "all" else own.none()
        if "_unread" in request.POST:
            chosen.update(read_at=None)
        else:
            chosen.unread().update(read_at=timezone.now())
        messages.success(request, "Noted.")
        return HttpResponseRedirect(reverse("notices"))
    rows = list(own[:MOST])
    return own_page(request, "admin/explainer/notices/list.html", "What you were told", {"rows": rows})


urlpatterns = [path("notices/", listed, name="notices")]
