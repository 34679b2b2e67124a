"""The desk as readers would see it if it were published now: same pages, staff only, never kept.

It must not publish anything, and no reader's module imports it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial, wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ..desk.compose import Draft, compose
from ..desk.page_notes import notes_here, on_page
from ..desk.row_checks import plainly, titles_of
from ..desk.rules.checks import every_reference_leads_somewhere
from ..edition.diffs import compare
from ..edition.document import Document
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
    return preview_of(whole(draft))


def whole(draft: Draft) -> Document:
    """The document, or Unfinished with what leads nowhere in it: pages cannot be made of that."""
    if problems := list(every_reference_leads_somewhere(draft)):
        told = partial(plainly, story=draft.document, titles=titles_of(draft.document))
        raise Unfinished([replace(each, sentence=told(each.sentence)) for each in problems])
    return draft.document


def preview_of(document: Document, **known: Any) -> Preview:
    """A copy of the desk, beside what readers read of the same story."""
    try:
        reading = current(document.slug)
    except (Missing, Withdrawn):
        return Preview(StoryIndex(document), **known)
    pending = compare(reading.story, document)
    return Preview(StoryIndex(document), pending=pending, published=reading.edition.number, **known)


def may_look(request: HttpRequest) -> bool:
    """Staff of a group; an account that is in none sees nothing of the desk."""
    return admin.site.has_permission(request) and request.user.has_perm("explainer.view_story")


def refused(request: HttpRequest) -> HttpResponse:
    """The door for who is not in yet; for who is, and may not, nothing."""
    if admin.site.has_permission(request):
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), "admin:login")


def unfinished_page(unfinished: Unfinished) -> HttpResponse:
    response = page("unfinished.html", status=409, problems=unfinished.problems)
    response["Cache-Control"] = "no-store"
    return response


def staff_only(view: View) -> View:
    shown = reader(view, lambda slug: replace(desk(slug), notes=notes_here()))

    @read_only
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_look(request):
            return refused(request)
        try:
            with on_page(request.path):
                return shown(request, **kwargs)
        except Unfinished as unfinished:
            return unfinished_page(unfinished)

    return answer
