"""One result: what follows its quotation, and where the next page of results begins."""

from __future__ import annotations

import pytest
from django.utils import timezone

from explainer.models import Actor, Statement
from explainer.search.find import Group, find, read_query

from .publish import publish

pytestmark = pytest.mark.django_db


def statements(typed: str) -> Group:
    (group,) = find(read_query(typed), at=timezone.now(), kind="statements").groups
    return group


def test_only_a_partial_quotation_is_followed_by_words_of_ours_or_a_full_stop(make_story):
    story = make_story(statements=5)
    Statement.objects.filter(slug="statement-4").update(tail="and left")
    publish(story, note="")
    assert {hit.entry.slug: hit.tail for hit in statements("gate").hits} == {
        "statement-0": "", "statement-1": ".", "statement-2": "", "statement-3": "", "statement-4": " and left",
    }  # fmt: skip


@pytest.mark.parametrize(("room", "goes_on"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_page_goes_on_only_where_there_is_more(make_story, monkeypatch, room, goes_on):
    monkeypatch.setattr("explainer.search.find.ONE_KIND", room)
    publish(make_story(statements=3), note="")
    group = statements("gate")
    assert (len(group.hits), group.older is not None) == (min(room, 3), goes_on)


def test_no_name_is_guessed_from_two_letters(make_story):
    story = make_story()
    Actor.objects.filter(slug="truce-side-0").update(name="Zed")
    publish(story, note="")
    guessed = [find(read_query(typed), at=timezone.now()).suggestions for typed in ("ze", "zedd")]
    assert guessed == [[], ["Zed"]]


def test_what_else_is_said_is_shown_for_a_word_that_nothing_above_it_holds(make_story):
    story = make_story(statements=1)
    Statement.objects.update(context="Said at the gate, between two rounds.", note="")
    publish(story, note="")
    for typed, shown in (("gate", []), ("rounds", ["Context"]), ("gate rounds", ["Context"])):
        (hit,) = statements(typed).hits
        assert [name for name, _text in hit.more] == shown, typed
