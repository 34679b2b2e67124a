"""What is taken back, as documents are told of it: the slugs that editions know it by, the words no note may say.

It must not take anything through two people; ``test_taking_back`` does.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from explainer.desk.compose import compose
from explainer.desk.taken import all_words, says_what_was_taken_back, slugs_of
from explainer.edition.taking_back import Taken
from explainer.models import Actor, Event, Statement, Takedown

pytestmark = pytest.mark.django_db
SAID = "The quetzal ledger stays sealed until spring"
NAME = "Ada Quetzal Lovelock"


def gone(**words: tuple[str, ...]) -> Taken:
    return Taken(kind="actor", slug="ada", at="", basis="error", reason="Not so.", language="en", **words)


def taken_back(kind: str, slug: str, *, story: str = "", **words: list[str]) -> Takedown:
    return Takedown.objects.create(
        kind=kind, story=story, slug=slug, basis="error", reason="Not so.", asked_at=timezone.now(),
        taken_at=timezone.now(), words=words,
    )  # fmt: skip


@pytest.fixture
def document(make_story: Any) -> Any:
    make_story()
    make_story("border")
    return compose("truce").document


# ---- by which slugs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "kind", "slug", "story"),
    [(Statement, "statement", "statement-0", "truce"), (Event, "event", "event-0", "truce"),
     (Actor, "actor", "truce-side-0", "")],
)  # fmt: skip
def test_a_thing_is_sought_by_each_slug_that_it_had_and_once_by_each(document, model, kind, slug, story):
    model.objects.filter(**({"story__slug": story} if story else {}), slug=slug).update(
        former_slugs=f"older, {slug}, older, oldest"
    )
    assert slugs_of(kind, story, slug) == [slug, "older", "oldest"]


def test_a_namesake_lends_it_none_of_its_slugs(document):
    Statement.objects.filter(story__slug="border", slug="statement-0").update(former_slugs="of-another")
    assert slugs_of("statement", "truce", "statement-0") == ["statement-0"]


def test_what_the_desk_no_longer_has_is_sought_by_the_slug_given(document):
    assert slugs_of("statement", "truce", "never-was") == ["never-was"]
    assert slugs_of("actor", "", "nobody") == ["nobody"]


# ---- by which words ------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [list, iter], ids=["once more", "once alone"])
def test_all_words_are_those_of_each_that_is_gone_and_those_given(rows):
    words = all_words(
        rows([gone(names=("Ada",), said=("one",)), gone(names=("Eva",), said=("two",))]), names=["Uma"], said=["three"]
    )
    assert (words.names, words.said) == (("Ada", "Eva", "Uma"), ("one", "two", "three"))


def test_no_words_are_those_of_nothing():
    assert (all_words([]).names, all_words([]).said) == ((), ())


# ---- what a note says ----------------------------------------------------------------------------


def test_a_note_says_it_by_name_or_by_words_and_in_that_story_alone(document):
    taken_back("statement", "statement-0", story="truce", said=[SAID])
    assert says_what_was_taken_back(f"No longer with “{SAID}”.", document)
    assert not says_what_was_taken_back("A date is corrected.", document)
    assert not says_what_was_taken_back(f"With “{SAID}”.", compose("border").document)
    taken_back("actor", "truce-side-0", names=[NAME])
    assert says_what_was_taken_back(f"Without {NAME}.", document)
    assert not says_what_was_taken_back(f"Without {NAME}.", compose("border").document)


def test_a_note_may_say_what_came_back(document, editor):
    row = taken_back("statement", "statement-0", story="truce", said=[SAID])
    assert says_what_was_taken_back(f"With “{SAID}”.", document)
    Takedown.objects.filter(pk=row.pk).update(
        return_asked_at=timezone.now(), return_reason="It was so.", returned_at=timezone.now()
    )
    assert not says_what_was_taken_back(f"With “{SAID}”.", document)
