"""Accounts at the desk: rights come by a role alone, nobody reaches a superuser, and what was done stays told."""

from __future__ import annotations

import logging
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from explainer.desk import accounts

from .crawl import text_of
from .desk_forms import fields_of, fill_in

LIST, ADD = "/admin/auth/user/", "/admin/auth/user/add/"
PASSWORD = "a-long-enough-password"


def page(user, name=""):
    return f"{LIST}{user.pk}/{name or 'change'}/"


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", "root@example.org", PASSWORD)


@pytest.fixture
def keeper(client, administrator):
    """An administrator at the desk."""
    client.force_login(administrator)
    return client


def lines(user):
    entries = LogEntry.objects.filter(content_type__model="user", object_id=str(user.pk)).order_by("pk")
    return [entry.get_change_message() for entry in entries]


# ---- roles ----


def test_an_administrator_makes_an_account_by_a_link_that_serves_once(keeper, administrator):
    invited = fill_in(keeper, ADD, username="sam", email="sam@example.org", role=Group.objects.get(name="reporter").pk)
    assert invited.status_code == 200
    assert "no-store" in invited["Cache-Control"]
    user = User.objects.get(username="sam")
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
    assert accounts.role_of(user) == "reporter"
    link = re.search(r'value="http://[^/]+(/admin/choose-password/[^"]+)"', invited.content.decode())[1]
    somebody = Client()
    form = somebody.get(link, follow=True)
    chosen = {"new_password1": "quite-another-long-one", "new_password2": "quite-another-long-one"}
    assert somebody.post(form.redirect_chain[-1][0], chosen).status_code == 302
    assert somebody.login(username="sam", password="quite-another-long-one")
    assert "does not work any more" in text_of(Client().get(link, follow=True).content)
    told = [f"Made a link with which {user} chooses a password", "Chose a password"]
    assert [line for line in lines(user) if not line.startswith("Role")] == ["Added.", *told]


def test_no_form_offers_rights_or_a_superuser(keeper, reporter, superuser):
    for address in (ADD, page(reporter)):
        offered = fields_of(keeper.get(address))
        assert not {"is_superuser", "user_permissions", "groups", "is_staff", "password"} & set(offered)
    sent = {"is_superuser": "on", "is_staff": "on", "user_permissions": [1, 2, 3], "groups": [1, 2, 3], "password": "x"}
    fill_in(keeper, page(reporter), first_name="Rae", **sent)
    reporter.refresh_from_db()
    assert (reporter.first_name, reporter.is_superuser) == ("Rae", False)
    assert (reporter.user_permissions.count(), accounts.role_of(reporter)) == (0, "reporter")
    assert reporter.check_password(PASSWORD)


def test_no_administrator_reaches_a_superuser(keeper, superuser):
    before = User.objects.filter(pk=superuser.pk).values().get()
    sent = {"username": "root", "email": "mine@example.org", "is_active": ""}
    assert keeper.post(page(superuser), sent).status_code == 403
    for name in ("invite", "sessions", "delete"):
        assert keeper.post(page(superuser, name), {"post": "yes"}).status_code == 403
    assert keeper.get(f"{LIST}{superuser.pk}/password/").status_code in (302, 404)
    assert keeper.get(page(superuser, "sessions")).status_code == 403
    assert User.objects.filter(pk=superuser.pk).values().get() == before


def test_groups_cannot_be_given_rights_at_the_desk(keeper, superuser):
    group = Group.objects.get(name="reporter")
    keeping = list(group.permissions.order_by("pk").values_list("pk", flat=True))
    for client in (keeper, logged_in(superuser)):
        assert (
            client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "reporter", "permissions": [1]}).status_code
            == 404
        )
    assert list(group.permissions.order_by("pk").values_list("pk", flat=True)) == keeping


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_nobody_raises_themselves_or_locks_themselves_out(keeper, administrator):
    fill_in(keeper, page(administrator), role="", is_active="")
    administrator.refresh_from_db()
    assert (accounts.role_of(administrator), administrator.is_active) == ("administrator", True)


def test_an_account_is_switched_off_and_never_deleted(keeper, superuser, editor):
    for client in (keeper, logged_in(superuser)):
        assert client.post(page(editor, "delete"), {"post": "yes"}).status_code == 403
    away = logged_in(editor)
    assert away.get("/admin/").status_code == 200
    fill_in(keeper, page(editor), is_active=[])
    assert away.get("/admin/").status_code == 302
    assert not User.objects.get(pk=editor.pk).is_active


def test_a_role_that_changes_ends_what_was_open_and_is_told(keeper, administrator, editor):
    away = logged_in(editor)
    fill_in(keeper, page(editor), role=Group.objects.get(name="reporter").pk)
    assert accounts.role_of(User.objects.get(pk=editor.pk)) == "reporter"
    assert "Role: editor to reporter" in lines(editor)
    assert away.get("/admin/").status_code == 302


@pytest.mark.parametrize("who", ["reporter", "editor"])
def test_others_see_no_accounts(client, request, who, administrator):
    client.force_login(request.getfixturevalue(who))
    for address in (LIST, ADD, page(administrator), page(administrator, "sessions")):
        assert client.get(address).status_code == 403
    assert client.post(page(administrator, "invite")).status_code == 403


def test_a_link_ends_with_the_next_sign_in_and_after_three_days(administrator, clock):
    link = accounts.invitation(administrator).removeprefix("http://127.0.0.1:8000")
    assert b"new_password1" in Client().get(link, follow=True).content
    assert Client().login(username="administrator", password=PASSWORD)
    assert b"new_password1" not in Client().get(link, follow=True).content


@pytest.mark.parametrize("key", ["x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "LTE", "4pyT", "AA"])
def test_a_link_that_is_none_says_so(key, db):
    answer = Client().get(f"/admin/choose-password/{key}/abc-def/", follow=True)
    assert (answer.status_code, "does not work any more" in text_of(answer.content)) == (200, True)


# ---- who has no role ----


def test_staff_without_a_role_see_nothing_not_even_a_preview(client, published, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    for address in (f"/preview/{published.slug}/", f"/preview/{published.slug}/timeline/"):
        assert client.get(address).status_code == 403
    assert published.title not in text_of(client.get("/admin/").content)
    assert client.post("/admin/markdown/preview/", {"content": "x"}).status_code == 403


# ---- sessions ----


def test_somebody_sees_where_they_are_signed_in_and_ends_it(editor, reporter):
    here, there = Client(), Client(HTTP_USER_AGENT="An old <b>browser</b>", REMOTE_ADDR="192.0.2.7")
    for client in (here, there, logged_in(reporter)):
        client.login(username="editor", password=PASSWORD)
    there.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD})
    here.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD})
    shown = here.get("/admin/account/").content.decode()
    assert "An old &lt;b&gt;browser&lt;/b&gt;" in shown
    assert "192.0.2.7" in shown
    opened = {session.session_key for session in Session.objects.all()}
    assert not [key for key in opened if key in shown]
    here.post("/admin/account/", {})
    assert there.get("/admin/").status_code == 302
    assert here.get("/admin/").status_code == 200


def test_a_key_of_another_account_ends_nothing(editor, reporter):
    theirs = logged_in(reporter)
    key = accounts.sessions(reporter)[0].key
    logged_in(editor).post("/admin/account/", {"key": key})
    assert theirs.get("/admin/").status_code == 200
    assert logged_in(reporter).post("/admin/account/", {"key": "\0"}).status_code == 302


# ---- the trail ----


def test_signing_in_and_wrong_passwords_are_in_the_trail_and_a_flood_is_bounded(client, editor, settings):
    client.post(reverse("admin:login"), {"username": "editor", "password": "wrong"})
    client.post(reverse("admin:login"), {"username": "editor", "password": PASSWORD})
    assert lines(editor) == ["Wrong password, from 127.0.0.1", "Signed in from 127.0.0.1"]
    for _ in range(accounts.WRONG_AN_HOUR + 5):
        accounts.note_wrong_password(None, "editor")
    assert lines(editor).count("Wrong password, from ") == accounts.WRONG_AN_HOUR - 1
    for name in ("nobody here", "\0", "x" * 1000, "\ud800"):
        accounts.note_wrong_password(None, name)


def test_the_trail_outlives_whoever_is_switched_off_and_nobody_edits_it(superuser, editor):
    accounts.note_sign_in(None, editor)
    client = logged_in(superuser)
    client.post(reverse("admin:login"), {"username": "root", "password": PASSWORD})
    entry = LogEntry.objects.order_by("pk").last()
    for name in ("delete", "change"):
        assert (
            client.post(reverse(f"admin:admin_logentry_{name}", args=(entry.pk,)), {"post": "yes"}).status_code == 403
        )
    assert LogEntry.objects.filter(pk=entry.pk).exists()


# ---- invitations by mail ----


@pytest.fixture
def mailing(settings):
    settings.MAIL_IS_ON = True


@pytest.fixture
def sam(db):
    user = User.objects.create_user("sam", "sam@example.org")
    accounts.give_role(user, Group.objects.get(name="reporter"))
    return user


LINK = re.compile(r"/admin/choose-password/\S+")


def test_an_invitation_goes_out_by_mail_and_its_link_is_nowhere_else(keeper, mailing, sam, caplog):
    button = f"Send a link to {sam.email}"
    assert button in text_of(keeper.get(page(sam)).content)
    with caplog.at_level(logging.DEBUG):
        answer = keeper.post(page(sam, "invite"), {"by_mail": "1"}, follow=True)
    assert f"A link was sent to {sam.email}" in text_of(answer.content)
    assert [each.to for each in mail.outbox] == [["sam@example.org"]]
    link = LINK.search(mail.outbox[0].body)[0]
    assert link.encode() not in answer.content
    assert link.split("/")[-2] not in caplog.text + " ".join(lines(sam))
    assert lines(sam)[-1] == "Sent sam a link to choose a password, to sam@example.org"
    assert b"new_password1" in Client().get(link, follow=True).content, "and it serves"


def test_a_new_account_can_be_invited_by_mail_from_the_page_of_its_link(keeper, mailing):
    invited = fill_in(keeper, ADD, username="kim", email="kim@example.org", role=Group.objects.get(name="editor").pk)
    assert "Send one by mail to kim@example.org instead" in text_of(invited.content)
    assert mail.outbox == [], "nothing goes out unasked"


def test_no_mail_is_offered_or_sent_where_there_is_none(keeper, sam, settings):
    assert "Send a link" not in text_of(keeper.get(page(sam)).content)
    settings.MAIL_IS_ON = True
    sam.email = ""
    sam.save()
    assert "Send a link" not in text_of(keeper.get(page(sam)).content)
    answer = keeper.post(page(sam, "invite"), {"by_mail": "1"}, follow=True)
    assert "Nothing was sent" in text_of(answer.content)
    assert mail.outbox == []


def test_a_mail_that_fails_says_so_and_logs_no_link(keeper, mailing, sam, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with caplog.at_level(logging.DEBUG):
        answer = keeper.post(page(sam, "invite"), {"by_mail": "1"}, follow=True)
    assert "could not be sent" in text_of(answer.content)
    assert "an invitation was not sent" in caplog.text
    assert not LINK.search(caplog.text)
    assert not any(line.startswith("Sent") for line in lines(sam))


def test_nobody_mails_a_link_for_an_account_that_is_not_theirs_to_look_after(keeper, mailing, superuser, client, sam):
    assert keeper.post(page(superuser, "invite"), {"by_mail": "1"}).status_code == 403
    client.force_login(sam)
    assert client.post(page(superuser, "invite"), {"by_mail": "1"}).status_code in (302, 403)
    assert mail.outbox == []
