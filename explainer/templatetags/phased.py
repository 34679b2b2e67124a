"""What a phase is called in the story being read, in every sentence that says so.

It must not hold a sentence: they are in ``phase_words``.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from explainer.story.indexes import StoryIndex

from .reader import content, content_lang, filled

register = template.Library()


@register.simple_tag(takes_context=True)
def phased(context: Context, sentence: str, *, plain: bool = False, **values: Any) -> str:
    """A sentence of ``SENTENCES``. The story's own word in it is content. ``plain``: for a title or an attribute."""
    index: StoryIndex = context["reading"].index
    words = index.words
    own = words.words(sentence, values.get("number"))
    if plain or not (own or values):
        return words.say(sentence, **values)
    return filled(words.pattern(sentence), **_content(context, own), **values)


@register.simple_tag(takes_context=True)
def phases_counted(context: Context) -> str:
    """“The five stages”."""
    index: StoryIndex = context["reading"].index
    pattern, own = index.words.counted(len(index.phases))
    return filled(pattern, **_content(context, own)) if own else pattern


@register.simple_tag(takes_context=True)
def phased_lang(context: Context) -> SafeString | str:
    """As ``content_lang``, for an element that holds the word for a phase and nothing else; ours has no need of it."""
    return content_lang(context) if context["reading"].index.words.own else ""


@register.simple_tag(takes_context=True)
def own_word(context: Context, text: str, language: str = "") -> Any:
    """``text`` as ``content`` if it is the story's own word, else as it is: what a change is told of may be either."""
    reading = context.get("reading")
    return content(context, text, language) if reading and reading.index.words.are(text) else text


def _content(context: Context, words: dict[str, str]) -> dict[str, Any]:
    return {name: content(context, word) for name, word in words.items()}
