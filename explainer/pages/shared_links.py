"""What machines that show our links are told: Open Graph (ogp.me) and Twitter's card, in the head of a page.

It is made of the head that the page has, so that the two never differ, and of what the page is about. It must not say
what the page does not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from explainer.language import dates
from explainer.language.labels import CAVEATS, joined
from explainer.language.languages import interface
from explainer.language.text import cut, plain
from explainer.pages.cards.lines import BREAK
from explainer.pages.cards.saying import reached, said
from explainer.reading.copies import Copy
from explainer.story.resolved import Issue, Phase, Statement

PICTURE = "card.png"  # the site's own
WIDE, HIGH = 1200, 630
TITLE, DESCRIPTION, ALTERNATIVE = 60, 200, 400  # characters
LOCALES = {"en": "en_GB", "ar": "ar_AR", "he": "he_IL"}  # as Facebook calls them
IN_HEAD = {
    "title": re.compile("<title[^>]*>(.*?)</title>", re.DOTALL),
    "description": re.compile('<meta name="description" content="([^"]*)"'),
    "url": re.compile('<link rel="canonical" href="([^"]*)"'),
}


@dataclass(frozen=True)
class Told:
    """``title`` and ``description``: where a page has better ones for whoever has not seen it than those of its head.
    ``picture``: its address; ``alternative``: what stands on it."""

    title: str = ""
    description: str = ""
    picture: str = ""
    alternative: str = ""


def with_shared_link(html: str, path: str, reading: Copy | None, context: Mapping[str, Any]) -> str:
    """The page with what is told of it at the end of its head.

    ``path``: its own address, with its query. An edition keeps it, with the words and the picture that it had: search
    engines are told of the newest instead, and so would be who is shown the link."""
    head, end, body = html.partition("</head>")
    found = {name: unescape(match[1]) for name, kind in IN_HEAD.items() if (match := kind.search(head))}
    title = " ".join(found.get("title", "").rpartition(" – ")[0].split())
    told = _told(reading, context)
    if reading and reading.space == "edition":
        found["url"] = settings.SITE_URL + path.partition("?")[0]
    picture = told.picture or settings.SITE_URL + static(PICTURE)
    rows = [
        ("og:site_name", _("Explainer")),
        ("og:type", "article" if reading else "website"),
        ("og:locale", LOCALES.get(interface(), interface())),
        ("og:title", cut(told.title or title, TITLE)),
        ("og:description", told.description or cut(found.get("description", ""), DESCRIPTION)),
        ("og:url", found.get("url") or settings.SITE_URL + path),
        ("og:image", picture),
        ("og:image:type", "image/png"),
        ("og:image:width", str(WIDE)),
        ("og:image:height", str(HIGH)),
        ("og:image:alt", told.alternative or _("The mark of this site: two quotation marks.")),
    ]
    tags = [f'<meta property="{name}" content="{escape(value)}">' for name, value in rows]
    tags.append('<meta name="twitter:card" content="summary_large_image">')
    return "".join([head, *tags, end, body])


def _told(reading: Copy | None, context: Mapping[str, Any]) -> Told:
    """A page that is about one thing has that thing's picture; any other of a story has the story's."""
    if reading is None:
        return Told()
    if isinstance(statement := context.get("statement"), Statement):
        return _of_statement(reading, statement)
    if isinstance(phase := context.get("phase"), Phase):
        return _of_phase(reading, phase)
    if isinstance(issue := context.get("issue"), Issue):
        return _of_issue(reading, issue)
    story = reading.story
    answer = " ".join(plain(story.short_answer).split())
    picture, alternative = reading.lasting("card"), cut(f"{story.question} {answer}", ALTERNATIVE)
    if "depth" not in context:
        return Told(picture=picture, alternative=alternative)
    return Told(
        _shorter(reading.titled(story.question), story.question), cut(answer, DESCRIPTION), picture, alternative
    )


def _of_statement(reading: Copy, statement: Statement) -> Told:
    return Told(
        _shorter(f"{statement.title}, {words(statement)}", statement.title),
        quotation(statement, DESCRIPTION),
        reading.lasting("statement-card", statement.slug),
        quotation(statement, ALTERNATIVE),
    )


def _of_phase(reading: Copy, phase: Phase) -> Told:
    value = phase.value
    named = reading.index.words.say("named", number=value.number, name=value.name)
    told = " ".join(plain(value.summary or value.gist).split()) or reading.story.title
    story = reading.story.short_title or reading.story.title
    return Told(
        _shorter(f"{named} ({story})", named),
        cut(told, DESCRIPTION),
        reading.lasting("phase-card", value.number),
        cut(f"{named}. {told}", ALTERNATIVE),
    )


def _of_issue(reading: Copy, issue: Issue) -> Told:
    value = issue.value
    told = " ".join(plain(value.standing or value.explanation).split()) or value.question
    return Told(
        value.question if len(value.question) <= TITLE else value.name,
        cut(told, DESCRIPTION),
        reading.lasting("issue-card", issue.slug),
        cut(f"{value.question} {told}", ALTERNATIVE),
    )


def _shorter(title: str, otherwise: str) -> str:
    return title if len(title) <= TITLE else otherwise


def quotation(statement: Statement, length: int) -> str:
    """“The speaker, 23 August 2024: “Their words””, at most ``length`` characters; what became of it before all else.

    A passage for which there is no room whole is left out, and our ellipsis says so; where there is nothing else to
    say, its mark closes before our ellipsis."""
    caveats = "".join(f"{CAVEATS[caveat.value.kind]}. " for caveat in statement.caveats)
    pattern = pgettext("shared link", "%(speaker)s, %(date)s: %(words)s")
    rest = {"speaker": statement.speaker.name, "date": words(statement)}
    told = caveats + pattern % {**rest, "words": said_plain(statement)}
    told = " ".join(told.split())
    if len(told) <= length:
        return told
    short = cut(told, length - 2)
    opened = short.rfind("“")
    if opened < short.rfind("”") or opened < 0:
        return short
    if statement.wording == "direct" and "“" not in short[:opened]:
        return f"{short.removesuffix('…').rstrip()}” …"
    return f"{short[:opened].rstrip()} …"


def words_with_source(statement: Statement) -> str:
    """“The speaker, 23 August 2024: “Their words” (Direct quote; as quoted by The Daily)”, whole."""
    told = quotation(statement, sys.maxsize)
    return f"{told} ({joined(filter(None, [*statement.kinds, reached(statement)]), long=True)})"


def words(statement: Statement) -> str:
    return dates.words(statement.when) if statement.when else _("no date given")


def said_plain(statement: Statement) -> str:
    """Their words inside their marks, ours outside, as the statement's page has them."""
    return "".join(" " if style == BREAK else text for style, text in said(statement))
