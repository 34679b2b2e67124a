"""Nobody publishes without the right to, by any way; editions and the log are read and never written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from explainer.desk import publishing
from explainer.models import Edition, Story

from .desk_forms import fill_in
from .publish import publish

ACTS = ("publish", "schedule", "again", "withdraw", "cancel")


def page(story: Story, name: str) -> str:
    return reverse(f"admin:explainer_story_{name}", args=(story.pk,))


def numbers(story: Story) -> list[int]:
    return list(Edition.objects.filter(story=story).order_by("number").values_list("number", flat=True))


# ---- no way round --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("act", ACTS)
def test_a_reporter_cannot_open_or_send_a_publishing_page(client, reporter, published, act, method):
    client.force_login(reporter)
    before = list(Edition.objects.values())
    sent = {"note": "x", "because": "x", "edition": Edition.objects.get().pk, "at": "2999-01-01T00:00"}
    assert getattr(client, method)(page(published, act), sent).status_code == 403
    assert list(Edition.objects.values()) == before


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_sent_to_log_in(client, published, act):
    response = client.post(page(published, act), {"because": "x"})
    assert response.status_code == 302
    assert reverse("admin:login") in response["Location"]


@pytest.mark.parametrize("act", ["publish", "schedule", "again", "cancel"])
def test_the_right_to_withdraw_is_not_the_right_to_publish(client, django_user_model, published, act):
    user = django_user_model.objects.create_user("remover", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="withdraw_story"))
    client.force_login(user)
    assert client.get(page(published, act)).status_code == 403
    assert client.get(page(published, "withdraw")).status_code == 200


@pytest.mark.parametrize("extra", [{"_publish": "1"}, {"status": "published"}, {"_publish": "1", "_continue": "1"}])
def test_a_reporters_hidden_fields_publish_nothing(client, reporter, truce, extra):
    client.force_login(reporter)
    fill_in(client, page(truce, "change"), title="Saved only", **extra)
    assert Story.objects.get().title == "Saved only"
    assert numbers(truce) == []


@pytest.mark.parametrize("action", ["publish", "publish_story", "act", "withdraw"])
def test_a_reporters_list_action_publishes_nothing(client, reporter, truce, action):
    client.force_login(reporter)
    client.post(
        reverse("admin:explainer_story_changelist"), {"action": action, "_selected_action": [truce.pk], "post": "yes"}
    )
    assert numbers(truce) == []


def test_going_back_to_an_older_version_publishes_nothing_even_for_an_editor(desk, truce):
    fill_in(desk, page(truce, "change"), title="Older")
    fill_in(desk, page(truce, "change"), title="Newer")
    older = Version.objects.get_for_object(truce).order_by("pk").first()
    address = reverse("admin:explainer_story_revision", args=(truce.pk, older.pk))
    fill_in(desk, address, "_publish")
    assert Story.objects.get().title == "Older"
    assert numbers(truce) == []


def test_going_back_to_an_older_version_keeps_a_published_slug(desk, truce):
    fill_in(desk, page(truce, "change"), slug="older-address")
    fill_in(desk, page(truce, "change"), slug="newer-address")
    truce.refresh_from_db()
    publish(truce, note="")
    older = Version.objects.get_for_object(truce).order_by("pk").first()
    fill_in(desk, reverse("admin:explainer_story_revision", args=(truce.pk, older.pk)))
    assert Story.objects.get().slug == "newer-address"


# ---- editions and the log ------------------------------------------------------------------------


def test_editions_can_be_read_and_not_written(desk, published):
    edition = Edition.objects.get()
    change = reverse("admin:explainer_edition_change", args=(edition.pk,))
    body = desk.get(change).content.decode()
    assert edition.digest in body
    assert reverse("edition:overview", kwargs={"story": published.slug, "number": 1}) in body
    assert "current" in body
    assert desk.post(change, {"note": "changed"}).status_code == 403
    assert desk.post(reverse("admin:explainer_edition_delete", args=(edition.pk,)), {"post": "yes"}).status_code == 403
    assert desk.get(reverse("admin:explainer_edition_add")).status_code == 403


def test_the_list_of_editions_says_the_state_of_each(desk, published):
    for title in ("Two", "Three"):
        Story.objects.filter(pk=published.pk).update(title=title)
        publish(published, note="")
    publishing.withdraw(Edition.objects.get(number=2), because="Wrong.")
    Story.objects.filter(pk=published.pk).update(title="Four")
    publish(published, note="", at=timezone.now() + timedelta(hours=1))
    body = desk.get(reverse("admin:explainer_edition_changelist")).content.decode()
    for state in ("scheduled", "current", "withdrawn", "older"):
        assert f">{state}</td>" in body


def test_a_published_story_is_not_deleted(desk, published):
    response = desk.post(reverse("admin:explainer_story_delete", args=(published.pk,)), {"post": "yes"})
    assert response.status_code == 200
    assert "edition 1" in response.content.decode()
    assert Story.objects.exists()


def test_administrators_read_the_log_and_nobody_writes_it(client, administrator, editor, published):
    publishing.withdraw(Edition.objects.get(), because="Wrong.", by=editor)
    entry = LogEntry.objects.get()
    address = reverse("admin:admin_logentry_change", args=(entry.pk,))
    client.force_login(administrator)
    assert "Withdrew edition 1" in client.get(reverse("admin:admin_logentry_changelist")).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"object_repr": "x"}).status_code == 403
    assert client.post(reverse("admin:admin_logentry_delete", args=(entry.pk,)), {"post": "y"}).status_code == 403
    client.force_login(editor)
    assert client.get(reverse("admin:admin_logentry_changelist")).status_code == 403
