"""Rules of quotation: marks are earned, words are to the letter, an unnamed source stays in its report.

It must not judge what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...edition.naming import NOBODY_NAMED, naming_of_actor
from ...edition.own_words import our_words
from ..compose import Draft
from .problems import Problem, Rule


def quotation_marks_are_earned(draft: Draft) -> Iterator[Problem]:
    for statement in draft.document.statements:
        at = f"statements/{statement.slug}"
        if statement.wording == "paraphrase" and statement.passages:
            yield Problem(f"{at} is a paraphrase but has quoted words; change its wording or remove them.", at)
        if statement.wording != "paraphrase" and not statement.passages:
            yield Problem(f"{at} is a quotation without words; add a passage or make it a paraphrase.", at)
    spoken = [passage.text for statement in draft.document.statements for passage in statement.passages]
    known = [*spoken, *draft.excerpts.values()]
    for at, text in our_words(draft.document):
        for quoted in re.findall("“([^”]*)”?", text):
            if not any(quoted.strip(" ,.") in words for words in known):
                yield Problem(f"{at} has “{quoted}” in quotation marks, which no statement says.", at)


def quotations_are_to_the_letter(draft: Draft) -> Iterator[Problem]:
    for statement in draft.document.statements:
        texts = [draft.excerpts[slug] for slug in statement.sources if slug in draft.excerpts]
        for passage in statement.passages:
            if texts and not any(passage.text in text for text in texts):
                at = f"statements/{statement.slug}"
                yield Problem(f"{at}: “{passage.text}” is not letter for letter in its source's excerpt.", at)


def unnamed_sources_stay_in_their_report(draft: Draft) -> Iterator[Problem]:
    home = {actor.slug: actor.described_in for actor in draft.document.actors if naming_of_actor(actor) in NOBODY_NAMED}
    for statement in draft.document.statements:
        if home.get(statement.speaker) and home[statement.speaker] not in statement.sources:
            at = f"statements/{statement.slug}"
            yield Problem(
                f"{at}: its unnamed speaker belongs to another report; an unnamed source of another report is "
                "another actor.",
                at,
            )


RULES: tuple[Rule, ...] = (
    quotation_marks_are_earned,
    quotations_are_to_the_letter,
    unnamed_sources_stay_in_their_report,
)
