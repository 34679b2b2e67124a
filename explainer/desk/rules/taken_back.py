"""What a court or somebody's safety took from every edition does not come back under another name.

It must not stop what was taken back because it was wrong from being said rightly.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition.recurring_words import Words
from ..compose import Draft
from .problems import Problem, Rule

FOR_GOOD = ("court-order", "safety")


def words_that_were_taken_back_stay_away(draft: Draft) -> Iterator[Problem]:
    for gone in (each for each in draft.taken if each.basis in FOR_GOOD):
        words = Words(said=gone.said)
        for statement in draft.document.statements:
            texts = [text for passage in statement.passages for text in (passage.text, passage.original)]
            if any(words.hidden(text) != text for text in texts):
                at = f"statements/{statement.slug}"
                yield Problem(
                    f"{at} says words of {gone.kind}s/{gone.slug}, which was taken back from every edition.", at
                )


RULES: tuple[Rule, ...] = (words_that_were_taken_back_stay_away,)
