"""Rules of “then and now”: one speaker, one issue, and an order that is known.

It must not judge what was said.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...language.dates import readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule


def both_are_by_the_same_speaker(draft: Draft) -> Iterator[Problem]:
    for at, _pair, earlier, later in _pairs(draft.document):
        if earlier.speaker != later.speaker:
            yield Problem(f"{at} compares two speakers; compare two statements of one.", at)


def both_are_on_the_issue(draft: Draft) -> Iterator[Problem]:
    for at, pair, earlier, later in _pairs(draft.document):
        for statement in (earlier, later):
            if pair.issue not in statement.issues:
                yield Problem(
                    f"{at} compares statements/{statement.slug}, which is not about the issue “{pair.issue}”.", at
                )


def the_earlier_comes_first(draft: Draft) -> Iterator[Problem]:
    """Dates that overlap leave the order open, unless both are the same and the source gives an order within it."""
    for at, _pair, earlier, later in _pairs(draft.document):
        first, then = readable(earlier.when), readable(later.when)
        if first and then and surely_after(then, first):
            continue
        if first and then and surely_after(first, then):
            yield Problem(f"{at} has the later statement first; exchange the two.", at)
        elif earlier.when and earlier.when == later.when and 0 < earlier.order_in_day < later.order_in_day:
            continue
        else:
            yield Problem(
                f"{at}: the order of the two is not known ({earlier.when or 'no date'}, {later.when or 'no date'}); "
                "only what is surely in order can be then and now.",
                at,
            )


def _pairs(story: shape.Document) -> Iterator[tuple[str, shape.Comparison, shape.Statement, shape.Statement]]:
    """(place, comparison, earlier, later). One whose statements are not in the story is another rule's problem."""
    said = {statement.slug: statement for statement in story.statements}
    for pair in story.comparisons:
        if pair.earlier in said and pair.later in said:
            yield shape.place("comparisons", pair), pair, said[pair.earlier], said[pair.later]


RULES: tuple[Rule, ...] = (both_are_by_the_same_speaker, both_are_on_the_issue, the_earlier_comes_first)
