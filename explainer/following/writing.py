"""How an entry is written: what stands where, by which name, and its HTML with absolute links.

It must not know what an entry tells, nor put anything of its own into words.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from ..edition.former import key_now
from ..language.labels import direction, spoken
from ..language.languages import speaks
from ..reading.copies import address_of
from ..reading.readings import Reading
from .ledger import Ledger
from .substance import Key

_LINK = re.compile(r'href="([/#][^"]*)"')
_QUOTE_TAG = re.compile(r"</?q\b[^>]*>")  # browsers draw marks round it, and the marks are in the text


def place_of(key: Key, reading: Reading) -> str:
    """The absolute address of what an entry tells of: where it is read in the language of the moment."""
    key = key_now(key, reading.index.former)
    if key[0] == "event":
        return at("event", reading.story.slug, key[1])
    return _place(key, reading.story.slug)


def _place(key: Key, story: str, language: str | None = None) -> str:
    kind, slug, *rest = key
    match kind:
        case "phase":
            return at("phase", story, int(slug), language=language)
        case "statement":
            return at("statement", story, slug, language=language)
        case "event":
            return f"{at('timeline', story, language=language)}#{slug}"
        case "issue":
            return at("issue", story, slug, language=language)
        case "question":
            return f"{at('open-questions', story, language=language)}#{slug}"
        case "role":
            return f"{at('actor', story, slug, language=language)}#role-{rest[0]}"
    return f"{at('issue', story, slug, language=language)}#position-{rest[0]}"


def name_of(key: Key, story: str, stream: str) -> str:
    """Its lasting name: that address in English, whatever languages we come to speak; a translation's in its own. An
    event keeps the one that it had before it had a page."""
    return _place(key, story, speaks(stream))


def language_of(reading: Reading | None, ledger: Ledger) -> str:
    return spoken(reading.story.language) if reading else speaks(ledger.stream)


def render(kind: str, url: str, language: str, **context: Any) -> str:
    """The template's HTML with absolute links, on one line for each of its lines, in an element that says its language
    and which way it runs: programs show entries of many feeds beside each other."""
    html: str = render_to_string(f"feed/{kind}.html", {"url": url, **context})
    html = _LINK.sub(lambda found: f'href="{_absolute(found[1], url)}"', _QUOTE_TAG.sub("", html))
    html = "\n".join(filter(None, (line.strip() for line in html.split("\n"))))
    return f'<div lang="{escape(language)}" dir="{direction(language)}">\n{html}\n</div>'


def _absolute(href: str, url: str) -> str:
    return f"{url.partition('#')[0]}{href}" if href.startswith("#") else settings.SITE_URL + href


def at(page: str, story: str, *args: Any, language: str | None = None, number: int | None = None) -> str:
    """The absolute address of a page, in the language of the moment where none is given. Names are given that of the
    editions, so that no language of ours changes them. ``number``: of an edition, for a page of its own."""
    space = "edition" if number else "story"
    return settings.SITE_URL + address_of(language or get_language(), space, page, story, number, args)
