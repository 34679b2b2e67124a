"""How things stand: disputed by two sides, agreed with the evidence of each, answered on a day; and who is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.standing import RULES
from explainer.edition import document as shape
from explainer.edition.naming import naming_of, naming_of_actor

ANSWERED = {"ended": "answered", "ended_on": "2024-08-20", "answer": "The **warden** has it."}


@pytest.fixture
def draft(make_story: Any) -> Draft:
    """The truce: one issue, with a position of Side 0, on which both sides agree on something."""
    make_story()
    return compose("truce")


def told(draft: Draft, section: str, **fields: Any) -> list[str]:
    """What the rules of standing say where the first row of a section has these values."""
    first, *rest = getattr(draft.document, section)
    document = changed(draft.document, **{section: [changed(first, **fields), *rest]})
    return [problem.sentence for rule in RULES for problem in rule(replace(draft, document=document))]


def with_two_positions(draft: Draft, actor: str = "truce-side-1") -> Draft:
    first = draft.document.positions[0]
    return replace(draft, document=changed(draft.document, positions=[first, changed(first, slug="p2", actor=actor)]))


# ---- disputed ------------------------------------------------------------------------------------


def test_what_is_disputed_has_positions_of_two_sides(draft):
    (problem,) = told(draft, "issues", status="disputed")
    assert "issues/issue-1 is called disputed" in problem
    assert told(with_two_positions(draft), "issues", status="disputed") == []


def test_two_of_one_side_are_no_two_sides(draft):
    aide = changed(draft.document.actors[0], slug="aide", side="truce-side-0", affiliation="truce-side-0")
    both = replace(draft, document=changed(draft.document, actors=[*draft.document.actors, aide]))
    assert len(told(with_two_positions(both, "aide"), "issues", status="disputed")) == 1


@pytest.mark.parametrize("status", ["unclear", "under-discussion", "open", "narrowed", "settled"])
def test_nothing_else_asks_for_sides(draft, status):
    assert told(draft, "issues", status=status) == []


def test_a_disputed_question_rests_on_the_positions_of_its_issue(draft):
    for issue in ("issue-1", None):
        (problem,) = told(draft, "open_questions", status="disputed", issue=issue)
        assert "no positions of two sides on its issue" in problem
    assert told(with_two_positions(draft), "open_questions", status="disputed", issue="issue-1") == []


# ---- agreed --------------------------------------------------------------------------------------


def agreement(actor: str, **fields: Any) -> shape.Agreement:
    return shape.Agreement(**{"actor": actor, "statements": [], "sources": ["truce-report"], **fields})


BOTH = [agreement("truce-side-0"), agreement("truce-side-1")]


def test_what_sides_agree_on_has_the_evidence_of_each(draft):
    assert told(draft, "issues", status="agreed", agreed_by=BOTH) == []
    for found in ([], BOTH[:1]):
        assert any("the evidence of each" in said for said in told(draft, "issues", agreed_by=found))
    spoken = agreement("truce-side-1", statements=["statement-0"], sources=[])
    assert told(draft, "issues", agreed_by=[BOTH[0], spoken]) == []
    (problem,) = told(draft, "issues", agreed_by=[BOTH[0], agreement("truce-side-1", sources=[])])
    assert "truce-side-1 agrees, without a statement or a source" in problem


def test_what_is_agreed_is_said(draft):
    problems = told(draft, "issues", status="agreed", agreed="")
    assert any("say what the sides agree on" in said for said in problems)
    assert any("does not say on what" in said for said in problems)
    assert told(draft, "issues", agreed="", agreed_by=[]) == []


def test_one_of_a_side_does_not_agree_for_it(draft):
    aide = changed(draft.document.actors[0], slug="aide", side="truce-side-0", affiliation="truce-side-0")
    both = replace(draft, document=changed(draft.document, actors=[*draft.document.actors, aide]))
    (problem,) = told(both, "issues", agreed_by=[agreement("aide"), BOTH[1]])
    assert "aide agrees, who is no side" in problem


def test_the_evidence_is_about_the_issue(draft):
    first, *rest = draft.document.statements
    elsewhere = replace(draft, document=changed(draft.document, statements=[changed(first, issues=[]), *rest]))
    by = [agreement("truce-side-0", statements=[first.slug]), BOTH[1]]
    assert told(draft, "issues", agreed_by=by) == []
    (problem,) = told(elsewhere, "issues", agreed_by=by)
    assert "which is not about this issue" in problem
    nowhere = [agreement("truce-side-0", statements=["nowhere"]), BOTH[1]]
    assert told(draft, "issues", agreed_by=nowhere) == [], "what leads nowhere is another rule's"


def test_what_is_settled_has_a_source(draft):
    (problem,) = told(draft, "issues", status="settled", sources=[], agreed="", agreed_by=[])
    assert "is called settled and has no source" in problem
    assert told(draft, "issues", status="settled", sources=[]) == [], "the evidence of each is one"
    assert told(draft, "issues", status="settled", agreed="", agreed_by=[]) == []


# ---- answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", ["answered", "closed"])
def test_what_has_ended_has_a_day_a_text_and_evidence(draft, ended):
    whole = {**ANSWERED, "ended": ended}
    assert told(draft, "open_questions", **whole, answer_sources=["truce-report"]) == []
    assert told(draft, "open_questions", **whole, answer_statements=["statement-0"]) == []
    assert "needs a statement or a source" in told(draft, "open_questions", **whole)[0]
    for name, word in (("ended_on", "the day"), ("answer", "a text")):
        (problem,) = told(draft, "open_questions", **{**whole, name: ""}, answer_sources=["truce-report"])
        assert f"it needs {word}." in problem


@pytest.mark.parametrize("given", [{"answer": "Yes."}, {"ended_on": "2024"}, {"answer_sources": ["truce-report"]}])
def test_what_is_open_has_no_answer(draft, given):
    (problem,) = told(draft, "open_questions", **given)
    assert "say how it ended" in problem


@pytest.mark.parametrize("status", ["agreed", "settled"])
def test_what_is_settled_is_not_open(draft, status):
    assert "is still open" in told(draft, "open_questions", status=status)[0]
    assert told(draft, "open_questions", status=status, **ANSWERED, answer_sources=["truce-report"]) == []


def test_nothing_ends_after_the_day_up_to_which_the_story_is_told(draft):
    late = {**ANSWERED, "ended_on": "2024-08-24", "answer_sources": ["truce-report"]}
    assert "ended after the story's own date" in told(draft, "open_questions", **late)[0]
    undated = replace(draft, document=changed(draft.document, as_of="some day"))
    assert told(undated, "open_questions", **late) == [], "a date that cannot be read is another rule's"


def test_nothing_stands_so_since_a_day_after_that(draft):
    late = told(draft, "issues", status_on="2024-08-24")
    assert len(late) == 1
    assert "stands so since 2024-08-24, after the story's own date (2024-08-23)" in late[0]
    assert told(draft, "issues", status_on="2024-08") == [], "it may have been before"


# ---- named ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "naming"),
    [
        ("person", "named"), ("office", "named"), ("medium", "named"), ("government", "whole"),
        ("armed-group", "whole"), ("group", "group"), ("unnamed", "unnamed"),
    ],
)  # fmt: skip
def test_who_is_named_follows_from_the_kind_where_nothing_else_is_said(draft, kind, naming):
    actor = changed(draft.document.actors[0], kind=kind)
    said = draft.document.statements[0]
    assert naming_of_actor(actor) == naming_of(said, actor) == naming
    assert naming_of_actor(changed(actor, naming="group")) == "group"
    assert naming_of(changed(said, naming="unnamed"), changed(actor, naming="group")) == "unnamed"


@pytest.mark.parametrize(
    ("kind", "naming", "sound"),
    [
        ("person", "named", True), ("person", "unnamed", False), ("person", "group", False), ("person", "whole", False),
        ("unnamed", "group", True), ("unnamed", "named", False), ("unnamed", "whole", False),
        ("government", "unnamed", True), ("office", "group", True),
    ],
)  # fmt: skip
def test_a_statement_is_named_as_its_speaker_can_be(draft, kind, naming, sound):
    speaker, *others = draft.document.actors
    actors = [changed(speaker, kind=kind, described_in="truce-report"), *others]
    other = replace(draft, document=changed(draft.document, actors=actors))
    assert (told(other, "statements", naming=naming) == []) == sound
