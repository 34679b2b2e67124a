"""A difference before it is published: by part as readers meet them, with the words that changed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from explainer.edition.differences import LAST, LONG, MOST, PARTS, SHOWN, by_part, marked
from explainer.edition.diffs import SECTIONS, Change
from explainer.models import Event, Story

from .publish import publish


def change(at=("events", "x"), **fields) -> Change:
    given_fields = {
        "verb": "changed", "thing": "Event", "name": "x", "field": "title", "was": "", "now": "", "page": "", "at": at,
    }  # fmt: skip
    return Change(**given_fields | fields)


def words(pieces) -> list[str]:
    return [piece.words for piece in pieces if piece.differs]


def test_the_words_that_changed_are_marked_and_no_others():
    was, now = marked("The talks begin on 3 June.", "The talks begin on 5 June.")
    assert (words(was), words(now)) == (["3"], ["5"])
    assert words(marked("The talks", "The second talks")[1]) == ["second "]


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_word_is_lost(was, now):
    before, after = marked(was, now)
    assert "".join(piece.words for piece in before) == was
    assert "".join(piece.words for piece in after) == now


def test_a_very_long_value_is_cut_and_soon_compared():
    before, after = marked("a " * 50_000, "b " * 50_000)
    assert len(before[0].words) == SHOWN + 1
    assert len(after) >= 1


def test_parts_come_as_readers_meet_them_and_every_list_has_one():
    placed = {name for _heading, names in PARTS for name in names}
    assert {section.field for section in SECTIONS} - placed == {"tombstones"}
    found = by_part([change(("sources", "x")), change(("story", "title")), change(("events", "x")), change(())])
    assert [part.heading for part in found] == ["The story itself", "What happened", "Sources", LAST]


@pytest.mark.parametrize(("count", "is_long"), [(LONG, False), (LONG + 1, True)])
def test_a_long_part_is_folded(count, is_long):
    (part,) = by_part([change()] * count)
    assert part.is_long is is_long


def test_a_part_without_end_is_bounded_and_says_so():
    (part,) = by_part([change()] * (MOST + 5))
    assert (len(part.told), part.more, part.count) == (MOST, 5, MOST + 5)


def test_the_publish_page_shows_it_and_says_that_nothing_else_changed(desk, published):
    Story.objects.update(question="Does the truce <still> hold?")
    Event.objects.filter(slug="event-0").update(title="Renamed")
    body = desk.get(reverse("admin:explainer_story_publish", args=(published.pk,))).content.decode()
    assert body.index("The story itself (1)") < body.index("What happened (1)")
    assert "<mark>&lt;still&gt; </mark>" in body
    assert "Nothing else changed." in body


def test_before_the_first_edition_everything_is_new(desk, truce):
    assert "Everything is new" in desk.get(reverse("admin:explainer_story_publish", args=(truce.pk,))).content.decode()


def test_the_page_costs_the_same_whatever_the_size(desk, make_story):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(size: int) -> int:
        story = make_story(slug=f"story-{size}", events=size)
        publish(story, note="")
        Event.objects.filter(story=story).update(title="Renamed")
        with CaptureQueriesContext(connection) as found:
            desk.get(reverse("admin:explainer_story_publish", args=(story.pk,)))
        return len(found)

    cost(3)  # what a process asks once
    assert cost(20) == cost(40)  # each thing to look at costs one; with few events there is one less
