"""Which page of a story shows a row of the desk, and the pages that a preview offers.

It must not ask the database: the document says what it has.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from explainer.edition.document import Document

# What an editor may choose beside the row's own page: the page's name in the site map, and ours for it.
OFFERED = {
    "overview": "Overview", "timeline": "Timeline", "phases": "Phases", "statements": "Who said what",
    "issues": "Sticking points", "positions": "Positions", "actors": "Who’s who", "texts": "Texts on the table",
    "open-questions": "Open questions", "glossary": "Words explained", "sources": "Sources",
    "balance": "Who gets heard", "changes": "What differs",
}  # fmt: skip
# Rows with a page of their own: the document's list, and what they are known by.
OWN = {
    "statement": ("statements", "slug"), "event": ("events", "slug"), "actor": ("actors", "slug"),
    "issue": ("issues", "slug"), "text": ("texts", "slug"), "phase": ("phases", "number"),
}  # fmt: skip
AMONG = {
    "source": "sources", "term": "glossary", "openquestion": "open-questions", "position": "positions",
    "gate": "phases", "comparison": "positions",
}  # fmt: skip


def page_of(row: Model, document: Document) -> tuple[str, tuple[Any, ...]]:
    """The page's name and what it asks for, as ``Copy.address`` takes them. The overview where the row has no page."""
    name = str(row._meta.model_name)
    if name == "role":
        return page_of(row.actor, document)  # type: ignore[attr-defined]
    if name in OWN:
        section, key = OWN[name]
        known = getattr(row, key)
        if any(getattr(each, key) == known for each in getattr(document, section)):
            return name, (known,)
    return AMONG.get(name, "overview"), ()
