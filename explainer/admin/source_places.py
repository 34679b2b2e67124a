"""Where the text of a source is at the desk, and what of it a request asks for: which story, which words.

It must not answer a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from explainer.desk.source_texts import not_there
from explainer.language.marked_words import Marked, marked
from explainer.language.source_texts import LONGEST, at, find, sentences
from explainer.language.text import tidy
from explainer.models import Source, SourceText, Story
from explainer.models.source_texts import story_last_told

from .forms import is_key
from .remembering import story_at_hand


def text_url(source: Source) -> str:
    return reverse("admin:explainer_source_text", args=(source.pk,))


def by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With", "") == "source-text"


def story_of(request: HttpRequest, source: Source) -> Story | None:
    """The story that was chosen, else the one last told from this source, else the one that this editor works on."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = str(sent.get("story", ""))
    story = Story.objects.filter(pk=chosen).first() if is_key(chosen) else None
    if story or chosen:
        return story
    return story_last_told(source) or Story.objects.filter(pk=story_at_hand(request) or 0).first()


def number(sent: Mapping[str, Any], name: str) -> int | None:
    said = str(sent.get(name, "")).strip()
    return int(said) if is_key(said) and len(said) < 9 else None


def marked_in(sent: Mapping[str, Any], text: SourceText) -> tuple[Marked | None, str]:
    """What is asked for: from one character to another, from one sentence to another, or by its words."""
    start, end, first = number(sent, "start"), number(sent, "end"), number(sent, "first")
    words = tidy(str(sent.get("words", ""))[:LONGEST])
    if sent.get("print", text.print) != text.print:
        return None, "The text was replaced while you had it open. Load the page again, and mark the words anew."
    if start is not None and end is not None:
        found = marked(text.text, start, end)
        return found, "" if found else "No words stand there."
    if words:
        span = find(text.text, words)
        return (marked(text.text, *span), "") if span else (None, not_there(words, text.text))
    if first is not None:
        there = sentences(text.text)
        last = number(sent, "last") or first
        inside = [each for each in there if min(first, last) <= each.number <= max(first, last)]
        if not inside:
            return None, f"The text has {len(there)} sentences."
        return marked(text.text, inside[0].start, inside[-1].end), ""
    return None, ""


def marked_again(sent: Mapping[str, Any], text: SourceText, words: str) -> tuple[Marked | None, bool]:
    """What was marked, in the text as it is now; and whether that is another than the one that was marked in."""
    start, end = number(sent, "start"), number(sent, "end")
    if start is None or end is None:
        return None, False
    if sent.get("print", "") == text.print:
        return marked(text.text, start, end), False
    span = at(text.text, start, end, words) if words else None
    return (marked(text.text, *span) if span else None), True
