"""What somebody at the desk is told: on top of its pages, read or not; by mail where there is one, at no risk."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.core import mail
from django.urls import reverse

from explainer.desk.notices import tell
from explainer.models import Notice
from explainer.setup.mail import mail as read

INDEX = "/admin/"


@pytest.fixture
def told(editor, reporter, second_editor) -> Notice:
    tell([editor, None, editor], "A <b>note</b> for you.", "/admin/notes/1/", by=reporter)
    return Notice.objects.get()


def test_it_stands_on_top_of_the_desk_until_it_is_read(desk, told):
    body = desk.get(INDEX).content.decode()
    assert "A &lt;b&gt;note&lt;/b&gt; for you." in body
    desk.post(reverse("notices"), {"notice": str(told.pk)})
    assert "note&lt;/b&gt; for you." not in desk.get(INDEX).content.decode()
    assert "note&lt;/b&gt; for you." in desk.get(reverse("notices")).content.decode()
    desk.post(reverse("notices"), {"notice": str(told.pk), "_unread": "1"})
    assert "note&lt;/b&gt; for you." in desk.get(INDEX).content.decode()
    desk.post(reverse("notices"), {"notice": "all"})
    assert Notice.objects.unread().count() == 0


def test_looking_reads_nothing(desk, told):
    desk.get(reverse("notices"))
    desk.get(INDEX)
    assert Notice.objects.unread().count() == 1


def test_nobody_reads_anothers(client, told, second_editor):
    client.force_login(second_editor)
    assert "for you" not in client.get(reverse("notices")).content.decode()
    for key in (str(told.pk), "all", "x", "9" * 40, ""):
        client.post(reverse("notices"), {"notice": key})
    assert Notice.objects.unread().count() == 1


def test_whoever_did_it_is_not_told(editor):
    tell([editor], "You did this.", by=editor)
    assert not Notice.objects.exists()


def test_an_account_that_is_closed_is_told_nothing(editor):
    editor.is_active = False
    tell([editor], "Nobody is there.")
    assert not Notice.objects.exists()


def test_a_very_long_sentence_is_cut(editor):
    tell([editor], "x " * 2000)
    assert len(Notice.objects.get().sentence) <= 600


def test_the_top_costs_one_query_whatever_there_is(desk, editor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get(INDEX)
        return len(found)

    none = cost()
    for number in range(30):
        tell([editor], f"Notice {number}")
    assert cost() == none
    assert desk.get(INDEX).content.decode().count("Notice ") <= 6
    assert len(desk.get(reverse("notices")).content) < 200_000


# ---- mail ----------------------------------------------------------------------------------------


@pytest.fixture
def mailing(settings) -> None:
    settings.MAIL_IS_ON = True


def test_no_mail_is_sent_where_none_is_set_up(editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell([editor], "Something.")
    assert mail.outbox == []


def test_each_gets_a_mail_of_their_own_once_it_is_committed(
    mailing, editor, reporter, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell([editor, reporter], "Something\nhappened.", "/admin/requests/1/")
        assert mail.outbox == []
    assert [each.to for each in mail.outbox] == [["editor@example.org"], ["reporter@example.org"]]
    assert mail.outbox[0].subject == "[The desk] Something happened."
    assert f"{site.SITE_URL}/admin/requests/1/" in mail.outbox[0].body


def test_a_mail_that_fails_fails_nothing(mailing, settings, editor, caplog, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        tell([editor], "Something.")
    assert Notice.objects.count() == 1
    assert "mail not sent" in caplog.text


@pytest.mark.parametrize(
    ("value", "ssl", "tls", "port"),
    [("smtps://ed:p%40ss@mail.example", True, False, 465), ("smtp+tls://mail.example:2525", False, True, 2525),
     ("smtp://127.0.0.1", False, False, 25)],
)  # fmt: skip
def test_the_address_of_the_server_is_read(value, ssl, tls, port):
    found = read("MAIL_URL", value)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"], found["EMAIL_PORT"]) == (ssl, tls, port)
    if "@" in value:
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ed", "p@ss")


@pytest.mark.parametrize(
    "value", ["mail.example", "http://mail.example", "smtps://", "smtps://mail.example:0", "smtps://mail.example/x",
              "smtps://mail.example:port", "smtp://ed:pass@mail.example", "smtps://[::1"],
)  # fmt: skip
def test_what_is_no_such_address_refuses_the_start_with_one_sentence(value):
    env = {"MAIL_URL": value, "DEBUG": "1", "PATH": ""}
    started = subprocess.run(
        [sys.executable, "-c", "import explainer.settings"], env=env, capture_output=True, text=True
    )
    assert started.returncode == 1
    assert started.stderr.startswith("explainer: MAIL_URL")
    assert "pass" not in started.stderr.replace("password", "")
