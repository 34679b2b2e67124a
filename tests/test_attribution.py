"""Quotation marks in our words: what earns them besides a statement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.attribution import quotation_marks_are_earned


@pytest.fixture
def draft(make_story) -> Draft:
    """The truce, whose report has words that no statement of the story says, quoted in ours."""
    make_story()
    found = compose("truce")
    (slug, excerpt), *_ = found.excerpts.items()
    event = changed(found.document.events[0], body="The paper says “nothing is signed”.")
    document = changed(found.document, events=[event, *found.document.events[1:]])
    return replace(found, document=document, excerpts={slug: f"{excerpt}\nAs of today nothing is signed, it says."})


def test_words_of_a_report_may_be_quoted_in_ours(draft):
    assert list(quotation_marks_are_earned(draft)) == []


def test_they_are_not_earned_where_no_excerpt_has_them(draft):
    (problem,) = quotation_marks_are_earned(replace(draft, excerpts={}))
    assert (problem.at, "“nothing is signed”" in problem.sentence) == ("events/event-0", True)
