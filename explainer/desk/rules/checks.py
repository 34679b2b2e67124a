"""The rules that a story must pass before it is published, each yielding sentences that an editor can act on.

The admin, ``check_content`` and the tests run the same list. It must not read the database: it judges a ``Draft``.
"""

from __future__ import annotations

from datetime import date

from ...edition import document as shape
from ..compose import Draft
from . import (
    attribution,
    chronology,
    comparisons,
    framework,
    links,
    moved_dates,
    passed_days,
    pictures,
    questions,
    quotations,
    references,
    standing,
    taken_back,
    texts,
    wikidata,
    wording,
)
from .former_names import names_of_before_may_be_kept
from .problems import Problem, Rule
from .references import every_reference_leads_somewhere

__all__ = ["QUESTIONS", "RULES", "Problem", "Rule", "ask", "by_rule", "check", "every_reference_leads_somewhere"]

RULES: tuple[Rule, ...] = (
    *references.RULES,
    *framework.RULES,
    *chronology.RULES,
    *links.RULES,
    *attribution.RULES,
    *quotations.RULES,
    *wording.RULES,
    *comparisons.RULES,
    *standing.RULES,
    *texts.RULES,
    *pictures.RULES,
    *taken_back.RULES,
    *wikidata.RULES,
)
QUESTIONS: tuple[Rule, ...] = (
    *questions.QUESTIONS,
    *quotations.QUESTIONS,
    *framework.QUESTIONS,
    *moved_dates.QUESTIONS,
    *texts.QUESTIONS,
)


def check(draft: Draft) -> list[Problem]:
    """Every problem of the draft, in the order of the rules; empty when it may be published."""
    return [problem for _rule, problem in by_rule(draft)]


def by_rule(draft: Draft) -> list[tuple[Rule, Problem]]:
    """The same, each with the rule that found it."""
    return [(each, problem) for each in RULES for problem in each(draft)]


def ask(draft: Draft, published: shape.Document | None = None, today: date | None = None) -> list[Problem]:
    """What an editor should look at before it is published; it stops nothing. ``published``: what readers read.
    ``today``: where days that have come are asked about, too."""
    asked = [problem for each in QUESTIONS for problem in each(draft)]
    asked += names_of_before_may_be_kept(draft.document, published) if published else ()
    return asked + [problem for each in passed_days.QUESTIONS if today for problem in each(draft, today)]
