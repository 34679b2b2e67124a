"""The preview beside a form: what is typed is shown, and nothing of it is saved, logged, kept or seen by others."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from explainer.desk import preview_copies, undone
from explainer.models import Actor, Source, Statement, Story, Term, TypedCopy
from explainer.models.turns import Turn

from .desk_forms import at, change, fields_of

JSON = {"Accept": "application/json"}


@pytest.fixture
def statement(published: Story) -> Statement:
    return published.statements.get(slug="statement-0")


def typed_at(row) -> str:
    return at(type(row), "typed", row.pk)


def look(client: Client, row, **changed):
    """What the script gets for what is typed into the form of ``row``."""
    return client.post(typed_at(row), fields_of(client.get(change(row))) | changed, headers=JSON)


def shown(client: Client, row, **changed) -> str:
    return client.get(look(client, row, **changed).json()["address"]).content.decode()


# ---- what is shown -------------------------------------------------------------------------------


def test_a_page_shows_what_is_typed_and_nothing_is_saved(desk, statement):
    before = Statement.objects.values().get(pk=statement.pk)
    words = statement.passages.get().text
    body = shown(desk, statement, topic="the lantern", **{"passages-0-text": "We will light the lantern"})
    assert "We will light the lantern" in body
    assert Statement.objects.values().get(pk=statement.pk) == before
    assert statement.passages.get().text == words
    assert "lantern" not in desk.get("/preview/truce/statements/statement-0/").content.decode()
    assert "lantern" not in desk.get("/truce/statements/statement-0/").content.decode()


def test_nothing_is_left_behind_but_the_copy(desk, statement):
    turns, logs, versions = (
        list(Turn.objects.order_by("slug").values()),
        LogEntry.objects.count(),
        Version.objects.count(),
    )
    answer = look(desk, statement, topic="the lantern")
    assert answer.status_code == 200
    assert list(Turn.objects.order_by("slug").values()) == turns
    assert (LogEntry.objects.count(), Version.objects.count()) == (logs, versions)
    assert not list(desk.get(change(statement)).context["messages"])
    assert TypedCopy.objects.count() == 1


def test_a_new_row_is_shown_on_a_page_of_its_own(desk, published):
    fields = fields_of(desk.get(at(Term, "add")))
    fields |= {"story": published.pk, "name": "Lantern", "slug": "lantern", "definition": "A light to be carried."}
    fields |= {"sources": [Source.objects.get().pk]}
    found = desk.post(at(Term, "typed_new"), fields, headers=JSON)
    assert "address" in found.json(), found.content
    address = found.json()["address"]
    assert address.endswith("/glossary/")
    assert "A light to be carried." in desk.get(address).content.decode()
    assert not Term.objects.filter(slug="lantern").exists()


def test_every_page_of_it_is_within_reach_by_its_links(desk, statement):
    start = look(desk, statement, topic="the lantern").json()["start"]
    for page in ("", "timeline/", "statements/", "actors/truce-side-0/", "changes/", "sources/"):
        body = desk.get(start + page).content.decode()
        assert f'href="{start}statements/"' in body
        assert 'href="/preview/truce/' not in body
        assert 'href="/truce/' not in body
        assert "Not saved." in body
        assert "<script" not in body


def test_what_differs_from_the_current_edition_is_marked(desk, statement):
    start = look(desk, statement, topic="the lantern").json()["start"]
    body = desk.get(f"{start}statements/statement-0/").content.decode()
    assert "Changed since version 1" in body
    other = desk.get(f"{start}statements/statement-1/").content.decode()
    assert "Changed since version 1" not in other.split("<article")[1].split("</article>")[0]
    assert "since version" not in desk.get("/preview/truce/statements/statement-0/").content.decode()


def test_any_page_can_be_asked_for(desk, statement):
    assert look(desk, statement, _preview_page="timeline").json()["address"].endswith("/timeline/")
    assert look(desk, statement, _preview_page="no-such-page").json()["address"].endswith("/statements/statement-0/")


def test_without_a_script_the_button_leads_to_the_page(desk, statement):
    fields = fields_of(desk.get(change(statement))) | {"topic": "the lantern"}
    answer = desk.post(typed_at(statement), fields)
    assert answer.status_code == 302
    assert "the lantern" in desk.get(answer["Location"]).content.decode()
    wrong = desk.post(typed_at(statement), fields | {"wording": "paraphrase"})
    assert wrong.status_code == 422
    assert "A paraphrase is in our words only" in wrong.content.decode()


def test_a_form_that_could_not_be_saved_says_why_and_where(desk, statement):
    answer = look(desk, statement, topic="x" * 400, **{"passages-0-text": ""})
    said = " ".join(answer.json()["problems"])
    assert "Topic: Ensure this value has at most" in said
    assert "passage 1, Text: This field is required." in said
    assert not TypedCopy.objects.exists()


def test_who_is_in_two_stories_is_shown_in_the_one_that_is_chosen(desk, published, make_story):
    bridge = make_story("bridge")
    actor = Actor.objects.get(slug="truce-side-0")
    bridge.involvements.create(actor=actor, part="affected", mark="TS", order=90)
    page = desk.get(change(actor)).content.decode()
    assert '<option value="bridge">' in page
    assert look(desk, actor).json()["address"].startswith("/preview/~typed/bridge/")
    assert look(desk, actor, _preview_story="truce").json()["address"].startswith("/preview/~typed/truce/")
    assert look(desk, actor, _preview_story="nowhere").json()["address"]
    nobody = Actor.objects.create(slug="nobody", name="Nobody", kind="person")
    assert "in no story yet" in look(desk, nobody).json()["problems"][0]


def test_the_form_of_the_story_itself_has_one_and_that_of_a_new_story_none(desk, published):
    assert "No lantern yet" in shown(desk, published, short_answer="No lantern yet")
    assert Story.objects.get().short_answer != "No lantern yet"
    assert "desk-preview-show" in desk.get(change(published)).content.decode()
    assert "desk-preview-show" not in desk.get(at(Story, "add")).content.decode()


# ---- for whom ------------------------------------------------------------------------------------


def test_nobody_else_reads_what_somebody_types(desk, statement, second_editor):
    address = look(desk, statement, topic="the lantern").json()["address"]
    other = Client()
    assert other.get(address)["Location"].startswith(reverse("admin:login"))
    other.force_login(second_editor)
    assert other.get(address).status_code == 404


def test_an_account_without_a_group_sees_no_preview(client, statement, desk, django_user_model):
    address = look(desk, statement).json()["address"]
    nobody = Client()
    nobody.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    assert nobody.get(address).status_code == 403
    assert nobody.get("/preview/truce/").status_code == 403
    assert nobody.post(typed_at(statement)).status_code == 403


def test_it_takes_the_right_to_change_and_the_token_of_the_form(statement, reporter, django_user_model):
    from django.contrib.auth.models import Permission

    looking = django_user_model.objects.create_user("looking", password="x", is_staff=True)
    looking.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(looking)
    assert client.post(typed_at(statement), {"topic": "x"}, headers=JSON).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    assert strict.post(typed_at(statement), {"topic": "x"}, headers=JSON).status_code == 403
    assert strict.get(typed_at(statement)).status_code == 405
    assert not TypedCopy.objects.exists()


def test_a_page_of_it_may_stand_in_a_frame_of_ours_and_no_other_page_may(desk, statement):
    start = look(desk, statement).json()["start"]
    for page in ("", "statements/statement-0/", "statements/nothing/"):
        answer = desk.get(start + page)
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
    for page in ("/preview/truce/", "/truce/", "/admin/", change(statement), "/preview/~typed/truce/x/no"):
        answer = desk.get(page)
        assert answer["X-Frame-Options"] == settings.X_FRAME_OPTIONS == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "frame-src 'self'" in desk.get(change(statement))["Content-Security-Policy"]
    assert "frame-src" not in desk.get("/truce/")["Content-Security-Policy"]


# ---- bounds --------------------------------------------------------------------------------------


def test_of_what_one_person_types_five_copies_are_kept_and_none_over_a_day(desk, published, clock, make_story):
    rows = [*published.statements.all(), *published.events.all(), *published.issues.all(), *published.phases.all()]
    for row in rows:
        clock(minutes=1)
        assert look(desk, row).json()["address"]
    assert len(rows) > 5
    assert TypedCopy.objects.count() == 5
    address = look(desk, rows[-1]).json()["address"]
    assert TypedCopy.objects.count() == 5
    clock(hours=25)
    assert desk.get(address).status_code == 404
    look(desk, rows[0])
    assert TypedCopy.objects.count() == 1


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 40, "abc", "-1", "x" * 100])
def test_nonsense_in_an_address_is_no_error(desk, published, key):
    assert desk.get(f"/preview/~typed/truce/{key}/").status_code == 404
    assert desk.get(f"/preview/~lent/truce/{key}/").status_code == 404


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "<script>alert(1)</script>", "x" * 100_000])
def test_hostile_words_are_shown_escaped_or_told(desk, statement, text):
    fields = fields_of(desk.get(change(statement))) | {
        "context": text.encode("utf-8", "surrogatepass").decode("latin-1")
    }
    answer = desk.post(typed_at(statement), fields, headers=JSON)
    assert answer.status_code == 200
    if "address" in answer.json():
        assert "<script" not in desk.get(answer.json()["address"]).content.decode()


def test_a_row_that_is_gone_is_said(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    address = typed_at(statement)
    assert (
        "not there any more"
        in desk.post(address.replace(f"/{statement.pk}/", "/999999/"), fields, headers=JSON).json()["problems"][0]
    )
    far = desk.post(address.replace(f"/{statement.pk}/", f"/{'9' * 30}/"), fields, headers=JSON)
    assert far.json()["problems"]


def test_it_never_holds_the_database_for_long(desk, statement, monkeypatch):
    """Where the time is over, the next query ends it, and nothing is changed."""
    fields = fields_of(desk.get(change(statement))) | {"topic": "the lantern"}
    monkeypatch.setattr(undone, "HOLD", -1.0)
    monkeypatch.setattr(undone, "STEPS", 1)
    if connection.vendor == "sqlite":
        assert "busy" in desk.post(typed_at(statement), fields, headers=JSON).json()["problems"][0]


def test_what_was_typed_a_while_ago_lacks_what_was_taken_back_since(desk, statement):
    from django.utils import timezone

    from explainer.models import Takedown

    address = look(desk, statement, topic="the lantern").json()["address"]
    assert desk.get(address).status_code == 200
    Takedown.objects.create(
        kind="statement", story="truce", slug="statement-0", basis="safety", reason="It is not safe.", language="en",
        stories=["truce"], asked_at=timezone.now(), taken_at=timezone.now(), asker_name="A", confirmer_name="B",
    )  # fmt: skip
    gone = desk.get(address)
    assert gone.status_code == 410
    assert preview_copies.KEY_BYTES * 8 >= 128
