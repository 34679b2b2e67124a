"""Who may open and use each address of publishing with care, role by role, in one table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from explainer.admin import held_pages, note_pages, notice_pages, request_pages, several
from explainer.desk import editor_notes, requests
from explainer.desk.compose import compose
from explainer.edition.shown import shown
from explainer.models import Edition, HeldEdition, Story

from .publish import publish, publish_translation
from .translate import translate

ROLES = ("nobody", "ungrouped", "reporter", "editor", "administrator")
LOGIN, NO, YES = "login", 403, "yes"
WRITERS = (LOGIN, NO, YES, YES, YES)
PUBLISHERS = (LOGIN, NO, NO, YES, YES)
# Name of the address → what it takes, and who may open it, in the order of ROLES.
TABLE = {
    "publish_requests": ("", WRITERS),
    "publish_request_ask": ("story", WRITERS),
    "publish_request": ("request", WRITERS),
    "editor_notes": ("", WRITERS),
    "editor_note_add": ("", WRITERS),
    "editor_note": ("note", WRITERS),
    "notices": ("", WRITERS),
    "held_edition": ("held", PUBLISHERS),
    "publish_several": ("", PUBLISHERS),
    "admin:explainer_story_undo": ("story", PUBLISHERS),
    "admin:explainer_story_publish": ("story", PUBLISHERS),
    "translation-preview:overview": ("preview", WRITERS),
}
# Those that take POST alone.
ACTS = {"admin:explainer_translation_cancel": ("translation", PUBLISHERS)}


@pytest.fixture
def things(published, reporter, editor) -> dict[str, tuple]:
    translation = translate(published)
    publish_translation(translation, note="", at=timezone.now() + timedelta(hours=1))
    Story.objects.update(title="Scheduled")
    scheduled = publish(published, note="", at=timezone.now() + timedelta(hours=1))
    held = HeldEdition.objects.create(
        story=published, wanted_at=scheduled.published_at, kind="update", document=scheduled.document,
        digest=scheduled.digest, base=None, behind=Edition.objects.get(stream="", number=1), held_at=timezone.now(),
    )  # fmt: skip
    scheduled.delete()
    seen = shown(compose("truce").document)
    return {
        "": (),
        "story": (published.pk,),
        "request": (requests.ask(published, seen=seen, comment="", by=reporter).pk,),
        "note": (editor_notes.write(place="x", words="x", by=editor, story=published, page="/preview/truce/").pk,),
        "held": (held.pk,),
        "translation": (translation.pk,),
        "preview": ("ar", "truce"),
    }


@pytest.fixture
def people(django_user_model, reporter, editor, administrator) -> dict[str, object]:
    ungrouped = django_user_model.objects.create_user("ungrouped", password="x", is_staff=True)
    return {"ungrouped": ungrouped, "reporter": reporter, "editor": editor, "administrator": administrator}


def met(answer) -> object:
    if answer.status_code == 302 and reverse("admin:login") in answer["Location"]:
        return LOGIN
    return NO if answer.status_code == 403 else YES


@pytest.mark.parametrize("name", [*TABLE, *ACTS])
def test_each_role_meets_what_the_table_says(client, things, people, name):
    takes, expected = (TABLE | ACTS)[name]
    address = reverse(name, args=things[takes])
    query = "?page=/preview/truce/" if name == "editor_note_add" else ""
    for role, wanted in zip(ROLES, expected, strict=True):
        client.logout()
        if role in people:
            client.force_login(people[role])
        if name in TABLE:
            assert met(client.get(address + query)) == wanted, f"{role} opens {name}"
        if wanted != YES and takes != "preview":  # a preview takes nothing: 405 to everybody
            assert met(client.post(address + query, {"x": "y"})) == wanted, f"{role} sends to {name}"


@pytest.mark.parametrize("name", [name for name in TABLE if not name.startswith("translation-preview")])
def test_nothing_else_than_reading_and_sending_is_taken(desk, things, name):
    address = reverse(name, args=things[TABLE[name][0]])
    assert desk.put(address).status_code == 405
    assert desk.delete(address).status_code == 405


@pytest.mark.parametrize("name", [*TABLE, *ACTS])
def test_what_is_sent_without_its_token_is_refused(client, things, editor, name):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    before = list(Edition.objects.values())
    answer = strict.post(reverse(name, args=things[(TABLE | ACTS)[name][0]]), {"_confirm": "1", "_drop": "1"})
    assert answer.status_code in (403, 405)
    assert (list(Edition.objects.values()), HeldEdition.objects.count()) == (before, 1)


@pytest.mark.parametrize("name", [name for name, (takes, _who) in TABLE.items() if takes not in ("", "preview")])
def test_what_is_not_there_is_not_found(desk, db, name):
    for key in (0, 987_654, 10**30):
        assert desk.get(reverse(name, args=(key,))).status_code == 404


def test_every_address_of_these_pages_is_in_the_table():
    modules = (held_pages, note_pages, notice_pages, request_pages, several)
    assert {each.name for module in modules for each in module.urlpatterns} <= TABLE.keys()
