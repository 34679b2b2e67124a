"""Rules of how things stand: who is named, what is disputed, what is agreed, and what has been answered.

It must not judge who is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.naming import naming_of, naming_of_actor
from ...language.dates import readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule


def a_statement_is_named_as_its_speaker_can_be(draft: Draft) -> Iterator[Problem]:
    """An office may speak through a group; but a person who is named is named, and who is not named is not."""
    speakers = {actor.slug: actor for actor in draft.document.actors}
    for statement in draft.document.statements:
        speaker = speakers.get(statement.speaker)
        if speaker and speaker.kind in ("person", "unnamed"):
            naming, own = naming_of(statement, speaker), naming_of_actor(speaker)
            if (naming != own and "named" in (naming, own)) or naming == "whole":
                at = f"statements/{statement.slug}"
                yield Problem(f"{at} is “{naming}”, and its speaker, {speaker.name}, “{own}”; one is wrong.", at)


def what_is_disputed_has_two_sides(draft: Draft) -> Iterator[Problem]:
    """Two sides with a position, or two of the people of one that is divided: whether they differ is for the editor to
    read, that both have one is not."""
    story = draft.document
    side = {actor.slug: actor.side for actor in story.actors}
    held: dict[str | None, set[tuple[str, str]]] = {}
    for position in story.positions:
        of = side.get(position.actor, position.actor)
        held.setdefault(position.issue, set()).add((of, "" if of == position.actor else position.actor))
    disputed = [(row, row.slug) for row in story.issues if row.status == "disputed"]
    for row, issue in [*disputed, *((each, each.issue) for each in story.open_questions if each.status == "disputed")]:
        holders = held.get(issue, set())
        if len({of for of, _who in holders}) < 2 and len({who for _of, who in holders if who}) < 2:
            at = shape.place("issues" if isinstance(row, shape.Issue) else "open_questions", row)
            where = "" if isinstance(row, shape.Issue) else " on its issue"
            yield Problem(
                f"{at} is called disputed, and there are no positions of two sides{where}, or of two people of one; "
                "say “unclear” or “under discussion”, or record the positions.",
                at,
            )


def what_is_agreed_has_evidence_of_each(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    heads = {actor.slug for actor in story.actors if actor.side == actor.slug}
    about = {statement.slug: statement.issues for statement in story.statements}
    for issue in story.issues:
        at = f"issues/{issue.slug}"
        if issue.agreed and len(issue.agreed_by) < 2:
            yield Problem(f"{at} says what the sides agree on; add the evidence of each, of two sides at least.", at)
        if issue.agreed_by and not issue.agreed:
            yield Problem(f"{at} has evidence that sides agree, and does not say on what.", at)
        if issue.status == "agreed" and not issue.agreed:
            yield Problem(f"{at} is called agreed; say what the sides agree on, with the evidence of each.", at)
        if issue.status == "settled" and not (issue.sources or issue.agreed_by):
            yield Problem(f"{at} is called settled and has no source; add the report that says so.", at)
        for each in issue.agreed_by:
            if not (each.statements or each.sources):
                yield Problem(f"{at} says that {each.actor} agrees, without a statement or a source.", at)
            if each.actor not in heads:
                yield Problem(f"{at} says that {each.actor} agrees, who is no side; name the side.", at)
            for slug in each.statements:
                if issue.slug not in about.get(slug, [issue.slug]):
                    yield Problem(f"{at} rests on statements/{slug}, which is not about this issue.", at)


def what_has_ended_says_how(draft: Draft) -> Iterator[Problem]:
    as_of = readable(draft.document.as_of)
    for question in draft.document.open_questions:
        at = shape.place("open_questions", question)
        evidence = [*question.answer_statements, *question.answer_sources]
        given = {"the day": question.ended_on, "a text": question.answer, "a statement or a source": evidence}
        missing = [name for name, value in given.items() if not value]
        day = readable(question.ended_on)
        if question.ended and missing:
            yield Problem(f"{at} is {question.ended}; it needs {', '.join(missing)}.", at)
        if not question.ended and len(missing) < len(given):
            yield Problem(f"{at} has an answer or the day of one; say how it ended, or take them away.", at)
        if not question.ended and question.status in ("agreed", "settled"):
            yield Problem(f"{at} is called {question.status}, and is still open; say how it ended.", at)
        if day and as_of and surely_after(day, as_of):
            yield Problem(f"{at} ended after the story's own date ({draft.document.as_of}).", at)


def nothing_is_settled_in_the_future(draft: Draft) -> Iterator[Problem]:
    as_of = readable(draft.document.as_of)
    for issue in draft.document.issues:
        day = readable(issue.status_on)
        if day and as_of and surely_after(day, as_of):
            at = shape.place("issues", issue)
            yield Problem(f"{at} stands so since {issue.status_on}, after the story's own date ({as_of}).", at)


RULES: tuple[Rule, ...] = (
    a_statement_is_named_as_its_speaker_can_be,
    what_is_disputed_has_two_sides,
    what_is_agreed_has_evidence_of_each,
    what_has_ended_says_how,
    nothing_is_settled_in_the_future,
)
