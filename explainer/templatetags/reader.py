"""What the readers' templates may say that HTML cannot: prose, dates, addresses, and whose language words are in.

Content is in the story's language, all else in the interface's. It must not decide what is shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from explainer.edition.changed_items import Places, fragment
from explainer.edition.diffs import Change
from explainer.language import date_words, dates, text
from explainer.language.labels import direction, joined
from explainer.language.languages import interface, short
from explainer.pages import mentions
from explainer.pages.put_right import put_right_in_the_original
from explainer.pages.would_change import would_change
from explainer.reading.copies import Copy
from explainer.reading.readings import Reading
from explainer.story.depths import Depth
from explainer.story.depths import times as time_each
from explainer.story.resolved import Event

_LATIN = re.compile("[A-Za-z]")

register = template.Library()
register.filter("prose", mentions.prose)
register.filter("line", mentions.line)
register.filter("unlinked", text.render)
register.filter("unlinked_line", text.render_line)
register.filter("plain", text.plain)


@register.simple_tag(takes_context=True)
def to(context: Context, page: str, *args: Any) -> str:
    """The path of a page of the story being read, in the same edition."""
    reading: Copy = context["reading"]
    return reading.address(page, *args)


@register.simple_tag(takes_context=True)
def to_event(context: Context, event: Event) -> str:
    reading: Copy = context["reading"]
    return reading.event(event.slug)


@register.simple_tag(takes_context=True)
def titled(context: Context, title: str, otherwise: str = "") -> str:
    """The first that there is, as ``Copy.titled``."""
    reading: Copy = context["reading"]
    return reading.titled(title or otherwise)


@register.simple_tag(takes_context=True)
def on_timeline(context: Context, event: Event) -> str:
    reading: Copy = context["reading"]
    return reading.on_timeline(event.slug)


@register.simple_tag(takes_context=True)
def to_change(context: Context, change: Change) -> str:
    """Where it shows; marked there where the page of changes tells what changed since an edition."""
    reading: Copy = context["reading"]
    since = context.get("since")
    path = reading.address(change.page, *change.args)
    return path + (f"?since={since.number}" if since else "")


@register.simple_tag(takes_context=True)
def place(context: Context, change: Change) -> str:
    """The id of the first change of its item on the page; empty at those after it."""
    places: Places = context["places"]
    return places.of(change)


@register.simple_tag(takes_context=True)
def since(context: Context, section: str, *key: Any) -> SafeString | str:
    """The mark of an item that is new or changed, where the page marks such; ``section`` is the document’s list. In a
    translation, before it, that the original has put the item right since."""
    reading: Copy | None = context.get("reading")
    if not isinstance(reading, Reading):
        return would_change(reading, (section, *key))
    righted = put_right_in_the_original(reading, (section, *key))
    return format_html("{}{}", righted, _marked(reading, section, *key)) if righted else _marked(reading, section, *key)


def _marked(reading: Reading, section: str, *key: Any) -> SafeString | str:
    if reading.since is None:
        return ""
    verb = reading.marks.get((section, *key))
    if not verb:
        return ""
    said = _("New since version %(number)s") if verb == "added" else _("Changed since version %(number)s")
    number = reading.since.number
    place = f"{reading.address('changes')}?since={number}#{fragment((section, *key))}"
    return format_html('<small class="since"><a href="{}">{}</a></small>', place, said % {"number": number})


@register.filter
def query(values: dict[str, str]) -> str:
    return f"?{urlencode(values)}" if values else ""


@register.filter
def day(iso: str) -> str:
    """An ISO 8601 day in words."""
    return date_words.unbroken(dates.words(dates.parse(iso)))


@register.simple_tag(name="query")
def query_of(kept: dict[str, str] | None = None, **values: Any) -> str:
    """What has no value is left out. ``kept``: parameters that come last."""
    return query({name: value for name, value in {**values, **(kept or {})}.items() if value != ""})


@register.filter
def words(when: dates.When | None) -> str:
    return date_words.unbroken(dates.words(when)) if when else _("no date given")


@register.simple_tag
def when(value: dates.When | str | None, weekday: bool = True, *, within: bool = False) -> SafeString | str:
    """A date in words, in a ``time`` element where HTML can hold it (WHATWG HTML, “The time element”).

    ``within``: for the middle of a sentence, without a capital of its own."""
    if not value:
        return _("No date given")
    return _when(dates.parse(value) if isinstance(value, str) else value, weekday, within, get_language())


@lru_cache(maxsize=8192)
def _when(parsed: dates.When, weekday: bool, within: bool, _language: str | None) -> SafeString:
    """``when``, kept by language: the last argument is there to be told apart by."""
    said = date_words.unbroken((dates.words if within else dates.sentence)(parsed, weekday=weekday))
    if parsed.machine:
        return format_html('<time datetime="{}">{}</time>', parsed.machine, said)
    return format_html('<span data-edtf="{}">{}</span>', parsed.edtf, said)


@register.simple_tag
def moment(value: Any) -> SafeString:
    """When an edition was published: exact, in UTC."""
    said = date_words.unbroken(date_words.moment_words(value))
    return format_html('<time datetime="{}">{}</time>', value.strftime("%Y-%m-%dT%H:%M:%SZ"), said)


@register.filter
def times(count: int) -> range:
    """For drawing ``count`` marks."""
    return range(count)


@register.simple_tag(takes_context=True)
def depths(context: Context, queries: list[dict[str, str]], *pieces: str) -> list[tuple[Depth, str, dict[str, str]]]:
    """The depths of an overview, each with its time and the query that asks for it. ``pieces``: all that it shows."""
    timed = time_each(context["reading"].index, lambda: f"<main>{''.join(pieces)}</main>")
    return [(*depth, query) for depth, query in zip(timed, queries, strict=True)]


# ---- whose language ----


@register.simple_tag(takes_context=True)
def content_lang(context: Context, language: str = "") -> SafeString | str:
    """`` lang="en" dir="ltr"`` for an element that holds nothing but content; empty where the interface is in that
    language too. ``language``: where it is not that of the story being read."""
    language = language or _language(context)
    return "" if _at_home(language) else format_html(' lang="{}" dir="{}"', language, direction(language))


@register.simple_tag(takes_context=True)
def content(context: Context, value: Any, language: str = "", *, block: bool = False) -> Any:
    """Content inside words of ours: in a ``bdi`` with its language, where the interface is in another. ``block``:
    paragraphs among ours, in a ``div``."""
    language = language or _language(context)
    if block and value and not _at_home(language):
        return format_html('<div class="stack entry"{}>{}</div>', content_lang(context, language), value)
    return _isolated(value, language)


@register.simple_tag(takes_context=True)
def named(context: Context, row: Any) -> Any:
    """The name of an actor or a side, as ``content``; “Unnamed, no side given” is ours."""
    return row.name if getattr(row, "head", row) is None else content(context, row.name)


@register.simple_tag(takes_context=True)
def line_lang(context: Context, actor: Any) -> SafeString | str:
    """As ``content_lang``, for the line beside a name: where no descriptor is given of a source without a name, it
    is ours."""
    return "" if actor.faint and not actor.descriptor else content_lang(context)


@register.simple_tag
def ours(value: Any, language: str) -> Any:
    """Words of the interface inside an element that is in ``language``."""
    return value if _at_home(language) else _isolated(value, interface(), always=True)


@register.simple_block_tag
def piece(content: SafeString) -> SafeString:
    """Markup to put into a sentence: ``{% piece as links %}…{% endpiece %}``."""
    return content


def _language(context: Context) -> str:
    reading = context.get("reading")
    return reading.story.language if reading else ""


def _at_home(language: str) -> bool:
    """Whether the interface speaks ``language`` (BCP 47), or none is known. A region makes no difference."""
    return not language or short(language).lower() == interface()


def _runs_against(value: Any) -> bool:
    """Whether a name has Latin letters where lines run from the right: the number of a date after it would join it."""
    if not isinstance(value, str) or isinstance(value, SafeString) or direction(interface()) == "ltr":
        return False
    return bool(_LATIN.search(value))


def _isolated(value: Any, language: str, *, always: bool = False) -> Any:
    if not value:
        return value
    if not always and _at_home(language):
        return format_html("<bdi>{}</bdi>", value) if _runs_against(value) else value
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), value)


# ---- several things in one sentence ----


@register.simple_tag
def between(forloop: dict[str, Any], word: str = "") -> str:
    """What stands between the rows of a loop, after each but the last: a comma, or “and” before the last; with “;”
    semicolons, for rows that hold commas."""
    if forloop["last"]:
        return ""
    if word == ";":
        return pgettext("list", "; ")
    if forloop["revcounter"] == 2 and word:
        return pgettext("list, before the last", " and ")
    return pgettext("list", ", ")


@register.filter
def series(values: list[str]) -> str:
    """“Direct quote, Denial”."""
    return joined(values)


@register.simple_tag(takes_context=True)
def all_of(context: Context, rows: list[Any]) -> SafeString:
    """The names of actors or sides: “A, B, C”. A list and no sentence: a name may need an article in one."""
    return format_html_join(pgettext("list", ", "), "{}", ((named(context, row),) for row in rows))


@register.simple_tag(takes_context=True)
def dated(context: Context, name: str, date: dates.When | str | None, *, full: bool = False) -> Any:
    """“The Daily Test, 23 August 2024”; the name alone where no date is known. ``date``: a date, or words for it.
    ``full``: as ``when`` writes it."""
    said = when(date, within=True) if full and date else words(date) if isinstance(date, dates.When) else date
    name = content(context, name)
    return filled(pgettext("record", "%(name)s, %(date)s"), name=name, date=said) if said else name


@register.simple_tag(takes_context=True)
def spoken(context: Context, statement: Any, form: str = "", *, date: bool = False) -> Any:
    """“The speaker on the ceasefire”, with ``date`` “…, 23 August 2024”.

    ``form``: “plain” for an attribute; “short” for the short name; “apart” for a name isolated at any rate."""
    who, topic = statement.speaker.short if form == "short" else statement.speaker.name, statement.topic
    if form == "apart":
        who = format_html("<bdi{}>{}</bdi>", content_lang(context), who)
    elif form != "plain":
        who = content(context, who)
    if form != "plain":
        topic = content(context, topic)
    pattern, values = pgettext("statement", "%(speaker)s on %(topic)s"), {"speaker": who, "topic": topic}
    if date:
        pattern = pgettext("statement", "%(speaker)s on %(topic)s, %(date)s")
        values["date"] = words(statement.when)
    return pattern % values if form == "plain" else filled(pattern, **values)


def filled(pattern: str, **values: Any) -> SafeString:
    """A sentence with its placeholders filled, safely."""
    return format_html(pattern % {name: f"{{{name}}}" for name in values}, **values)
