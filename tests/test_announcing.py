"""Other programs are told of what is published, corrected, withdrawn or taken back: signed, after it is done, and
whatever becomes of it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.management import call_command
from django.utils import timezone

from explainer.apps import schedules_are_told_by_cron
from explainer.desk import announcing
from explainer.desk.publishing import withdraw
from explainer.models import Edition, Event
from explainer.setup.announcements import Announcements, announcements

from .formats import ATOM, read_atom, read_json_feed
from .publish import publish
from .test_taking_back import take

SECRET = "whsec_" + b64encode(bytes(range(24))).decode()
SITE = "http://testserver"


class Ears:
    """A program that is told. ``answers``: what it answers, one after the other; 200 then."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []
        ears = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                ears.heard.append((self.path, headers, body))
                self.send_response(ears.answers.pop(0) if ears.answers else 200)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body)["data"] for path, _headers, body in self.heard if path == "/hook"]


@pytest.fixture
def ears(settings, monkeypatch) -> Iterator[Ears]:
    ears = Ears()
    settings.ANNOUNCEMENTS = announcements(f"{ears.address}/hub", [f"{ears.address}/hook"], SECRET)
    monkeypatch.setattr(announcing, "PAUSES", (0.01, 0.01))
    yield ears
    ears.server.shutdown()
    ears.server.server_close()


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """``with done():`` – committed at the end, and told by then."""

    class Done:
        def __enter__(self) -> None:
            self.within = django_capture_on_commit_callbacks(execute=True)
            self.within.__enter__()

        def __exit__(self, *error: Any) -> None:
            self.within.__exit__(*error)
            for thread in threading.enumerate():
                if thread.name == "announce":
                    thread.join(20)

    return Done


def test_what_is_published_is_told_signed_and_without_a_word_of_it(truce, ears, done):
    with done():
        edition = publish(truce, note="First.")
        assert ears.heard == [], "not before it is committed"
    (_path, headers, body) = next(row for row in ears.heard if row[0] == "/hook")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = hmac.new(b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{b64encode(right).decode()}"
    assert headers["content-type"] == "application/json"
    (told,) = ears.told()
    assert told["act"] == "published"
    assert told["address"] == f"{SITE}/truce/editions/1/"
    assert told["digest"] == edition.digest
    assert b"gate" not in body


def test_the_hub_is_told_of_the_feeds_that_name_it(truce, ears, done, client, settings):
    with done():
        publish(truce, note="First.")
    (_path, _headers, body) = next(row for row in ears.heard if row[0] == "/hub")
    asked = parse_qs(body.decode())
    assert asked["hub.mode"] == ["publish"]
    assert f"{SITE}/truce/feed.atom" in asked["hub.url"]
    hub = settings.ANNOUNCEMENTS.hub
    for address in asked["hub.url"]:
        answer = client.get(address.removeprefix(SITE))
        assert answer["Link"] == f'<{hub}>; rel="hub", <{address}>; rel="self"'
        if address.endswith(".atom"):
            links = {link.get("rel"): link.get("href") for link in read_atom(answer.content).findall(f"{ATOM}link")}
            assert (links["hub"], links["self"]) == (hub, address)
        else:
            assert read_json_feed(answer.content)["hubs"] == [{"type": "WebSub", "url": hub}]
    for address in ("/truce/actors/truce-side-0/feed.atom", "/truce/phases/1/feed.atom"):
        assert "Link" not in client.get(address), "nobody tells the hub of these"


def test_corrections_withdrawals_and_what_is_taken_back_are_told(truce, ears, done, clock, editor, second_editor):
    with done():
        publish(truce, note="First.")
    clock(days=1)
    Event.objects.filter(slug="event-0").update(body="In the open.")
    with done():
        second = publish(truce, note="Wrong words.", kind="correction")
    with done():
        take("statement", "statement-1", editor, second_editor)
    with done():
        withdraw(second, because="All wrong.")
    assert [row["act"] for row in ears.told()] == ["published", "corrected", "taken-back", "withdrawn"]
    assert b"statement-1" not in ears.heard[-1][2]


def test_what_is_refused_or_silent_stops_nothing_and_is_logged(truce, ears, done, settings, caplog):
    settings.ANNOUNCEMENTS = settings.ANNOUNCEMENTS._replace(hub="", hooks=("http://127.0.0.1:1/hook",))
    with done():
        assert publish(truce, note="First.")
    assert "127.0.0.1:1 was not told" in caplog.text
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(("answers", "tries"), [([503, 503], 3), ([503] * 5, 3), ([410], 1), ([302], 1), ([429], 2)])
def test_it_is_tried_again_as_often_as_it_may_help(truce, ears, done, settings, answers, tries):
    settings.ANNOUNCEMENTS = settings.ANNOUNCEMENTS._replace(hub="")
    ears.answers = list(answers)
    with done():
        publish(truce, note="First.")
    assert len(ears.heard) == tries
    assert len({headers["webhook-id"] for _path, headers, _body in ears.heard}) == 1
    assert {path for path, _headers, _body in ears.heard} == {"/hook"}


def test_who_answers_byte_by_byte_is_not_waited_for(truce, ears, done, settings, monkeypatch, caplog):
    """Each byte comes in time, and the answer never."""
    over = threading.Event()

    class Drips(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.flush_headers()
            while not over.wait(0.02):
                self.wfile.write(b"x")
                self.wfile.flush()

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Drips)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(announcing, "WHOLE", 0.2)
    settings.ANNOUNCEMENTS = announcements("", [f"http://127.0.0.1:{server.server_port}/hook"], SECRET)
    try:
        with done():
            publish(truce, note="First.")
        assert not [thread for thread in threading.enumerate() if thread.name == "announce"]
        assert "no whole answer in time" in caplog.text
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_a_check_of_the_deployment_says_that_schedules_need_cron(ears, settings):
    [told] = schedules_are_told_by_cron(None)
    assert "announce_scheduled" in told.msg
    settings.ANNOUNCEMENTS = Announcements("", (), b"")
    assert schedules_are_told_by_cron(None) == []


def test_nobody_is_told_where_nobody_is_named(truce, ears, done, settings, client):
    settings.ANNOUNCEMENTS = Announcements("", (), b"")
    with done():
        publish(truce, note="First.")
    assert ears.heard == []
    assert "hub" not in client.get("/truce/feed.atom").content.decode()


def test_what_comes_out_by_schedule_is_told_by_the_command(truce, ears, done):
    with done():
        publish(truce, note="First.", at=timezone.now() + timedelta(hours=1))
    assert ears.heard == []
    Edition.objects.update(recorded_at=timezone.now() - timedelta(hours=2))
    Edition.objects.update(published_at=timezone.now() - timedelta(minutes=2))
    out = StringIO()
    with done():
        call_command("announce_scheduled", minutes=5, stdout=out)
    assert "Told of 1 editions." in out.getvalue()
    assert [row["act"] for row in ears.told()] == ["published"]


@pytest.mark.parametrize(
    ("hub", "hooks", "secret", "said"),
    [
        ("http://hub.example", [], "", "WEBSUB_HUB has"),
        ("", ["ftp://a.example"], SECRET, "WEBHOOKS has"),
        ("", ["https://user@a.example/"], SECRET, "WEBHOOKS has"),
        ("", ["https://a.example/"], "", "WEBHOOK_SECRET must be"),
        ("", ["https://a.example/"], "whsec_short", "WEBHOOK_SECRET must be"),
    ],
)
def test_settings_that_are_not_understood_are_refused(hub, hooks, secret, said):
    with pytest.raises(SystemExit, match=said):
        announcements(hub, hooks, secret)
