"""The tables of where sides stand, of who owes what, and of where all of it is from, flat, as a spreadsheet has them.

It must not know a request, nor what a file of them looks like.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..language.dates import readable
from ..story.indexes import StoryIndex
from .columns import CITED, HEAD, Column, Place, Row, Table, cited, dated, days, head, joined

# ---- positions, provisions, sources --------------------------------------------------------------


def _positions(index: StoryIndex, place: Place) -> Iterator[Row]:
    for issue in index.issues:
        for position in issue.positions.values():
            value = position.value
            yield {
                **head(index, place),
                "issue": value.issue,
                "issue_name": issue.value.name,
                "question": issue.value.question,
                "actor": value.actor,
                "actor_name": position.actor.name,
                "address": f"{place.base}issues/{value.issue}/#position-{value.actor}",
                "position": value.sentence,
                "statements": joined(value.statements),
                **cited(position.sources),
                "actor_wikidata": position.actor.value.wikidata,
            }


POSITIONS = Table(
    "positions",
    "Where a side stands on an issue, with what bears it out. A side without a row has no position on record.",
    ("issue", "actor"),
    (
        *HEAD,
        Column("issue", "text", "The issue’s slug", to="issues.slug"),
        Column("issue_name", "text", "Its name", "ours"),
        Column("question", "text", "What is asked", "ours"),
        Column("actor", "text", "The side’s slug", to="actors.slug"),
        Column("actor_name", "text", "Its name"),
        Column("address", "address", "Where it stands in this edition, which does not change"),
        Column("position", "text", "Where it stands, in a sentence (Markdown)", "ours"),
        Column("statements", "list", "The statements that bear it out, by slug"),
        *CITED,
        Column("actor_wikidata", "text", "The side’s id at Wikidata; empty: none, or none known"),
    ),
    _positions,
)  # fmt: skip


def _provisions(index: StoryIndex, place: Place) -> Iterator[Row]:
    for phase in index.story.phases:
        for value in phase.provisions:
            yield {
                **head(index, place),
                "phase": phase.number,
                "phase_name": phase.name,
                "provision": value.slug,
                "address": f"{place.base}phases/{phase.number}/#owed-{value.slug}",
                "what": value.what,
                "amount": value.amount,
                "condition": value.condition,
                "owed_by": joined(value.owed_by),
                "owed_by_names": joined(index.actor[slug].name for slug in value.owed_by),
                "owed_to": joined(value.owed_to),
                "owed_to_names": joined(index.actor[slug].name for slug in value.owed_to),
                **days("due", readable(value.due)),
                "status": value.status,
                **days("status_on", readable(value.status_on)),
                "text": value.of_text or "",
                "same_as": value.same_as or "",
                "statements": joined(value.statements),
                "status_statements": joined(value.status_statements),
                "status_sources": joined(value.status_sources),
                **cited(index.cited(value.sources)),
            }


PROVISIONS = Table(
    "provisions",
    "Who owes what to whom, in which phase, and how far it is.",
    ("phase", "provision"),
    (
        *HEAD,
        Column("phase", "whole", "The phase’s number", to="phases.number"),
        Column("phase_name", "text", "Its name", "ours"),
        Column("provision", "text", "The provision’s slug"),
        Column("address", "address", "Where it stands in this edition, which does not change"),
        Column("what", "text", "What is to be done", "ours"),
        Column("amount", "text", "How much", "ours"),
        Column("condition", "text", "On what condition", "ours"),
        Column("owed_by", "list", "Who is to do it, by slug"),
        Column("owed_by_names", "list", "Their names"),
        Column("owed_to", "list", "For whom, by slug"),
        Column("owed_to_names", "list", "Their names"),
        *dated("due", "By when"),
        Column("status", "text", "not-in-force, not-begun, begun, partly-done, done, contested, lapsed or not-known"),
        *dated("status_on", "On what day that was so"),
        Column("text", "text", "The text on the table that it is of, by slug", to="texts.slug"),
        Column("same_as", "text", "The provision of an earlier text on the same point, by slug"),
        Column("statements", "list", "The statements that bear it out, by slug"),
        Column("status_statements", "list", "Those that bear out the status, by slug"),
        Column("status_sources", "list", "The sources of the status, by slug"),
        *CITED,
    ),
    _provisions,
)  # fmt: skip


def _sources(index: StoryIndex, place: Place) -> Iterator[Row]:
    for source in index.sources:
        value = source.value
        yield {
            **head(index, place),
            "source": value.slug,
            "address": f"{place.base}sources/#{value.slug}",
            "kind": value.kind,
            "title": value.title,
            "publisher": value.publisher,
            "byline": value.byline,
            "contributors": value.contributors,
            "url": value.address,
            "lasting_copy": value.archived,
            **days("published", source.published),
            **days("accessed", source.accessed),
            "language": value.language,
            "note": value.note,
        }


SOURCES = Table(
    "sources",
    "Where all of it is from.",
    ("source",),
    (
        *HEAD,
        Column("source", "text", "The source’s slug"),
        Column("address", "address", "Where it stands in this edition, which does not change"),
        Column("kind", "text", "report, document, broadcast, post, interview or other"),
        Column("title", "text", "Its title", "theirs"),
        Column("publisher", "text", "Who published it"),
        Column("byline", "text", "Who wrote it"),
        Column("contributors", "text", "Who else is named for it"),
        Column("url", "address", "Its address; empty: not known"),
        Column("lasting_copy", "address", "A copy of it that lasts; empty: none known"),
        *dated("published", "When it was published"),
        *dated("accessed", "When we read it"),
        Column("language", "text", "Its language (BCP 47)"),
        Column("note", "text", "A note on it", "ours"),
    ),
    _sources,
)  # fmt: skip
