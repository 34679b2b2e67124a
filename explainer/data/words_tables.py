"""The tables of what was said and of what happened, flat, as a spreadsheet has them.

A quotation has its marks where it has earned them. It must not know a request, nor what a file of them looks like.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..language.dates import readable
from ..story.indexes import StoryIndex
from ..story.resolved import Event, Statement
from .columns import CITED, HEAD, Column, Place, Row, Table, cited, dated, days, head, joined

# ---- statements ----------------------------------------------------------------------------------


def said(statement: Statement) -> str:
    """The whole as readers get it: our words, and theirs in their marks where it is a quotation."""
    if not statement.quoted:
        return statement.value.lead_in
    parts = [statement.value.lead_in]
    for quoted in statement.said:
        parts.append(f"{quoted.between or ' '}{'… ' if quoted.cut_before else ''}“{quoted.text}”")
    return "".join(parts) + (statement.closing if statement.wording == "partial" else "")


def _statements(index: StoryIndex, place: Place) -> Iterator[Row]:
    for statement in index.statements:
        value = statement.value
        yield {
            **head(index, place),
            "statement": value.slug,
            "address": f"{place.base}statements/{value.slug}/",
            "speaker": value.speaker,
            "speaker_name": statement.speaker.name,
            "role": str(statement.role or ""),
            "named": statement.naming,
            "attributed_as": value.attributed_as,
            "wording": value.wording,
            "act": value.act,
            "topic": value.topic,
            "whole": said(statement),
            "our_words_before": value.lead_in,
            "their_words": "\n".join(passage.text for passage in value.passages),
            "our_words_after": value.tail,
            "as_first_spoken": "\n".join(passage.original for passage in value.passages if passage.original),
            "quoted_in": value.quoted_in,
            "spoken_in": value.language,
            "translator": value.translator,
            **days("said_on", statement.when),
            "said_on_as_reported": value.when_reported,
            "said_on_note": value.when_note,
            "form": value.form,
            "setting": value.setting,
            "medium": value.medium or "",
            "addressee": value.addressee or "",
            "relayed_by": joined(each["relay"].actor or each["relay"].label for each in statement.relays),
            "second_hand": value.second_hand,
            "checked": value.checked,
            "caveats": joined(caveat.kind for caveat in value.caveats),
            "issues": joined(value.issues),
            "phases": joined(value.phases),
            "texts": joined(value.texts),
            "about": joined(value.about),
            "context": value.context,
            **cited(statement.sources),
            "speaker_wikidata": statement.speaker.value.wikidata,
        }


STATEMENTS = Table(
    "statements",
    "Who said what: one row for each statement.",
    ("statement",),
    (
        *HEAD,
        Column("statement", "text", "The statement’s slug"),
        Column("address", "address", "Its page in this edition, which does not change"),
        Column("speaker", "text", "Who said it, by slug", to="actors.slug"),
        Column("speaker_name", "text", "Their name"),
        Column("role", "text", "What they were on that day, or a line on who they are", "ours"),
        Column("named", "text", "named, unnamed, group (nobody of it is named) or whole (a body as a whole)"),
        Column("attributed_as", "text", "How the source calls them, where that differs", "ours"),
        Column("wording", "text", "direct (their words whole), partial (some of their words) or paraphrase (none)"),
        Column("act", "text", "said, denied, accused, asked, announced, refused or believed"),
        Column("topic", "text", "What it is about", "ours"),
        Column("whole", "text", "The statement as readers get it, with theirs in “ ” where it is quoted", "theirs"),
        Column("our_words_before", "text", "Of that, our words before theirs; of a paraphrase all", "ours"),
        Column("their_words", "text", "Of that, their words to the letter, a passage a line; empty: none", "theirs"),
        Column("our_words_after", "text", "Of that, our words after theirs", "ours"),
        Column("as_first_spoken", "text", "Their words in the language they were spoken in, where known", "theirs"),
        Column("quoted_in", "text", "The language of their words (BCP 47)"),
        Column("spoken_in", "text", "The language that they were spoken in (BCP 47); empty: not known"),
        Column("translator", "text", "Who translated them, where known"),
        *dated("said_on", "When it was said"),
        Column("said_on_as_reported", "text", "The date as the source gives it", "theirs"),
        Column("said_on_note", "text", "A note on the date", "ours"),
        Column("form", "text", "spoken, written or not-stated"),
        Column("setting", "text", "Where or on what occasion", "ours"),
        Column("medium", "text", "Who published it first, by slug", to="actors.slug"),
        Column("addressee", "text", "To whom, by slug", to="actors.slug"),
        Column("relayed_by", "list", "Who handed it on, by slug or as the source calls them"),
        Column("second_hand", "flag", "Whether the speaker repeats somebody else"),
        Column("checked", "flag", "Whether the words were compared with the source, letter for letter"),
        Column("caveats", "list", "What became of it: disputed, misattributed, taken-back"),
        Column("issues", "list", "The issues that it is about, by slug"),
        Column("phases", "list", "The phases that it is about, by number"),
        Column("texts", "list", "The texts on the table that it is about, by slug"),
        Column("about", "list", "Whom it is about, by slug"),
        Column("context", "text", "What to know of it", "ours"),
        *CITED,
        Column("speaker_wikidata", "text", "The speaker’s id at Wikidata; empty: none, or none known"),
    ),
    _statements,
)  # fmt: skip


# ---- the timeline --------------------------------------------------------------------------------


def _timeline(index: StoryIndex, place: Place) -> Iterator[Row]:
    rows: list[Event | Statement] = [*index.events, *index.statements]
    for row in sorted(rows, key=lambda each: each.rank):
        yield {**head(index, place), **(_event(row, place) if isinstance(row, Event) else _said(row, place))}


def _event(event: Event, place: Place) -> Row:
    value = event.value
    return {
        "kind": "event",
        "slug": value.slug,
        "address": f"{place.base}events/{value.slug}/",
        **days("when", readable(value.when)),
        "when_as_reported": value.when_reported,
        "title": value.title,
        "status": value.status,
        "condition": value.condition,
        "earlier_dates": joined(each.when for each in value.dates),
        "place": value.place,
        "phase": value.phase,
        "issues": joined(value.issues),
        "actors": joined(value.actors),
        "actor_names": joined(actor.name for actor in event.actors),
        "body": value.body,
        **cited(event.sources),
        "place_wikidata": value.place_wikidata,
    }


def _said(statement: Statement, place: Place) -> Row:
    value = statement.value
    return {
        "kind": "statement",
        "slug": value.slug,
        "address": f"{place.base}statements/{value.slug}/",
        **days("when", statement.when),
        "when_as_reported": value.when_reported,
        "title": statement.title,
        "status": "",
        "condition": "",
        "earlier_dates": "",
        "place": value.setting,
        "phase": value.phases[0] if len(value.phases) == 1 else None,
        "issues": joined(value.issues),
        "actors": value.speaker,
        "actor_names": statement.speaker.name,
        "body": said(statement),
        **cited(statement.sources),
        "place_wikidata": "",
    }


TIMELINE = Table(
    "timeline",
    "What happened, is expected and was said, in one order.",
    ("kind", "slug"),
    (
        *HEAD,
        Column("kind", "text", "event or statement"),
        Column("slug", "text", "Its slug"),
        Column("address", "address", "Its page in this edition, which does not change"),
        *dated("when", "When it happened, is expected or was said"),
        Column("when_as_reported", "text", "The date as the source gives it", "theirs"),
        Column("title", "text", "What it is", "ours"),
        Column("status", "text", "Of an event: happened, expected, cancelled or not-known"),
        Column("condition", "text", "Of an event that is expected: on what condition", "ours"),
        Column("earlier_dates", "list", "Of an event: the dates that it had before (EDTF)"),
        Column("place", "text", "Where", "ours"),
        Column("phase", "whole", "The phase that it belongs to, by number, where it is one", to="phases.number"),
        Column("issues", "list", "The issues that it is about, by slug"),
        Column("actors", "list", "Who took part, or spoke, by slug"),
        Column("actor_names", "list", "Their names"),
        Column("body", "text", "Of an event what there is to say (Markdown); of a statement its “whole”", "theirs"),
        *CITED,
        Column("place_wikidata", "text", "Of an event: the place’s id at Wikidata; empty: none, or none known"),
    ),
    _timeline,
)  # fmt: skip
