"""What a page is about, in the words of schema.org, in an element of its head that no word of ours or theirs can end.

It must not say what the page does not, nor how a thing is said there (``data.linked``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from ..data.linked import framework, people, story, words
from ..data.linked.nodes import TYPE, Correction, Node, Whence, node
from ..language.languages import speaks
from ..reading.came_out import came_out
from ..reading.copies import Copy, address_of
from ..reading.readings import Reading

# As JSON has them, so that no parser of HTML sees them: an end of the element, a comment, an entity; and the line ends
# that are none of JSON's (WHATWG HTML, 4.12.1.3; RFC 8259, section 7).
_HIDDEN = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})
Made = Callable[[Whence, Any], list[Node]]
# Template → what its page is of, and the nodes of that.
PAGES: Mapping[str, tuple[str, Made]] = {
    "overview.html": ("reading", lambda whence, _reading: [story.article(whence), story.dataset(whence)]),
    "statement.html": ("statement", lambda whence, row: [words.statement(whence, row)]),
    "event.html": ("event", lambda whence, row: [framework.event(whence, row)]),
    "actor.html": ("actor", lambda whence, row: [people.who(whence, row)] if people.is_somebody(row) else []),
    "issue.html": ("issue", lambda whence, row: [words.issue(whence, row)]),
    "phase.html": ("phase", lambda whence, row: [framework.phase(whence, row)]),
    "text.html": ("text", lambda whence, row: [framework.text(whence, row)]),
    "glossary.html": ("reading", lambda whence, _reading: [framework.glossary(whence)]),
}


def with_linked_data(html: str, template: str, reading: Copy | None, context: Mapping[str, Any]) -> str:
    """The page with what it is about at the end of its head; a page that is about no one thing as it is."""
    nodes = _of_story(template, reading, context) if isinstance(reading, Reading) else _of_site(template)
    if not nodes:
        return html
    head, end, body = html.partition("</head>")
    return "".join([head, element(story.graph(nodes)), end, body])


def element(json: bytes) -> str:
    return f'<script type="{TYPE}">{json.decode().translate(_HIDDEN)}</script>'


def whence(reading: Reading) -> Whence:
    """Where the edition stands, and what was put right in it and before it."""
    edition, slug = reading.edition, reading.story.slug
    out = came_out(edition)
    original = edition.translates.number if edition.translates else 0
    return Whence(
        index=reading.index,
        things=_overview(speaks(""), "story", slug),
        now=_overview(speaks(edition.stream), "story", slug),
        then=reading.lasting("overview"),
        number=edition.number,
        first=out.first,
        last=out.last,
        published=edition.published_at,
        translates=_overview(speaks(""), "edition", slug, original) if original else "",
        righted={
            item: [Correction(each.edition.note, each.edition.published_at) for each in rows]
            for item, rows in reading.rightings.before.items()
        },
    )


def _overview(language: str, space: str, slug: str, number: int | None = None) -> str:
    return settings.SITE_URL + address_of(language, space, "overview", slug, number, ())


def _of_story(template: str, reading: Reading, context: Mapping[str, Any]) -> list[Node]:
    if template not in PAGES:
        return []
    name, made = PAGES[template]
    here = whence(reading)
    nodes = made(here, context.get(name))
    if not nodes or name == "reading":
        return [*nodes, *([people.publisher()] if settings.PUBLISHER.name else [])]
    return story.with_named(here, *nodes)


def _of_site(template: str) -> list[Node]:
    told = [people.publisher()] if settings.PUBLISHER.name else []
    if template == "publisher.html":
        return told
    if template != "home.html":
        return []
    home, name = settings.SITE_URL + reverse("home"), settings.SITE_NAME or _("Explainer")
    return [node("WebSite", at=home, url=home, name=name, publisher=people.published_by()), *told]
