"""On whose pages a statement, an event and a position belong."""

from __future__ import annotations

from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.following.substance import imprint

from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def topics(story: shape.Document, *key: str) -> set[str]:
    return set(imprint(story).items[key].topics)


def test_a_statement_is_of_its_speaker_of_whom_it_is_about_and_of_its_issues():
    first, *rest = STORY.statements
    said = replace(first, speaker="truce-side-0", about=["truce-side-1"], issues=["issue-1"])
    story = replace(STORY, statements=[said, *rest])
    assert topics(story, "statement", said.slug) == {"actors/truce-side-0", "actors/truce-side-1", "issues/issue-1"}
    story = replace(STORY, statements=[replace(said, about=[], issues=[]), *rest])
    assert topics(story, "statement", said.slug) == {"actors/truce-side-0"}


def test_a_statement_is_also_of_the_head_of_its_speakers_side():
    first, *rest = STORY.statements
    head = next(row for row in STORY.actors if row.slug == "truce-side-0")
    aide = replace(head, slug="aide", side="truce-side-0")
    said = replace(first, speaker="aide", about=[], issues=[])
    story = replace(STORY, actors=[*STORY.actors, aide], statements=[said, *rest])
    assert topics(story, "statement", said.slug) == {"actors/aide", "actors/truce-side-0"}


def test_what_is_about_somebody_or_what_they_did_is_also_of_the_head_of_their_side():
    head = next(row for row in STORY.actors if row.slug == "truce-side-0")
    aide = replace(head, slug="aide", side="truce-side-0")
    said = replace(STORY.statements[0], speaker="truce-side-1", about=["aide"], issues=[])
    event = replace(STORY.events[0], actors=["aide"], issues=[])
    story = replace(STORY, actors=[*STORY.actors, aide], statements=[said], events=[event], links=[])
    assert topics(story, "event", event.slug) == {"actors/aide", "actors/truce-side-0"}
    assert topics(story, "statement", said.slug) == {"actors/aide", "actors/truce-side-0", "actors/truce-side-1"}


def test_a_position_is_of_its_actor_and_its_issue():
    row = STORY.positions[0]
    assert topics(STORY, "position", row.issue, row.actor) == {f"actors/{row.actor}", f"issues/{row.issue}"}
