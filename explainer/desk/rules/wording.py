"""Rules of our own words: neutral verbs, and dates that do not go stale.

It must not read what somebody else said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...edition.own_words import our_words
from ...language.lasting import stale
from ...language.quotations import unquoted
from ..compose import Draft
from .problems import Problem, Rule

# Verbs that carry an opinion of the speaker (house style: “said” is neutral).
SLANTED = re.compile(
    r"\b(claim(?:s|ed|ing)?|admit(?:s|ted|ting)?|conced(?:es?|ed|ing)|insist(?:s|ed|ing)?|slam(?:s|med|ming)?|"
    r"reneg(?:es?|ed|ing)|blast(?:s|ed|ing)|boast(?:s|ed|ing)?|rant(?:s|ed|ing)|alleg(?:es?|ed|ing))\b",
    re.IGNORECASE,
)


def our_words_are_neutral(draft: Draft) -> Iterator[Problem]:
    for at, _field, readings in our_words(draft.document):
        if found := SLANTED.search(" | ".join(map(unquoted, readings))):
            yield Problem(f"{at} uses “{found[0]}”, which carries an opinion; write “said”.", at)


def our_dates_are_absolute(draft: Draft) -> Iterator[Problem]:
    for at, _field, readings in our_words(draft.document):
        if found := stale(readings, draft.document.language):
            yield Problem(f"{at} says “{found}”, which goes stale; give the date.", at)


RULES: tuple[Rule, ...] = (our_words_are_neutral, our_dates_are_absolute)
