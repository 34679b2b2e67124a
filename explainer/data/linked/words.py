"""What was said, as schema.org has it: a quotation where their words stand, else a claim in ours.

A paraphrase is never a quotation: it would put words into a mouth. No verdict is given on any (ClaimReview): we have
none. It must not know how a page shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...language.dates import readable
from ...language.text import plain
from ...story.resolved import Issue, Position, Source, Statement
from ..words_tables import said
from . import people
from .nodes import Node, Whence, corrections, iso, node, ref, terms_at

SOURCES = {"report": "NewsArticle", "post": "SocialMediaPosting"}  # of other kinds: a work


def at(whence: Whence, slug: str) -> str:
    return f"{whence.then}statements/{slug}/"


def source_at(whence: Whence, slug: str) -> str:
    return f"{whence.then}sources/#{slug}"


def issue_at(whence: Whence, slug: str) -> str:
    return f"{whence.things}issues/{slug}/"


def source(whence: Whence, row: Source) -> Node:
    value = row.value
    return node(
        SOURCES.get(value.kind, "CreativeWork"),
        at=source_at(whence, value.slug),
        name=value.title,
        url=row.link,
        creditText=value.byline,
        publisher=node("Organization", name=value.publisher),
        datePublished=iso(row.published),
        archivedAt=row.copy,
        inLanguage=value.language,
    )


def statement(whence: Whence, row: Statement) -> Node:
    return quotation(whence, row) if row.quoted else claim(whence, row)


def quotation(whence: Whence, row: Statement) -> Node:
    """Their words, to the letter; where something of ours, or nothing, stands between two passages, “…” does."""
    value = row.value
    original = "\n".join(passage.original for passage in value.passages if passage.original)
    spoken = node("Quotation", text=original, inLanguage=value.language) if row.translated else {}
    return node(
        "Quotation",
        text=" … ".join(passage.text for passage in value.passages),
        inLanguage=value.quoted_in,
        translationOfWork=spoken,
        **_told(whence, row, "creator"),
    )


def claim(whence: Whence, row: Statement) -> Node:
    """What they said in our words, as their source tells it."""
    return node(
        "Claim",
        text=row.value.lead_in,
        inLanguage=whence.index.story.language,
        claimInterpreter=people.published_by(),
        appearance=_sources(whence, row),
        **_told(whence, row, "author"),
    )


def _told(whence: Whence, row: Statement, speaker: str) -> dict[str, Any]:
    value, day = row.value, iso(row.when)
    return {
        "at": at(whence, value.slug),
        "url": f"{whence.now}statements/{value.slug}/",
        "description": said(row),
        **people.speaking(whence, row, speaker),
        "dateCreated": day,
        "temporal": value.when if value.when != day else "",
        "recordedAt": node("Event", name=value.setting, startDate=day) if value.setting else {},
        "isBasedOn": _sources(whence, row),
        "isPartOf": ref(whence.then),
        "about": [*(ref(issue_at(whence, slug)) for slug in value.issues), *people.refs(whence, row.about)],
        "comment": [
            node("Comment", text=caveat.value.sentence, dateCreated=iso(readable(caveat.value.when)))
            for caveat in row.caveats
        ],
        "correction": corrections(whence.righted.get(("statements", value.slug), ())),
        "version": str(whence.number),
        "usageInfo": terms_at(),
    }


def _sources(whence: Whence, row: Statement | Position) -> list[Node]:
    return [ref(source_at(whence, each.slug)) for each in row.sources]


def issue(whence: Whence, row: Issue) -> Node:
    value = row.value
    return node(
        "DefinedTerm",
        at=issue_at(whence, value.slug),
        name=value.name,
        alternateName=value.short_name,
        description=value.question,
        url=f"{whence.now}issues/{value.slug}/",
    )


def position(whence: Whence, row: Position) -> Node:
    """Where a side stands, in our words; whether that is for or against is for readers to find.

    Whom others alone place there has made no claim: it is about them, and nobody's that we could name."""
    holder = ref(people.at(whence, row.actor.slug)) if people.is_somebody(row.actor) else {}
    author = holder if _by_their_side(row) else {}
    issue_there = ref(issue_at(whence, row.issue.slug))
    return node(
        "Claim",
        at=f"{whence.then}issues/{row.issue.slug}/#position-{row.actor.slug}",
        text=" ".join(plain(row.value.sentence).split()),
        inLanguage=whence.index.story.language,
        author=author,
        creditText=row.actor.value.name if _by_their_side(row) and not holder else "",
        about=issue_there if author or not holder else [issue_there, holder],
        citation=[ref(at(whence, each.slug)) for each in row.statements],
        isBasedOn=_sources(whence, row),
        isPartOf=ref(whence.then),
    )


def _by_their_side(row: Position) -> bool:
    """Whether the holder, or somebody of their side, says so in a statement behind it."""
    who, side, speakers = row.actor, row.actor.side, (told.speaker for told in row.statements)
    return any(each is who or (side.head is not None and each.side is side) for each in speakers)


def acts(whence: Whence) -> Iterator[Node]:
    """Who denies what, and who agrees to what, each with the statement in which they do."""
    for link in whence.index.story.links:
        if link.relation == "denies" and not link.to_event:
            row = whence.index.statement[link.statement]
            target = ref(at(whence, link.to_statement)) if link.to_statement else node("Claim", text=link.to_report)
            yield node("DisagreeAction", **_by(whence, row), object=target)
    for held in whence.index.issues:
        for agreement in held.agreements:
            if people.is_somebody(agreement.actor):
                yield node(
                    "AgreeAction",
                    agent=ref(people.at(whence, agreement.actor.slug)),
                    object=node("Claim", text=held.value.agreed, about=ref(issue_at(whence, held.slug))),
                    subjectOf=[ref(at(whence, each.slug)) for each in agreement.statements]
                    + [ref(source_at(whence, each.slug)) for each in agreement.sources],
                )


def _by(whence: Whence, row: Statement) -> dict[str, Any]:
    agent = people.speaking(whence, row, "agent").get("agent", {})
    return {"agent": agent, "startTime": iso(row.when), "subjectOf": ref(at(whence, row.slug))}
