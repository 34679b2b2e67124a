"""The line below a statement's words: how sure it is, as a sentence and a mark, with its sources one tap away; and the
date that leads to its own page.

Written here and not in templates: a page has a hundred of each. It must not decide how sure it is; ``story.sureness``
does.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from html import escape

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from explainer.language import dates
from explainer.language.text_fragments import to_words
from explainer.story.resolved import Source, Statement
from explainer.story.sureness import STEPS, sentences_of, step_of

from .reader import content, content_lang, dated, filled, spoken, when, words

register = template.Library()

STEP = '<span class="step" role="img" aria-label="%s" title="%s">%s%s</span>\n'
LINK = '<a href="%s"%s>%s</a>'
THERE = '<a href="%s" rel="noopener"%s>%s</a>'
DATE = '<a class="date" rel="bookmark" href="%s" aria-label="%s">%s</a>'


@register.simple_tag
def step(number: int) -> SafeString:
    """The mark of one of the four steps. What it means is its title, and stands on “How to read this”."""
    return _step(number, get_language())


@lru_cache(maxsize=64)
def _step(number: int, _language: str | None) -> SafeString:
    """``step``, kept by language: the last argument is there to be told apart by."""
    said = _("How sure: step %(step)s of %(steps)s") % {"step": number, "steps": len(STEPS)}
    marks = '<i class="f"></i>' * number, "<i></i>" * (len(STEPS) - number)
    return SafeString(STEP % (escape(said), escape(str(STEPS[number])), *marks))


@register.simple_tag
def steps() -> list[tuple[int, str]]:
    """Each step with what it means, the surest first."""
    return [(number, str(meaning)) for number, meaning in STEPS.items()]


@register.simple_tag(takes_context=True)
def how_sure(context: Context, statement: Statement) -> SafeString:
    """“●●●○ Denial. Their words, quoted by The Daily”: the mark and the sentence. Each source is a link."""
    return SafeString(step(step_of(statement)) + how_sure_words(context, statement))


@register.simple_tag(takes_context=True)
def how_sure_words(context: Context, statement: Statement) -> SafeString:
    """The sentence alone."""
    sentence = ". ".join(sentences_of(statement))
    sources = SafeString(escape(pgettext("list", ", ")).join(_sources(context, statement)))
    speaker = content(context, statement.speaker.name)
    return filled(sentence, source=sources or _("our source"), speaker=speaker)


def _sources(context: Context, statement: Statement) -> list[str]:
    """A link to each, by its publisher; by its date too where that alone tells it from another."""
    alike = Counter(source.value.publisher for source in statement.sources)
    found = []
    for source in statement.sources:
        name = content(context, source.value.publisher)
        if alike[source.value.publisher] > 1:
            name = dated(context, source.value.publisher, source.published)
        found.append(_source(context, statement, source, conditional_escape(name)))
    return found


def _source(context: Context, statement: Statement, source: Source, name: str) -> str:
    place = at_the_words(source.link, statement)
    if not place:
        return LINK % (f"{context['reading'].address('sources')}#{source.slug}", "", name)
    title = f' title="{escape(source.value.title)}"' if source.value.title else ""
    link, copy = THERE % (escape(place), title, name), _copy(context, source, statement)
    return f"{link} ({copy})" if copy else link


@register.simple_tag(takes_context=True)
def kept_copy(context: Context, source: Source, statement: Statement) -> SafeString:
    """A link to the kept copy of a source, after a dot; empty where none is known."""
    copy = _copy(context, source, statement)
    return SafeString(f" · {copy}" if copy else "")


def _copy(context: Context, source: Source, statement: Statement) -> str:
    """It says of what: two copies beside each other are told apart."""
    if not source.copy:
        return ""
    said = _("kept copy")
    name = pgettext("record", "%(name)s, %(date)s") % {"name": source.value.publisher, "date": words(source.published)}
    of = pgettext("a copy", "%(copy)s: %(source)s") % {"copy": said, "source": name}
    return THERE % (escape(at_the_words(source.copy, statement)), f' aria-label="{escape(of)}"', escape(said))


@register.filter
def at_the_words(address: str, statement: Statement) -> str:
    """The address of a source, leading to what is quoted in it word for word; empty where there is none."""
    direct = statement.wording == "direct" and not statement.later
    return to_words(address, [each.text for each in statement.value.passages]) if address and direct else address


@register.simple_tag(takes_context=True)
def issues_of(context: Context, statement: Statement, without: str = "") -> SafeString:
    """Links to its issues, each after a dot. ``without``: the slug of the one whose page this is."""
    lang, reading = content_lang(context), context["reading"]
    rows = [row for row in statement.issues if row.slug != without]
    links = (LINK % (reading.address("issue", row.slug), lang, escape(row.short_name)) for row in rows)
    return SafeString("".join(f"\n· {link}" for link in links))


@register.simple_tag(takes_context=True)
def date_link(context: Context, statement: Statement, weekday: bool = True) -> SafeString:
    """When it was said, as a link to its own page, which is called by that date and what it is about."""
    date = dates.sentence(statement.when, weekday=weekday) if statement.when else _("No date given")
    label = pgettext("statement", "%(date)s: %(what)s") % {"date": date, "what": spoken(context, statement, "plain")}
    place = context["reading"].address("statement", statement.slug)
    return SafeString(DATE % (place, escape(label), conditional_escape(when(statement.when, weekday))))
