"""What stops a story, by cause: once what is wrong, then each place by its title, with the way to the very field.

It must not change what stops it, nor ask the rules again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from explainer.desk.compose import Draft
from explainer.desk.row_checks import plainly, titles_of
from explainer.desk.rules.causes import cause_of, field_of
from explainer.desk.rules.problems import Problem, Rule
from explainer.edition.document import Document

from .checked import anchor_of


@dataclass(slots=True)
class Cause:
    """``places``: (title, sentence, address of the field; empty where it is the story's own)."""

    called: str
    places: list[tuple[str, str, str]] = field(default_factory=list)


def by_cause(found: Iterable[tuple[Rule, Problem]], draft: Draft, form_at: Callable[[str], str]) -> list[Cause]:
    """``form_at``: the address of the form of a place; asked once for each."""
    causes: dict[str, Cause] = {}
    titles, forms = titles_of(draft.document), {}
    for rule, problem in found:
        if problem.at not in forms:
            forms[problem.at] = form_at(problem.at)
        form = forms[problem.at]
        address = f"{form}{anchor_of(*field_of(rule, problem, draft.document))}" if form else ""
        title = titles.get(problem.at, "")
        sentence = plainly(problem.sentence, draft.document, problem.at if title else "", titles=titles)
        cause = causes.setdefault(rule.__name__, Cause(cause_of(rule)))
        cause.places.append((title, sentence, address))
    return list(causes.values())


def sentences_of(problems: Iterable[Problem], story: Document) -> list[str]:
    """Why something was not done, each by the kind and the title of its row."""
    titles = titles_of(story)
    return [plainly(problem.sentence, story, titles=titles) for problem in problems]
