"""An event or a position begun from marked words of a source: its form comes filled in, and says what it rests on.

It must not take the words for ours: they are shown beside the form, and written into no field of it.
"""

from __future__ import annotations

from typing import Any, TypeVar

import reversion
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import urlencode

from explainer.desk.source_proposals import dated
from explainer.language.labels import direction
from explainer.language.marked_words import Marked, marked
from explainer.language.source_texts import touching
from explainer.models import SourceMark, SourceText, Story

from .base import DeskAdmin
from .forms import is_key
from .source_places import text_url

Row = TypeVar("Row", bound=Model)
reversion.register(SourceMark)  # what is deleted comes back with it
BEGUN = "_from_source"  # in addresses and forms: “source:start:end:print”


class FromSourceAdmin(DeskAdmin[Row]):
    """A kind of rows that can be begun so. It has a field ``sources`` and a key from ``SourceMark`` of its name."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        begun = begun_in(request.GET)
        initial.pop(BEGUN, None)
        if begun is None or not request.user.has_perm("explainer.view_sourcetext"):
            return initial
        text, words = begun
        initial["sources"] = [text.source_id]
        has_date = any(field.name == "when_reported" for field in self.model._meta.fields)
        if has_date and (found := dated(text.text, words, text.source)):
            initial |= {"when_reported": found.words[:80], "when": found.reading.when}
        return initial

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        sent = request.POST if request.method == "POST" else request.GET
        begun = begun_in(sent) if kwargs.get("add") else None
        if begun and request.user.has_perm("explainer.view_sourcetext"):
            text, words = begun
            context["begun"] = {
                "value": sent[BEGUN],
                "words": words.words,
                "source": text.source,
                "address": back_to(text, words, sent.get("story", "")),
                "direction": direction(text.source.language),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        begun = None if change else begun_in(request.POST)
        if begun and request.user.has_perm("explainer.add_sourcemark"):
            text, words = begun
            name = str(self.model._meta.model_name)
            SourceMark.objects.create(source=text.source, start=words.start, words=words.words, **{name: form.instance})

    def response_post_save_add(self, request: HttpRequest, obj: Row) -> HttpResponseRedirect:
        """Back to the same place in the text."""
        if begun := begun_in(request.POST):
            return HttpResponseRedirect(back_to(*begun, str(getattr(obj, "story_id", ""))))
        return super().response_post_save_add(request, obj)


def begun_in(sent: QueryDict) -> tuple[SourceText, Marked] | None:
    """The words that a row is begun from; None where none are named, or the text is another by now."""
    parts = sent.get(BEGUN, "").split(":")
    if len(parts) != 4 or not all(is_key(part) and len(part) < 9 for part in parts[1:3]) or not is_key(parts[0]):
        return None
    text = SourceText.objects.filter(source=int(parts[0])).select_related("source").first()
    if text is None or text.print != parts[3]:
        return None
    words = marked(text.text, int(parts[1]), int(parts[2]))
    return (text, words) if words else None


def begin(text: SourceText, words: Marked, story: Story | None) -> str:
    """The end of an address of a form to add something."""
    value = f"{text.source_id}:{words.start}:{words.end}:{text.print}"
    return urlencode([*([("story", str(story.pk))] if story else []), (BEGUN, value)])


def back_to(text: SourceText, words: Marked, story: str) -> str:
    sentence = next((each.number for each in touching(text.text, words.start, words.end)), 1)
    return f"{text_url(text.source)}?{urlencode({'story': story})}#s{sentence}"
