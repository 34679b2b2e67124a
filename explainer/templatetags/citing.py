"""What a page says for those who cite it: the forms of a citation, and what programs for references read in its head.

It must not write a citation.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import pgettext

from explainer.data.citation_files import FORMS
from explainer.data.citations import Cited
from explainer.edition.bylines import people
from explainer.language.text import cut
from explainer.pages.cited import cited
from explainer.pages.sentences import name_of
from explainer.story.resolved import Statement

register = template.Library()


@register.simple_tag(takes_context=True)
def cite_forms(context: Context, row: Any = "") -> list[dict[str, str]]:
    """Of the story, or of a statement or an event. ``before`` and ``after``: the text round a day of access."""
    reading = context["reading"]
    what, found = cited(reading, row or None), []
    kind = "statement" if isinstance(row, Statement) else "event"
    for key, form in FORMS.items():
        written = form.write(what)
        address = reading.address(f"{kind}-{key}-cited", row.slug) if row else reading.address(f"{key}-cited")
        found.append(
            {
                "name": form.name,
                "before": "\n".join(written.before),
                "read_on": f"\n{form.read_on}",
                "after": "\n" + "\n".join(written.after),
                "address": address,
            }
        )
    return found


@register.filter
def people_in(line: str) -> str:
    """The names of a byline as a list in the language of the page."""
    return pgettext("list", ", ").join(people(line))


@register.simple_tag
def passages_at(statement: Statement) -> list[tuple[str, str]]:
    """(its first words, its fragment on the page of the statement) of each passage of a direct quotation."""
    passages = statement.said if statement.wording == "direct" else []
    said = [f"{'… ' if each.cut_before else ''}“{each.text}”" for each in passages]
    return [(cut(words, 40), name_of(words)) for words in said]


@register.simple_tag(takes_context=True)
def citation_meta(context: Context, row: Any = "") -> list[tuple[str, str]]:
    """(name, content) of what Zotero and Google Scholar read: the tags of HighWire Press, and Zotero’s own kind, for
    else it takes a page with such tags for an article of a journal."""
    what: Cited = cited(context["reading"], row or None)
    rows = [
        ("z:itemType", "webpage"),
        ("citation_title", what.title),
        *(("citation_author", author) for author in what.authors),
        ("citation_publication_date", what.issued.strftime("%Y/%m/%d")),
        ("citation_publisher", what.publisher),
        ("citation_language", what.language),
        ("citation_public_url", what.address),
    ]
    return [(name, content) for name, content in rows if content]
