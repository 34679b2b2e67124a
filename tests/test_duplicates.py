"""Actors and sources that were entered twice are found by what they share; who is said to be two is not shown again."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainer.desk.lookalikes import actors_alike, sources_alike
from explainer.models import Actor, Apart, FormerName, Source

from .desk_forms import at, said

pytestmark = pytest.mark.django_db


def actor(slug: str, name: str, *former: str, **given) -> Actor:
    row = Actor.objects.create(slug=slug, name=name, **{"kind": "person", **given})
    for order, was in enumerate(former, 1):
        FormerName.objects.create(actor=row, order=order, name=was)
    return row


def source(slug: str, **given) -> Source:
    return Source.objects.create(slug=slug, **{"publisher": "The Daily Test", **given})


def found(alike) -> list[tuple[str, str, str]]:
    return [(pair.one.slug, pair.other.slug, "; ".join(pair.reasons)) for pair in alike]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Ada Reyes", "ada  RÉYES", "the same name"),
        ("Ada Reyes", "Reyes, Ada", "the same words in another order"),
        ("Ada Reyes", "A. Reyes", "the same name but for an initial"),
        ("Ada Reyes", "Ada Reyess", "a name that differs by a letter"),
        ("Ada Reyes", "Ada Ryees", "a name that differs by a letter"),
        ("Ada Reyes", "Ada Raye", ""),
        ("Brigade 12", "Brigade 13", ""),
        ("Ann", "Anne", ""),
        ("Ada Reyes", "Bea Reyes", ""),
    ],
)
def test_names_that_are_alike_are_found_and_others_are_not(one, other, reason):
    actor("one", one)
    actor("other", other)
    assert found(actors_alike()) == ([("one", "other", reason)] if reason else [])


def test_a_former_name_of_one_is_the_name_of_the_other():
    actor("one", "Ada Reyes", "Ada Stone")
    actor("other", "Ada Stone")
    assert found(actors_alike()) == [("one", "other", "a name that one has, or had")]


def test_unnamed_sources_are_never_the_same():
    report = source("report")
    for slug in ("one", "other"):
        actor(slug, "A senior official", kind="unnamed", described_in=report)
    assert actors_alike() == []


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            {"address": "https://www.example.org/a/"},
            {"address": "http://example.org/a?utm_source=x"},
            "the same address",
        ),
        ({"address": "https://example.org/a?id=1"}, {"address": "https://example.org/a?id=2"}, ""),
        ({"title": "Talks go on"}, {"title": "TALKS go on"}, "the same title"),
        ({"title": "Talks go on"}, {"title": "Talks goon now"}, ""),
        ({"title": "Talks go on"}, {"title": "Talsk go on"}, "a title that differs by a letter"),
        ({"published": "2024-05-31"}, {"published": "2024-05-31"}, "the same publisher and day, without a title"),
        ({}, {}, ""),
        ({"address": "http://["}, {"address": "http://["}, "the same address"),
    ],
)
def test_sources_that_are_alike_are_found_and_others_are_not(one, other, reason):
    source("one", **one)
    source("other", **other)
    assert found(sources_alike()) == ([("one", "other", reason)] if reason else [])


def test_what_many_share_says_nothing():
    for number in range(20):
        source(f"report-{number}", published="2024-05-31")
    assert sources_alike() == []


@pytest.mark.parametrize("size", [2, 60])
def test_looking_costs_the_same_whatever_there_is(size):
    for number in range(size):
        actor(f"actor-{number}", f"Somebody {'x' * number}", "Another")
    with CaptureQueriesContext(connection) as queries:
        actors_alike()
    assert len(queries) == 3


def test_two_of_them_lead_to_their_merger_or_are_said_to_be_two(desk):
    one, other = actor("one", "Ada Reyes"), actor("other", "ADA REYES")
    page = at(Actor, "duplicates")
    assert page in desk.get(at(Actor, "changelist")).content.decode()
    body = desk.get(page).content.decode()
    merge = f"{at(Actor, 'merge', one.pk)}?into={other.pk}"
    assert f'href="{merge}"' in body
    assert "Merge them" in desk.get(merge).content.decode()
    answer = desk.post(page, {"one": other.pk, "other": one.pk})
    assert "are two" in " ".join(said(desk, answer))
    assert "No two look alike." in desk.get(page).content.decode()
    assert (Apart.objects.get().one, str(Apart.objects.get().said_by)) == (one.pk, "editor")
    desk.post(page, {"one": one.pk, "other": other.pk})
    assert Apart.objects.count() == 1


@pytest.mark.parametrize("other", ["", "x", "999999", "9" * 40])
def test_nonsense_sets_nothing_apart(desk, other):
    one = actor("one", "Ada Reyes")
    answer = desk.post(at(Actor, "duplicates"), {"one": one.pk, "other": other or one.pk})
    assert "not there any more" in " ".join(said(desk, answer))
    assert not Apart.objects.exists()


@pytest.mark.parametrize("model", [Actor, Source])
def test_it_takes_the_rights_that_a_merger_takes(client, django_user_model, model):
    user = django_user_model.objects.create_user("half", password="x", is_staff=True)
    name = model._meta.model_name
    user.user_permissions.add(*Permission.objects.filter(codename__in=(f"change_{name}", f"view_{name}")))
    client.force_login(user)
    assert client.get(at(model, "duplicates")).status_code == 403
    assert client.post(at(model, "duplicates")).status_code == 403
    assert at(model, "duplicates") not in client.get(at(model, "changelist")).content.decode()
    user.user_permissions.add(Permission.objects.get(codename=f"delete_{name}"))
    assert client.get(at(model, "duplicates")).status_code == 200


def test_names_are_shown_as_text(desk):
    actor("one", "<script>alert(1)</script>")
    actor("other", "<script>alert(1)</script>")
    assert "<script>alert" not in desk.get(at(Actor, "duplicates")).content.decode()
