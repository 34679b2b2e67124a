"""At the foot of each form: where its row is used, so that nobody changes unawares what stands elsewhere.

It must not know a model by name, save that a story is not used by what is in it.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from explainer.models import Story

from .preview_beside import PreviewBesideAdmin
from .where_used import users_of

Row = TypeVar("Row", bound=Model)
MOST = 30  # places that are shown


class UsedInAdmin(PreviewBesideAdmin[Row]):
    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        past = context.get("revert") or context.get("recover")
        if row is not None and not (context.get("is_popup") or past or isinstance(row, Story)):
            places, more = users_of(row, MOST)
            context["used_in"] = {"places": places, "more": more, "most": MOST}
        return super().render_change_form(request, context, *args, **kwargs)
