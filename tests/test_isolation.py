"""What a test that commits leaves behind: nothing but what the migrations made, so that files can run in any order."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from explainer.models import Edition, Story
from explainer.models.turns import Turn
from explainer.search import search_index

from .publish import publish


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_test_that_commits_begins_with_what_the_migrations_made(make_story):
    assert Group.objects.count() == 3
    publish(make_story(), note="")


def test_what_comes_after_it_finds_the_same_and_nothing_else(django_db_setup, django_db_blocker):
    """It comes after the one before, for tests that have no transaction of their own are the last of a file."""
    with django_db_blocker.unblock():
        assert Group.objects.get(name="editor").permissions.count() > 50
        assert not Story.objects.exists()
        assert not Edition.objects.exists()
        assert not Turn.objects.exists()
        assert not list(search_index.everything())
