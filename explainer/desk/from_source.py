"""A statement made of words that an editor marked in a source's text, and somebody new to a story who says them.

It must not judge what is said, nor publish it. What cannot be is refused in a sentence at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from ..models import (
    Actor,
    Involvement,
    Issue,
    Passage,
    Source,
    SourceMark,
    Statement,
    StatementLink,
    Story,
)
from ..models.source_texts import parts_in
from .marks import marks_of
from .renaming import is_anothers

LONGEST_SLUG = 70
MOST_TRIED = 100  # numbers at the end of a slug


@dataclass(frozen=True, slots=True)
class Piece:
    """Words to the letter, our own before them, and whether the source breaks the sentence there."""

    text: str
    before: str = ""
    cut_before: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is to become a statement. ``start`` and ``words``: what was marked in the text of the source."""

    story: Story
    source: Source
    speaker: Actor
    wording: str
    topic: str
    lead_in: str
    start: int
    words: str
    pieces: Sequence[Piece] = ()
    tail: str = ""
    act: str = Statement.Act.SAID
    when: str = ""
    when_reported: str = ""
    when_note: str = ""
    slug: str = ""
    issue: Issue | None = None
    answers: Statement | None = None
    drawn_by: str = ""


def make(said: Said) -> Statement:
    """The statement, with its passages, its source, its link and its mark. Raises ValidationError by field.

    Call it inside a transaction: it may stop half-way."""
    slug = said.slug or slug_for(said.story, said.speaker, said.topic)
    statement = Statement(
        story=said.story, slug=slug, speaker=said.speaker, wording=said.wording, act=said.act, topic=said.topic,
        lead_in=said.lead_in or lead_in_for(said.speaker, said.wording, said.story), tail=said.tail, when=said.when,
        when_reported=said.when_reported, when_note=said.when_note, quoted_in=said.source.language,
    )  # fmt: skip
    statement.full_clean()
    if is_anothers(statement, slug, said.story):
        raise ValidationError({"slug": f"“{slug}” is the address of something that editions have. Choose another."})
    statement.save()
    statement.sources.add(said.source)
    if said.issue:
        statement.issues.add(said.issue)
    for order, piece in enumerate(said.pieces, 1):
        passage = Passage(statement=statement, order=order, text=piece.text)
        passage.before, passage.cut_before = piece.before, piece.cut_before
        _cleaned(passage, f"piece_{order - 1}")
        passage.save()
    if said.answers:
        cited = said.source if said.drawn_by == StatementLink.DrawnBy.SOURCE else None
        link = StatementLink(statement=statement, order=1, relation=StatementLink.Relation.ANSWERS, source=cited)
        link.to_statement, link.drawn_by = said.answers, said.drawn_by
        _cleaned(link, "answers")
        link.save()
    SourceMark.objects.create(source=said.source, statement=statement, start=said.start, words=said.words)
    return statement


def _cleaned(part: Passage | StatementLink, at: str) -> None:
    try:
        part.full_clean()
    except ValidationError as error:
        raise ValidationError({at: error.messages}) from None


def lead_in_for(speaker: Actor, wording: str, story: Story) -> str:
    """“Reyes said:”, in English only: another language has its own order of words, and its own verb."""
    if wording == Statement.Wording.PARAPHRASE or not story.language.startswith("en"):
        return ""
    name = speaker.short_name or speaker.name
    return f"{name} said:" if wording == Statement.Wording.DIRECT else f"{name} said"


# ---- addresses ----------------------------------------------------------------------------------


def slug_for(story: Story, speaker: Actor, topic: str) -> str:
    """The last part of an address, made of who speaks and the topic; free in the story."""
    who = slugify(speaker.short_name or speaker.name) or speaker.slug
    wanted = f"{who}-{slugify(topic)}".strip("-")[:LONGEST_SLUG].strip("-")
    row = Statement(story=story)
    return _free(wanted or "statement", lambda slug: row.is_of_a_row(slug, story) or is_anothers(row, slug, story))


def slug_for_actor(name: str, kind: str) -> str:
    wanted, row = slugify(name)[:LONGEST_SLUG].strip("-"), Actor()
    return _free(wanted or kind, lambda slug: row.is_of_a_row(slug, None) or is_anothers(row, slug))


def _free(wanted: str, taken: Callable[[str], bool]) -> str:
    tried = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, MOST_TRIED))
    return next((slug for slug in tried if not taken(slug)), wanted)


# ---- who speaks ---------------------------------------------------------------------------------


def new_actor(name: str, kind: str, source: Source, body: Actor | None = None) -> Actor:
    """Somebody new at the desk, who may belong to ``body``. An unnamed source belongs to the report that used it."""
    actor = Actor(slug=slug_for_actor(name, kind), name=name, kind=kind, affiliation=body)
    if kind == Actor.Kind.UNNAMED:
        actor.described_in = source
    actor.full_clean()
    actor.save()
    return actor


def give_part(story: Story, actor: Actor, part: str) -> Involvement:
    """A part in the story, with letters of its own or those of its side, after all others."""
    there = parts_in(story)
    cast = [*((each.actor, each.mark) for each in there), (actor, "")]
    last = max((each.order for each in there), default=0)
    row = Involvement(story=story, actor=actor, part=part, mark=marks_of(cast)[-1], order=min(last + 10, 32_000))
    row.full_clean()
    row.save()
    return row
