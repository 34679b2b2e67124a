"""The preview beside a form: any page of the story as it would be with what is typed, without saving it.

It must not keep anything of the row, log it or tell anybody: the save is undone whatever comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError
from django.db.models import Model
from django.forms import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from explainer.desk.compose import compose
from explainer.desk.preview_copies import keep_typed
from explainer.desk.undone import undone
from explainer.edition.document import Document
from explainer.models import Story, Translation
from explainer.pages.preview import Unfinished, may_look, whole
from explainer.reading.copies import address_of
from explainer.serving.headers import policy

from .field_history import FieldHistoryAdmin
from .preview_pages import OFFERED, page_of
from .where_used import stories_of

Row = TypeVar("Row", bound=Model)
MOST = 20  # sentences about what is wrong with a form


@dataclass(frozen=True, slots=True)
class Shown:
    """The story as it would be, its row, and where the row is shown in it."""

    story: int
    document: Document
    page: tuple[str, tuple[Any, ...]]


class NotShown(Exception):
    """Why there is nothing to show, in sentences."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = list(sentences)[:MOST]
        super().__init__()


class PreviewBesideAdmin(FieldHistoryAdmin[Row]):
    @property
    def previews(self) -> bool:
        """Whether the form has a preview beside it: a translation is shown by editions of its own."""
        return self.model is not Translation

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view(require_POST(self.typed_view)), self._typed_name
        mine = [path("typed/", view, name=f"{name}_new"), path("<int:pk>/typed/", view, name=name)]
        return [*(mine if self.previews else []), *super().get_urls()]

    @property
    def _typed_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_typed"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        past = context.get("revert") or context.get("recover")
        new_story = row is None and self.model is Story  # nothing can be kept of a story that is not there yet
        if self.previews and not (context.get("is_popup") or past or new_story) and may_look(request):
            new, own = f"admin:{self._typed_name}_new", f"admin:{self._typed_name}"
            context["preview_typed"] = {
                "address": reverse(own, args=(row.pk,)) if row is not None else reverse(new),
                "pages": OFFERED,
                "stories": stories_of(row) if row is not None and not hasattr(row, "story") else [],
            }
        response = super().render_change_form(request, context, *args, **kwargs)
        if "preview_typed" in context:
            response["Content-Security-Policy"] = policy(frame_src="'self'")
        return response

    def typed_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """For a script the address of a page, or what is wrong, as JSON; without one the page itself."""
        if not may_look(request):
            raise PermissionDenied
        plain = "application/json" not in request.headers.get("Accept", "")
        try:
            shown = self.shown(request, pk)
        except NotShown as refusal:
            if plain:
                context = {"title": "This cannot be shown yet", "sentences": refusal.sentences, "opts": self.opts}
                context |= self.admin_site.each_context(request)
                return TemplateResponse(request, "admin/explainer/not_shown.html", context, status=422)
            return JsonResponse({"problems": refusal.sentences})
        kept = keep_typed(request.user, Story(pk=shown.story), request.path, shown.document)
        slug, key = shown.document.slug, str(kept.pk)
        here = address_of(None, "typed", shown.page[0], slug, key, shown.page[1])
        if plain:
            return HttpResponseRedirect(here)
        return JsonResponse({"address": here, "start": address_of(None, "typed", "overview", slug, key, ())})

    def shown(self, request: HttpRequest, pk: int | None) -> Shown:
        try:
            with _unheard(request), undone():
                return self._shown(request, pk)
        except OperationalError:
            raise NotShown("The database is busy just now. Nothing was changed; look again in a moment.") from None
        except IntegrityError:
            raise NotShown("Something that is at the desk by now stands in its place.") from None
        except ValidationError as error:
            raise NotShown(*error.messages) from None
        except Unfinished as unfinished:
            raise NotShown(*(problem.sentence for problem in unfinished.problems)) from None

    def _shown(self, request: HttpRequest, pk: int | None) -> Shown:
        """Save as the form would, compose, and say what came of it; whoever calls undoes it."""
        row = self.get_object(request, str(pk)) if pk is not None else None
        if pk is not None and row is None:
            raise NotShown("It is not there any more: it was deleted, perhaps while you had it open.")
        may = self.has_add_permission(request) if row is None else self.has_change_permission(request, row)
        if not may:
            raise PermissionDenied
        change = row is not None
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=change, fields=fields)(request.POST, request.FILES, instance=row)
        valid = form.is_valid()
        typed = self.save_form(request, form, change=change) if valid else form.instance
        formsets: list[Any] = self._create_formsets(request, typed, change=change)[0]  # type: ignore[attr-defined]  # stubs lack it
        if not all_valid(formsets) or not valid:
            raise NotShown(*_problems(form, formsets))
        self.save_model(request, typed, form, change)
        self.save_related(request, form, formsets, change)
        story = _story_of(typed, request.POST.get("_preview_story", ""))
        document = whole(compose(story.slug))
        wanted = request.POST.get("_preview_page", "")
        return Shown(story.pk, document, (wanted, ()) if wanted in OFFERED else page_of(typed, document))


def _story_of(row: Model, wanted: str) -> Story:
    """The story in which it is shown: the one that was asked for, else the first."""
    stories = stories_of(row)
    if not stories:
        raise NotShown("It is in no story yet, so there is no page to show.")
    return next((story for story in stories if story.slug == wanted), stories[0])


def _problems(form: Any, formsets: list[Any]) -> Iterator[str]:
    yield from _said(form, "")
    for formset in formsets:
        name = str(formset.model._meta.verbose_name)
        yield from (f"{name}: {sentence}" for sentence in formset.non_form_errors())
        for number, part in enumerate(formset.forms, 1):
            yield from _said(part, f"{name} {number}, ")


def _said(form: Any, place: str) -> Iterator[str]:
    for name, sentences in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        yield from (f"{place}{label}: {each}" if label or place else str(each) for each in sentences)


class _Nowhere(BaseStorage):
    """Messages that nobody is to read."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Any], bool]:
        return [], True

    def _store(self, *args: Any, **kwargs: Any) -> list[Any]:
        return []


@contextmanager
def _unheard(request: Any) -> Iterator[None]:
    """What forms say of a save is not said of one that never happened."""
    kept = request._messages
    request._messages = _Nowhere(request)
    try:
        yield
    finally:
        request._messages = kept
