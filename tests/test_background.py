"""Background: why a story matters, how it came to this, who is affected; each with evidence of its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from explainer.desk.compose import compose
from explainer.desk.rules.checks import check
from explainer.models import Background, Source, Statement
from explainer.story.indexes import StoryIndex

pytestmark = pytest.mark.django_db


def test_each_piece_is_published_with_its_own_evidence_in_the_editors_order(truce):
    row = Background.objects.create(
        story=truce, slug="came", kind="how-it-came", order=5, text="A gate fell.", not_known="Who built it."
    )
    row.statements.set(Statement.objects.filter(slug="statement-0"))
    Background.objects.filter(slug="why").update(order=9)
    story = compose("truce").document
    assert [(each.slug, each.kind, each.text, each.not_known) for each in story.backgrounds] == [
        ("came", "how-it-came", "A gate fell.", "Who built it."),
        ("why", "why-it-matters", "Two yards.", "Whose they are."),
    ]
    came, why = StoryIndex(story).backgrounds
    assert [statement.slug for statement in came.statements] == ["statement-0"]
    assert [source.slug for source in why.sources] == [Source.objects.get().slug]


def test_what_it_says_needs_evidence_and_a_gap_alone_needs_none(truce):
    row = Background.objects.get()
    row.sources.clear()
    (problem,) = check(compose("truce"))
    assert problem.at == "backgrounds/why"
    Background.objects.update(text="")
    assert not check(compose("truce"))


def test_a_piece_says_what_is_known_or_what_is_not(truce):
    with pytest.raises(IntegrityError, match="background_says_something"):
        Background.objects.update(text="", not_known="")
