"""The desk as readers would see it if it were published now: same pages, staff only, never kept.

It must not publish anything, and no reader's module imports it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from ..desk.compose import compose
from ..desk.rules.checks import every_reference_leads_somewhere
from ..edition.diffs import compare
from ..models import Story
from ..reading.copies import Missing, Preview
from ..reading.gone import Withdrawn
from ..reading.readings import current
from ..story.indexes import StoryIndex
from .views.answers import View, page, read_only, reader


class Unfinished(LookupError):
    """The desk's copy does not hold together yet; ``problems`` are sentences."""

    def __init__(self, problems: list[Any]) -> None:
        self.problems = problems
        super().__init__()


def desk(slug: str) -> Preview:
    """The desk's copy of a story; Missing when there is none, Unfinished when its references lead nowhere."""
    try:
        draft = compose(slug)
    except Story.DoesNotExist:
        raise Missing(slug) from None
    if problems := list(every_reference_leads_somewhere(draft)):
        raise Unfinished(problems)
    try:
        pending = compare(current(slug).story, draft.document)
    except (Missing, Withdrawn):
        pending = None
    return Preview(StoryIndex(draft.document), pending=pending)


def staff_only(view: View) -> View:
    shown = reader(view, desk)

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), "admin:login")
        try:
            return shown(request, **kwargs)
        except Unfinished as unfinished:
            response = page("unfinished.html", status=409, problems=unfinished.problems)
            response["Cache-Control"] = "no-store"
            return response

    return answer
