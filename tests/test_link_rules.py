"""Links claim no more than is known: an answer has dates, an order is known or somebody else's word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.links import RULES

EARLY, LATE = "2024-02-01", "2024-02-02"
BY, VAGUE = "[..2024-08-23]", "[2024-01-25..2024-02-10]"
FIRST, AFTER, UNKNOWN = "something later than itself", "answer cannot be claimed", "which of the two came first is not"


@pytest.fixture
def draft(make_story: Any) -> Draft:
    """The truce with one link, from the second statement to the first."""
    make_story()
    return compose("truce")


def linked(draft: Draft, first: str, then: str, order: tuple[int, int] = (0, 0), **link: Any) -> list[str]:
    """What the rules of links say where the two have these dates, and orders within the day."""
    story = draft.document
    dated = zip(story.statements, (first, then), order, strict=True)
    said = [changed(row, when=when, order_in_day=place) for row, when, place in dated]
    link.setdefault("source", None if link.get("drawn_by") == "us" else "truce-report")
    links = [changed(story.links[0], **link)]
    found = replace(draft, document=changed(story, statements=said, links=links))
    return [problem.sentence for rule in RULES for problem in rule(found)]


@pytest.mark.parametrize("drawn_by", ["source", "speaker", "us"])
@pytest.mark.parametrize("relation", ["answers", "denies", "restates", "narrows", "reverses"])
def test_what_surely_comes_after_may_be_said_to_by_anybody(draft, relation, drawn_by):
    assert linked(draft, EARLY, LATE, relation=relation, drawn_by=drawn_by) == []
    assert linked(draft, EARLY, EARLY, (1, 2), relation=relation, drawn_by=drawn_by) == []


@pytest.mark.parametrize("drawn_by", ["source", "speaker", "us"])
@pytest.mark.parametrize("relation", ["answers", "denies", "restates", "narrows", "reverses"])
def test_what_surely_comes_before_is_said_to_come_after_by_nobody(draft, relation, drawn_by):
    for dates, order in (((LATE, EARLY), (0, 0)), ((EARLY, EARLY), (2, 1))):
        (problem,) = linked(draft, *dates, order, relation=relation, drawn_by=drawn_by)
        assert FIRST in problem


@pytest.mark.parametrize("drawn_by", ["source", "speaker", "us"])
@pytest.mark.parametrize(("first", "then"), [("", LATE), (EARLY, ""), (BY, LATE), (EARLY, BY), ("", "")])
def test_an_answer_cannot_be_claimed_of_what_has_no_date_of_its_own(draft, first, then, drawn_by):
    problems = linked(draft, first, then, relation="answers", drawn_by=drawn_by)
    assert any(AFTER in problem for problem in problems)


def test_an_answer_to_a_report_that_is_not_on_record_needs_the_date_of_the_answer_alone(draft):
    report = {"relation": "answers", "to_statement": None, "to_report": "A report of a deal"}
    assert linked(draft, EARLY, LATE, **report) == []
    (problem,) = linked(draft, EARLY, BY, **report)
    assert AFTER in problem


@pytest.mark.parametrize("relation", ["denies", "restates", "narrows", "reverses"])
@pytest.mark.parametrize(("first", "then"), [(BY, LATE), ("", LATE), (VAGUE, LATE), (EARLY, EARLY), ("", "")])
def test_another_s_word_gives_an_order_that_dates_leave_open_and_ours_does_not(draft, first, then, relation):
    for drawn_by in ("source", "speaker"):
        assert linked(draft, first, then, relation=relation, drawn_by=drawn_by) == []
    (problem,) = linked(draft, first, then, relation=relation, drawn_by="us")
    assert UNKNOWN in problem


def test_our_reading_denies_no_report_that_is_not_on_record(draft):
    report = {"relation": "denies", "to_statement": None, "to_report": "A report of a deal"}
    assert linked(draft, EARLY, LATE, **report) == []
    (problem,) = linked(draft, EARLY, LATE, drawn_by="us", **report)
    assert "a report that has no date here" in problem


@pytest.mark.parametrize("relation", ["stands-against", "bears-out"])
def test_what_claims_no_order_needs_none(draft, relation):
    for first, then in ((LATE, EARLY), ("", ""), (BY, BY)):
        assert linked(draft, first, then, relation=relation, drawn_by="us") == []


@pytest.mark.parametrize(("happened", "sound"), [(EARLY, True), ("2024-03-01", False), ("", False)])
def test_what_answers_an_event_comes_after_it_too(draft, happened, sound):
    event = changed(draft.document.events[0], when=happened)
    other = replace(draft, document=changed(draft.document, events=[event]))
    problems = linked(other, EARLY, LATE, relation="answers", to_statement=None, to_event=event.slug)
    assert (not problems) == sound


@pytest.mark.parametrize(
    ("first", "then", "order"),
    [(EARLY, VAGUE, (1, 2)), ("", "", (1, 2)), (EARLY, EARLY, (0, 1)), (EARLY, EARLY, (1, 0))],
)
def test_an_order_is_given_of_two_with_the_same_date_that_both_have_one(draft, first, then, order):
    (problem,) = linked(draft, first, then, order, relation="denies", drawn_by="us")
    assert UNKNOWN in problem


@pytest.mark.parametrize("end", ["statement", "to_statement"])
def test_an_end_that_is_not_in_the_story_is_another_rule_s(draft, end):
    assert linked(draft, EARLY, LATE, relation="denies", drawn_by="us", **{end: "nowhere"}) == []
