"""Who has which form open: told to those who may look at the row, forgotten soon, and never what is typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from explainer.models import FormOpen, Statement

from .desk_forms import change

HERE = "/admin/here/"


def opening(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def row(truce) -> Statement:
    return Statement.objects.order_by("slug").first()


@pytest.fixture
def at_desk(reporter, editor, client, row) -> tuple[Client, Client]:
    client.force_login(reporter)
    other = Client()
    other.force_login(editor)
    return client, other


def beat(client: Client, row: Statement, number: int, **more: str):
    return client.post(HERE, {"row": f"explainer.statement/{row.pk}", "opening": opening(number), **more})


def test_each_of_two_sees_the_other_and_since_when(at_desk, row, clock):
    one, other = at_desk
    assert beat(one, row, 1).json()["people"] == []
    clock(minutes=3)
    beat(one, row, 1)
    assert beat(other, row, 2).json()["people"] == [{"name": "reporter", "since": "12:00"}]
    assert beat(one, row, 1).json()["people"] == [{"name": "editor", "since": "12:03"}]
    assert "<strong>editor</strong> has this open, too, since 12:03." in one.get(change(row)).content.decode()


def test_another_window_of_ones_own_is_told_as_that(at_desk, row, clock):
    one, _ = at_desk
    beat(one, row, 1)
    assert beat(one, row, 2).json()["people"] == [{"name": "you", "since": "12:00"}]


def test_whoever_leaves_or_falls_silent_is_gone(at_desk, row, clock):
    one, other = at_desk
    beat(one, row, 1)
    beat(one, row, 1, leave="1")
    assert beat(other, row, 2).json()["people"] == []
    beat(one, row, 3)
    clock(seconds=81)
    assert beat(other, row, 2).json()["people"] == []
    assert beat(other, row, 4).json() is not None
    assert not FormOpen.objects.of_opening(opening(3)).exists(), "and forgotten"


def test_without_script_the_form_is_taken_to_be_open_for_a_while(at_desk, row, clock):
    one, other = at_desk
    body = one.get(change(row)).content.decode()
    image = body.partition("<noscript><img src=")[2].partition('"')[2].partition('"')[0].replace("&amp;", "&")
    assert not FormOpen.objects.exists(), "to open the form writes nothing"
    assert one.get(image).status_code == 204
    clock(minutes=14)
    assert beat(other, row, 2).json()["people"] == [{"name": "reporter", "since": "12:00"}]
    clock(minutes=2)
    assert beat(other, row, 2).json()["people"] == []


def test_nobody_ends_or_moves_what_another_has_open(at_desk, row, clock):
    one, other = at_desk
    beat(one, row, 1)
    beat(other, row, 1, leave="1")
    beat(other, row, 1)
    assert FormOpen.objects.get().user.username == "reporter"


def test_only_staff_who_may_view_the_row_are_told_or_noted(at_desk, row, client):
    one, _ = at_desk
    beat(one, row, 1)
    plain = Client()
    assert plain.post(HERE, {}).status_code == 403
    nobody = User.objects.create_user("nobody", password="x")
    plain.force_login(nobody)
    assert beat(plain, row, 2).status_code == 403
    nobody.is_staff = True
    nobody.save()
    answer = beat(plain, row, 2)
    assert answer.json()["people"] == []
    assert not FormOpen.objects.filter(user=nobody).exists()


@pytest.mark.parametrize(
    "name",
    ["", "x", "/", "explainer.statement", "explainer.statement/", "explainer.statement/x", "explainer.statement/999999",
     f"explainer.statement/{'9' * 30}", "auth.permission/1", "explainer.turn/1", "a.b.c/1", "explainer.statement/1/2",
     "\x00/1"],
)  # fmt: skip
def test_nonsense_is_answered_and_noted_nowhere(at_desk, name):
    one, _ = at_desk
    assert one.post(HERE, {"row": name, "opening": opening(1)}).json()["people"] == []
    assert not FormOpen.objects.exists()


@pytest.mark.parametrize("name", ["", "x", "<b>", "F" * 32, "0" * 33])
def test_an_opening_that_is_none_is_noted_nowhere(at_desk, row, name):
    one, _ = at_desk
    assert one.post(HERE, {"row": f"explainer.statement/{row.pk}", "opening": name}).status_code == 200
    assert not FormOpen.objects.exists()


def test_a_beat_needs_its_token(reporter, row):
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    assert beat(client, row, 1).status_code == 403
    assert not FormOpen.objects.exists()


def test_what_is_open_now_is_listed_for_the_desk(at_desk, row, clock, django_assert_num_queries):
    one, other = at_desk
    beat(one, row, 1)
    clock(seconds=10)
    beat(other, row, 2)
    with django_assert_num_queries(1):
        listed = [(each.user.username, each.called, each.address) for each in FormOpen.objects.now()]
    assert listed == [(name, str(row), change(row)) for name in ("editor", "reporter")]
    assert FormOpen.objects.now().in_story(row.story).count() == 2
    clock(seconds=80)
    assert not FormOpen.objects.now().exists()


@pytest.mark.parametrize("size", [1, 12])
def test_a_beat_costs_the_same_however_many_are_there(at_desk, row, size, django_assert_max_num_queries, clock):
    one, other = at_desk
    for number in range(size):
        beat(other, row, 10 + number)
    beat(one, row, 1)
    clock(seconds=25)
    with django_assert_max_num_queries(8):
        beat(one, row, 1)


def test_what_is_open_is_over_after_a_while_whatever_happens(at_desk, row, clock):
    one, _ = at_desk
    beat(one, row, 1)
    assert FormOpen.objects.get().until - FormOpen.objects.get().seen_at <= timedelta(minutes=2)
