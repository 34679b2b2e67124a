"""Each form says where its row is used, with links, and at the same cost whatever refers to it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainer.admin.where_used import users_of
from explainer.models import Actor, Issue, Source, Statement, Story

from .desk_forms import change


def test_a_form_says_where_its_row_is_used(desk, truce):
    source = Source.objects.get(slug="truce-report")
    used = desk.get(change(source)).context["used_in"]
    said = " ".join(used["places"])
    for row in (*truce.statements.all(), *truce.events.all()):
        assert f'href="{change(row)}"' in said
    assert f'href="{change(truce)}"' in said, "its state of play cites it"
    assert len(used["places"]) == len(set(used["places"])), "each place once"
    body = desk.get(change(source)).content.decode()
    assert f"Used in {len(used['places'])} places" in body


def test_parts_of_a_row_are_no_use_of_it(desk, truce):
    statement = Statement.objects.get(slug="statement-0")
    places = " ".join(desk.get(change(statement)).context["used_in"]["places"])
    assert f'href="{change(statement)}"' not in places
    assert f'href="{change(Statement.objects.get(slug="statement-1"))}"' in places, "it answers this one"


def test_who_is_nowhere_is_said_to_be(desk, db):
    nobody = Actor.objects.create(slug="nobody", name="Nobody", kind="person")
    assert "Used nowhere else" in desk.get(change(nobody)).content.decode()


def test_a_story_is_not_used_by_what_is_in_it(desk, truce):
    assert "used_in" not in desk.get(change(truce)).context


def test_names_are_shown_as_text(desk, truce):
    Statement.objects.filter(slug="statement-0").update(topic="<script>alert(1)</script>")
    assert "<script>alert" not in desk.get(change(Actor.objects.get(slug="truce-side-0"))).content.decode()


@pytest.mark.parametrize("kind", [Source, Actor, Issue])
def test_it_is_bounded_and_costs_the_same_whatever_refers_to_it(make_story, kind):
    costs = []
    for slug, size in (("truce", 40), ("bridge", 120)):
        make_story(slug, statements=size, events=size)
        row = kind.objects.filter(**({"story__slug": slug} if kind is Issue else {"slug__startswith": slug})).earliest(
            "pk"
        )
        with CaptureQueriesContext(connection) as queries:
            places, more = users_of(row, 30)
        costs.append(len(queries))
        assert (len(places), more) == (30, True)
    assert costs[0] == costs[1]
    assert costs[0] < 100
    assert Story.objects.count() == 2
