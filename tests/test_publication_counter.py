"""What moves the count of publications on, and what does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from explainer.desk.publishing import cancel, withdraw
from explainer.models import Edition, Story, Turn
from explainer.serving import publication_counter
from explainer.serving.publication_counter import SITE, look, state_of

from .publish import publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def number() -> int:
    return Turn.objects.number_of(SITE)


def now() -> float:
    return timezone.now().timestamp()


def test_each_act_on_an_edition_moves_the_count_and_names_its_story(published, make_story):
    other = make_story("other")
    since = number()
    assert since == Turn.objects.number_of("truce") == 1
    for act in (
        lambda: publish(other, note=""),
        lambda: withdraw(Edition.objects.get(slug="other"), because="It was wrong."),
        lambda: publish(other, note="", at=timezone.now() + HOUR),
        lambda: cancel(Edition.objects.get(slug="other", number=2)),
    ):
        before = number()
        act()
        found = look(before, now(), now())
        assert (found.number > before, found.slugs) == (True, {"other"})
    assert Turn.objects.number_of("truce") == since


def test_a_change_by_hand_is_counted_too(published):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE explainer_edition SET note = 'By hand'")
    assert look(1, now(), now()).slugs == {"truce"}


def test_work_at_the_desk_does_not_move_the_count(published):
    Story.objects.update(title="Another title")
    found = look(1, now(), now())
    assert (found.number, found.slugs) == (1, frozenset())


def test_the_first_look_learns_the_count_and_names_what_moved_last(published):
    assert look(None, now(), now()) == publication_counter.Look(1, frozenset({"truce"}), None)


def test_a_count_that_began_again_means_that_anything_may_have_changed(published):
    assert look(9, now(), now()).slugs is None


def test_a_count_that_moved_for_no_story_means_the_same(published):
    Turn.objects.filter(slug=SITE).update(number=7)
    assert look(1, now(), now()).slugs is None


def test_a_scheduled_edition_is_due_and_is_seen_when_it_comes_out(clock, published):
    clock(hours=1)
    Story.objects.update(title="Another title")
    due = clock[0] + HOUR
    publish(published, note="", at=due)
    before = look(1, now(), now())
    assert (before.slugs, before.due) == ({"truce"}, due.timestamp())
    assert look(before.number, now(), now()).slugs == frozenset()
    was, first = now(), state_of("truce", now())
    clock[0] = due
    after = look(before.number, was, now())
    assert (after.number, after.slugs, after.due) == (before.number, {"truce"}, None)
    assert state_of("truce", now()) != first
    assert state_of(SITE, now()) != state_of(SITE, was)


def test_a_mark_is_a_storys_own(published, make_story):
    before, site = state_of("truce", now()), state_of(SITE, now())
    publish(make_story("other"), note="")
    assert state_of("truce", now()) == before
    assert state_of(SITE, now()) != site


def test_looking_costs_the_same_whatever_was_published(published, make_story, django_assert_num_queries):
    for name in ("one", "two", "three"):
        publish(make_story(name), note="")
    moment = now()
    with django_assert_num_queries(2):
        look(1, moment, moment)
    with django_assert_num_queries(3):
        look(1, moment - 60, moment)
    with django_assert_num_queries(2):
        assert len(look(None, moment, moment).slugs) == publication_counter.LAST


def test_the_triggers_come_back_after_a_migration(published):
    """Django drops them when it rebuilds SQLite's table."""
    names = "edition_INSERT_turns", "edition_UPDATE_turns", "edition_DELETE_turns"
    with connection.cursor() as cursor:
        for name in names if connection.vendor == "sqlite" else ["edition_turns"]:
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON explainer_edition"))
    Edition.objects.update(note="Nobody counts")
    assert number() == 1
    call_command("migrate", verbosity=0)
    Edition.objects.update(note="Counted again")
    assert number() == 2
