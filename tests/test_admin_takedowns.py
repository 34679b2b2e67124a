"""At the desk, one editor asks to take something back and another confirms; the pages say what will go."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from explainer.admin.takedowns import MOST_PLACES, shown
from explainer.desk import taking_back
from explainer.desk.taking_back import Survey
from explainer.edition.taking_back import Places
from explainer.models import Actor, Event, Statement, Takedown

from .crawl import text_of
from .desk_forms import change, fill_in, said
from .publish import publish


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask_address() -> str:
    return reverse("admin:explainer_takedown_ask", args=("statement", Statement.objects.get(slug="statement-0").pk))


def act(client: Client, name: str, **data: str) -> str:
    address = reverse("admin:explainer_takedown_act", args=(Takedown.objects.get().pk, name))
    return text_of(client.post(address, data, follow=True).content)


@pytest.fixture
def asked(published: Any, editor: Any) -> Client:
    """The editor who has asked for it."""
    client = signed_in(editor)
    answer = client.post(ask_address(), {"basis": "court-order", "reason": "Ordered."}, follow=True)
    assert "a second person confirms it" in text_of(answer.content)
    return client


def test_the_page_says_where_it_stands_before_anybody_asks(published, desk):
    publish(published, note="")
    page = text_of(desk.get(ask_address()).content)
    assert "It stands in 1 edition." in page
    assert "truce, edition 1" in page
    assert "Statement “Side 1 on gate 1”" in page, "what loses its reference"
    assert "Position “Side 0 on Gate 1”" in page, "what goes with it"
    assert "statements/" not in page
    assert "We hold gate number 0" in page
    assert "Not asked for yet" not in page


def test_a_long_list_of_places_is_cut_and_the_rest_counted():
    places = Places([f"links/{number}" for number in range(MOST_PLACES + 2)], ["issues/one"])
    (group,) = shown(Survey([([], places)]))["groups"]
    assert (len(group["with_it"][0]), group["with_it"][1]) == (MOST_PLACES, 2)
    assert group["touched"] == (["issues/one"], 0)


def test_whoever_asked_is_not_offered_to_confirm(asked, second_editor):
    page = reverse("admin:explainer_takedown_change", args=(Takedown.objects.get().pk,))
    second = signed_in(second_editor)
    assert b"Confirm: take it back" not in asked.get(page).content
    assert b"Confirm: take it back" in second.get(page).content
    assert b"Where it stands" in second.get(page).content
    act(second, "confirm")
    assert b"Where it stands" not in second.get(page).content
    act(second, "ask-back", reason="Lifted.")
    assert b"Confirm: bring it back" not in second.get(page).content
    assert b"Confirm: bring it back" in asked.get(page).content


@pytest.mark.parametrize("model", [Statement, Event, Actor])
def test_the_slug_of_what_is_taken_back_stays(published, editor, second_editor, desk, model):
    """Under another it would be published again."""
    row = {Statement: "statement-0", Event: "event-0", Actor: "truce-side-0"}[model]
    row = model.objects.get(slug=row)
    kind = model._meta.model_name
    asked = taking_back.ask(kind, "truce", row.slug, basis="error", reason="Wrong.", by=editor)
    taking_back.confirm(asked, by=second_editor)
    fill_in(desk, change(row), slug="another")
    assert model.objects.get(pk=row.pk).slug == row.slug


def test_two_editors_take_it_back_and_bring_it_back(asked, second_editor, client):
    second = signed_in(second_editor)
    assert "Somebody else confirms" in act(asked, "confirm") or Takedown.objects.get().state == "asked"
    assert Takedown.objects.get().state == "asked"
    assert client.get("/truce/statements/statement-0/").status_code == 200
    assert "Taken back from every edition" in act(second, "confirm")
    assert client.get("/truce/statements/statement-0/").status_code == 410
    assert "A second person is needed" in act(second, "ask-back", reason="Lifted.")
    assert Takedown.objects.get().state == "return-asked"
    act(second, "bring-back")
    assert Takedown.objects.get().state == "return-asked"
    assert "Brought back" in act(asked, "bring-back")
    assert client.get("/truce/statements/statement-0/").status_code == 200
    said = " ".join(LogEntry.objects.values_list("change_message", flat=True))
    assert all(words in said for words in ("Asked to take back", "took back", "Asked to bring back", "brought back"))


def test_the_page_says_when_it_was_taken_back_and_brought_back(asked, second_editor):
    second = signed_in(second_editor)
    page = reverse("admin:explainer_takedown_change", args=(Takedown.objects.get().pk,))

    def days() -> list[bool]:
        body = asked.get(page).content.decode()
        return [">Not yet.<" in body, ">No.<" in body]

    assert days() == [True, True]
    act(second, "confirm")
    assert days() == [False, True]
    act(second, "ask-back", reason="Lifted.")
    act(asked, "bring-back")
    assert days() == [False, False]


def test_a_request_can_be_dropped(asked, client):
    answer = asked.post(reverse("admin:explainer_takedown_act", args=(Takedown.objects.get().pk, "drop")))
    assert answer["Location"] == reverse("admin:explainer_takedown_changelist")
    assert said(asked, answer) == ["The request is dropped; nothing has changed for readers."]
    assert not Takedown.objects.exists()
    assert client.get("/truce/statements/statement-0/").status_code == 200


def test_a_request_to_bring_it_back_can_be_dropped_and_the_page_stays(asked, second_editor):
    second, row = signed_in(second_editor), Takedown.objects.get()
    act(second, "confirm")
    act(second, "ask-back", reason="Lifted.")
    answer = asked.post(reverse("admin:explainer_takedown_act", args=(row.pk, "drop")))
    assert answer["Location"] == reverse("admin:explainer_takedown_change", args=(row.pk,))
    assert Takedown.objects.get().state == "taken"


def test_the_form_of_the_statement_says_so(asked, second_editor):
    form = reverse("admin:explainer_statement_change", args=(Statement.objects.get(slug="statement-0").pk,))
    assert "Somebody has asked to take it back" in text_of(asked.get(form).content)
    act(signed_in(second_editor), "confirm")
    page = text_of(asked.get(form).content)
    assert "Taken back from every edition: by order of a court" in page
    assert "Take it back from every edition" not in page
    other = reverse("admin:explainer_statement_change", args=(Statement.objects.get(slug="statement-1").pk,))
    assert "Take it back from every edition" in text_of(asked.get(other).content)


def test_a_reporter_sees_it_and_can_do_nothing(asked, reporter):
    client, row = signed_in(reporter), Takedown.objects.get()
    assert client.get(ask_address()).status_code == 403
    assert client.post(reverse("admin:explainer_takedown_act", args=(row.pk, "confirm"))).status_code == 403
    page = client.get(reverse("admin:explainer_takedown_change", args=(row.pk,)))
    assert page.status_code == 200
    assert b"Confirm: take it back" not in page.content
    assert client.get(reverse("admin:explainer_takedown_changelist")).status_code == 200
    other = Statement.objects.get(slug="statement-1")
    assert "Take it back from every edition" not in text_of(client.get(change(other)).content)


@pytest.mark.parametrize("reason", ["", "It said “We hold gate number 0”."])
def test_what_is_wrong_with_a_request_is_said(published, desk, reason):
    page = text_of(desk.post(ask_address(), {"basis": "error", "reason": reason}).content)
    assert "Not asked for yet" in page
    assert not Takedown.objects.exists()


def test_addresses_that_lead_nowhere_are_missing(asked):
    row = Takedown.objects.get()
    assert asked.get("/admin/explainer/takedown/ask/issue/1/").status_code == 404
    assert asked.post(f"/admin/explainer/takedown/{row.pk}/act/burn/").status_code == 404
    assert asked.get(f"/admin/explainer/takedown/{row.pk}/act/confirm/").status_code == 405
    for odd in ("x", "9" * 30, "9" * 5_000):
        assert asked.get(f"/admin/explainer/takedown/{odd}/change/").status_code == 302
