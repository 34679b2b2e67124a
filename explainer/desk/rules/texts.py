"""Rules and questions of texts on the table: what was answered is borne out, and what is of which text fits together.

It must not judge what a text asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...edition import document as shape
from ...edition.row_names import actor_name, text_of_phase
from ...language.dates import readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule


def every_answer_has_evidence(draft: Draft) -> Iterator[Problem]:
    """That nothing is known of an answer needs none."""
    for text in draft.document.texts:
        for answer in text.answers:
            if answer.answer != "not-known" and not (answer.statements or answer.sources):
                who, at = actor_name(answer.actor, draft.document), f"texts/{text.slug}"
                yield Problem(f"{at}: the answer of {who} has no evidence; add the statement, or the report.", at)


def a_provision_is_on_the_same_point_as_one_of_another_text(draft: Draft) -> Iterator[Problem]:
    rows = {row.slug: (at, row, of) for at, row, of in _provisions(draft.document)}
    for at, row, of in rows.values():
        other = rows.get(row.same_as or "")
        if other and other[2] == of:
            yield Problem(
                f"{at} is said to be on the same point as “{other[1].what}”, which is of the same text; name one of "
                "another text, or none.",
                at,
            )
        if _comes_back(row, rows):
            yield Problem(f"{at} is on the same point as itself, by way of others; the newer text names the older.", at)


def nothing_happens_to_a_text_before_it_is_put_forward(draft: Draft) -> Iterator[Problem]:
    for text in draft.document.texts:
        at, put = f"texts/{text.slug}", readable(text.when)
        if put is None:
            continue
        state_on = readable(text.state_on)
        if state_on and surely_after(put, state_on):
            yield Problem(f"{at} has a state of {text.state_on}, before it was put forward ({text.when}).", at)
        for answer in text.answers:
            answered = readable(answer.when)
            if answered and surely_after(put, answered):
                who = actor_name(answer.actor, draft.document)
                yield Problem(f"{at}: {who} answers on {answer.when}, before it was put forward ({text.when}).", at)


def what_replaces_a_text_is_told(draft: Draft) -> Iterator[Problem]:
    texts = {text.slug: text for text in draft.document.texts}
    replaced = {text.replaces for text in texts.values()}
    for text in texts.values():
        at = f"texts/{text.slug}"
        if text.state == "replaced" and text.slug not in replaced:
            yield Problem(
                f"{at} is called replaced, and no text says that it replaces it. Is the one that did known?", at
            )
        before = texts.get(text.replaces or "")
        if before and before.state not in ("replaced", "rejected"):
            yield Problem(
                f"{at} replaces “{before.name}”, which is not called replaced. Should its state be another?",
                f"texts/{before.slug}",
            )
        if before and (put := readable(text.when)) and (was := readable(before.when)) and surely_after(was, put):
            yield Problem(
                f"{at} replaces “{before.name}”, which was put forward after it. Is it the other way round?", at
            )


def something_is_said_of_every_text(draft: Draft) -> Iterator[Problem]:
    for text in draft.document.texts:
        if not (text.known or text.not_known):
            at = f"texts/{text.slug}"
            yield Problem(f"{at} says neither what is known of it nor what is not. Readers should be told which.", at)


def states_and_answers_agree(draft: Draft) -> Iterator[Problem]:
    for text in draft.document.texts:
        at = f"texts/{text.slug}"
        given = {answer.answer: actor_name(answer.actor, draft.document) for answer in text.answers}
        against = given.get("rejected") or given.get("asks-for-changes")
        if text.state == "agreed" and against:
            yield Problem(f"{at} is called agreed, and {against} has not accepted it. Is one of them wrong?", at)
        if text.state == "rejected" and given and "rejected" not in given:
            yield Problem(f"{at} is called rejected, and no answer is. Who rejected it?", at)
    for one, other in combinations(draft.document.texts, 2):
        if one.state == other.state == "agreed" and not {one.slug, other.slug} & {one.replaces, other.replaces}:
            yield Problem(
                f"“{one.name}” and “{other.name}” are both called agreed. Does one replace the other?",
                f"texts/{other.slug}",
            )


def it_is_known_which_text_is_told(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    loose = [at for at, _row, of in _provisions(story) if of is None]
    if story.texts and loose:
        yield Problem(
            f"{loose[0]} is of no text, and none is the one that the story tells. Which text do the phases tell?",
            loose[0],
        )


def _provisions(story: shape.Document) -> Iterator[tuple[str, shape.Provision, str | None]]:
    """(place, provision, the text that it is of) of each; no text where the story tells none."""
    for phase in story.phases:
        told = text_of_phase(phase, story)
        for row in phase.provisions:
            yield f"phases/{phase.number}/{row.slug}", row, row.of_text or told


def _comes_back(row: shape.Provision, rows: dict[str, tuple[str, shape.Provision, str | None]]) -> bool:
    seen, ahead = {row.slug}, row.same_as
    while ahead in rows and ahead not in seen:
        seen.add(ahead)
        ahead = rows[ahead][1].same_as
    return ahead == row.slug


RULES: tuple[Rule, ...] = (
    every_answer_has_evidence,
    a_provision_is_on_the_same_point_as_one_of_another_text,
    nothing_happens_to_a_text_before_it_is_put_forward,
)
QUESTIONS: tuple[Rule, ...] = (
    what_replaces_a_text_is_told,
    something_is_said_of_every_text,
    states_and_answers_agree,
    it_is_known_which_text_is_told,
)
