"""A translation as its readers would see it if it were published now: the same pages, staff only, never kept.

It must not publish anything, and no reader's module imports it.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override

from ..desk.page_notes import notes_here, on_page
from ..desk.translations import drafted, original_of
from ..edition.diffs import compare
from ..edition.document import Document, thaw
from ..models import Edition, Story, Translation
from ..reading.copies import Missing, Preview
from ..story.indexes import StoryIndex
from .views.answers import View, read_only, reader


def told(slug: str, language: str) -> Preview:
    """The translation of what readers of the original read, with the original's words where it has none yet. Missing
    where there is none."""
    try:
        story = Story.objects.get(slug=slug)
    except Story.DoesNotExist:
        raise Missing(slug) from None
    now = timezone.now()
    translation, original = Translation.objects.into(story, language), original_of(story, now)
    if translation is None or original is None:
        raise Missing(f"{slug} in {language}")
    return beside_newest(story, drafted(translation, original).document, notes=notes_here())


def beside_newest(story: Story, document: Document, **known: Any) -> Preview:
    """A copy of a translation, beside what readers of it read."""
    newest = Edition.objects.of(story, document.language).public_at(timezone.now()).readable().first()
    pending = compare(thaw(newest.document), document) if newest else None
    return Preview(StoryIndex(document), pending=pending, told_in=document.language, **known)


def story_told(document: Document) -> Story | None:
    """The story that ``document`` tells in another language than its own; None where it is the story itself."""
    translation = Translation.objects.telling(document.slug, document.language)
    return translation.story if translation else None


def in_translation(view: View) -> View:
    @read_only
    @wraps(view)
    def answer(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), "admin:login")
        if not request.user.has_perm("explainer.change_story"):
            raise PermissionDenied
        with override(language), on_page(request.path):
            return reader(view, lambda slug: told(slug, language))(request, **kwargs)

    return answer
