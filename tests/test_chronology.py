"""What is not surely wrong in time is no problem: a report without a date may be the later one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.chronology import nothing_is_said_after_it_was_reported


@pytest.fixture
def draft(make_story) -> Draft:
    """The truce, its first statement said the day after its one report."""
    make_story()
    found = compose("truce")
    first, *rest = found.document.statements
    return replace(found, document=changed(found.document, statements=[changed(first, when="2024-08-24"), *rest]))


def also_reported(draft: Draft, published: str) -> list[str]:
    """What the rule names once another report, published then, has the statement too."""
    story = draft.document
    first, *rest = story.statements
    said = [changed(first, sources=[*first.sources, "other"]), *rest]
    sources = [*story.sources, changed(story.sources[0], slug="other", published=published)]
    story = changed(story, statements=said, sources=sources)
    return [problem.at for problem in nothing_is_said_after_it_was_reported(replace(draft, document=story))]


@pytest.mark.parametrize(
    ("published", "named"), [("2024-08-23", True), ("2024-08-24", False), ("2024-08", False), ("", False)]
)
def test_a_statement_may_come_from_the_report_that_may_be_later(draft, published, named):
    assert also_reported(draft, published) == ["statements/statement-0"] * named
