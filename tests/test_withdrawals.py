"""Before something is withdrawn the desk says what readers will meet at each address; and it is so."""

from __future__ import annotations

import pytest
from django.urls import reverse

from explainer.desk.after_withdrawal import after_withdrawal, last_sound
from explainer.desk.publishing import withdraw, withdraw_for
from explainer.models import Edition, Story

from .desk_forms import fill_in, said
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.usefixtures("nothing_kept")


@pytest.fixture
def three(published) -> Story:
    for title in ("Second", "Third"):
        Story.objects.update(title=title)
        publish(published, note="")
    return published


def held_true(client, meets) -> None:
    for each in meets:
        answer = client.get(each.address)
        assert (answer.status_code == 410) == each.gone, each
        if not each.gone:
            assert answer.status_code == 200, each


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_said_before_is_so_afterwards(three, client, number):
    edition = Edition.objects.get(number=number)
    meets = after_withdrawal(edition)
    assert any(each.gone for each in meets)
    withdraw(edition, because="Wrong.")
    held_true(client, meets)


def test_withdrawing_the_newest_takes_the_story_down(three):
    newest = Edition.objects.get(number=3)
    assert [(each.address, each.gone) for each in after_withdrawal(newest)] == [
        ("/truce/", True), ("/truce/editions/3/", True),
    ]  # fmt: skip
    assert "goes down" in after_withdrawal(newest)[0].said


def test_with_the_last_sound_one_in_its_place_there_is_no_gap(three, client):
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    newest, sound = Edition.objects.get(number=3), last_sound(three)
    assert sound.number == 1, "what was withdrawn is not sound"
    meets = after_withdrawal(newest, instead=sound)
    edition = withdraw_for(newest, instead=sound, because="Wrong too.")
    assert (edition.number, edition.republishes) == (4, sound)
    held_true(client, meets)
    assert "as edition 4" in meets[0].said


def test_its_translations_are_told_of_too(published, client):
    publish_translation(translate(published), note="")
    edition = Edition.objects.get(stream="")
    meets = after_withdrawal(edition)
    assert {each.address for each in meets} == {
        "/truce/", "/truce/editions/1/", "/ar/truce/", "/ar/truce/editions/1/",
    }  # fmt: skip
    withdraw(edition, because="Wrong.")
    held_true(client, meets)


def test_what_is_scheduled_is_told_of(three, clock):
    from datetime import timedelta

    clock[0] += timedelta(days=400)
    Story.objects.update(title="Fourth")
    publish(three, note="", at=clock[0] + timedelta(hours=1))
    assert "until the scheduled edition comes out" in after_withdrawal(Edition.objects.get(number=3))[-1].said


def test_the_page_says_it_and_does_both_in_one_step(three, desk, client):
    page = reverse("admin:explainer_story_withdraw", args=(three.pk,))
    body = desk.get(page).content.decode()
    assert "Withdrawn with nothing in its place, the story goes down" in body
    assert "With edition 2, the last sound one, published again in its place" in body
    newest, sound = Edition.objects.get(number=3), Edition.objects.get(number=2)
    response = fill_in(desk, page, edition=newest.pk, instead=sound.pk, because="Wrong.")
    assert said(desk, response) == [
        "Edition 3 is withdrawn; edition 4 says again what edition 2 said. Readers are told why."
    ]
    assert client.get("/truce/").status_code == 200


def test_in_place_of_an_older_one_nothing_is_published(three, desk):
    page = reverse("admin:explainer_story_withdraw", args=(three.pk,))
    older, sound = Edition.objects.get(number=1), Edition.objects.get(number=2)
    response = fill_in(desk, page, edition=older.pk, instead=sound.pk, because="Wrong.")
    assert "what they read stays" in response.content.decode()
    assert not Edition.objects.exclude(withdrawn_at=None).exists()


def test_the_page_costs_the_same_query_by_query_up_to_its_bound(three, desk, django_assert_max_num_queries):
    for number in range(30):
        Story.objects.update(title=f"Title {number}")
        publish(three, note="")
    with django_assert_max_num_queries(250):
        body = desk.get(reverse("admin:explainer_story_withdraw", args=(three.pk,))).content.decode()
    assert body.count("<details") <= 21
