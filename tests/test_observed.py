"""What an operator is told of each request, where they ask for it; and nothing, nor at any cost, where they do not."""

from __future__ import annotations

import asyncio
import gzip
import http.server
import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.test import Client

from explainer.serving.observed import Observed, Told, to_the_log
from explainer.setup.logs import LONGEST, Json, OneLine, id_of, request_id

from .test_server import Server

RANDOM = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
TOKEN = "a-token-of-the-tests"
EXTRA = pytest.mark.skipif(
    not (find_spec("prometheus_client") and find_spec("sentry_sdk")),
    reason="requirements/watching.txt is not installed",
)


def start(code, **env):
    given = {"PATH": os.environ["PATH"], "SECRET_KEY": RANDOM, "DJANGO_SETTINGS_MODULE": "explainer.settings", **env}
    given.setdefault("DATA_DIR", settings.DATA_DIR.as_posix())
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, timeout=60)


# The log.


def record(message="told", level=logging.INFO, **more):
    return logging.makeLogRecord({"name": "x", "levelno": level, "levelname": "INFO", "msg": message, **more})


def test_a_line_of_json_is_one_object_whatever_was_sent():
    token = request_id.set("abc")
    try:
        said = Json().format(record("a\nb\x1b[31m\u2028\ud800", told={"path": "/a"}))
    finally:
        request_id.reset(token)
    assert "\n" not in said
    assert said.isascii()
    told = json.loads(said)
    assert (told["message"], told["request"], told["path"]) == ("a\nb\x1b[31m\u2028\ud800", "abc", "/a")


@pytest.mark.parametrize("form", [OneLine, Json])
def test_one_failure_is_one_line_of_bounded_length(form):
    def deep(number):
        if number:
            try:
                deep(number - 1)
            except ValueError as error:
                raise ValueError("again" * 40) from error
        raise ValueError("the first")

    try:
        deep(100)
    except ValueError:
        said = form().format(record("failed", exc_info=sys.exc_info()))
    assert said.count("\n") == 0
    assert len(said) < 2 * LONGEST
    assert "the first" in said  # where it began
    assert said.count("again") > 1  # and where it ended


@pytest.mark.parametrize("sent", ["", "a b", "x" * 65, "\x1b[31m", "a\r\nSet-Cookie: x=1", "é", "<b>", "-a"])
def test_an_id_that_could_do_harm_is_not_taken(sent):
    assert id_of(sent) != sent
    assert id_of(id_of(sent)) not in ("", sent)


def test_an_id_that_was_sent_comes_back_and_is_in_the_log(client, db, caplog):
    assert client.get("/admin/login/", headers={"X-Request-ID": "proxy-7"})["X-Request-ID"] == "proxy-7"
    assert "X-Request-ID" not in client.get("/admin/login/")
    assert client.get("/admin/login/", headers={"X-Request-ID": "a b"})["X-Request-ID"] != "a b"


def test_who_is_told_that_it_failed_is_told_by_what_id(db, monkeypatch, caplog):
    def fails(*_args):
        raise ValueError("a fault")

    said = []
    monkeypatch.setattr("explainer.pages.views.site.front", fails)
    monkeypatch.setattr(logging.Handler, "handle", lambda self, record: said.append(OneLine().format(record)))
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert [line for line in said if "a fault" in line and line.endswith(f"[{answer['X-Request-ID']}]")]


def test_a_log_format_that_is_none_is_a_sentence():
    assert start("import explainer.settings", LOG_FORMAT="xml").stderr == (
        "explainer: LOG_FORMAT is 'xml'; it must be text or json.\n"
    )


# Each request.


class Pages:
    """A page cache that has one page ready."""

    def at_once(self, scope):
        return (b"HTTP/1.1 200 OK\r\nage: 0\r\n", b"ready") if scope["path"] == "/ready/" else None

    def begin(self):
        pass

    async def __call__(self, scope, receive, send):
        self.headers = scope["headers"]
        failed = [(b"x-request-id", b"where-it-failed")] if scope["path"] == "/fails/" else []
        await send({"type": "http.response.start", "status": 500 if failed else 200, "headers": failed})
        await send({"type": "http.response.body", "body": b"made"})


def asked(path, *headers):
    told, sent, pages = [], [], Pages()
    observed = Observed(pages, pages, [told.append])
    scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers)}

    async def send(message):
        sent.append(message)

    ready = observed.at_once(scope)
    if ready is None:
        asyncio.run(observed(scope, None, send))
        return told, dict(sent[0]["headers"])[b"x-request-id"], pages
    return told, ready[0].rpartition(b"x-request-id: ")[2], ready


def test_what_is_ready_and_what_is_made_are_told_with_an_id():
    told, known, (head, body) = asked("/ready/", (b"x-request-id", b"from-the-proxy"))
    assert (known, body) == (b"from-the-proxy\r\n", b"ready")
    assert head.startswith(b"HTTP/1.1 200 OK\r\nage: 0\r\n")
    assert (told[0].status, told[0].size, told[0].ready) == (200, 5, True)
    told, known, pages = asked("/made/", (b"x-request-id", b"bad id"), (b"host", b"a"))
    assert (told[0].status, told[0].size, told[0].ready) == (200, 4, False)
    assert pages.headers == [(b"host", b"a"), (b"x-request-id", known)]
    assert asked("/fails/", (b"x-request-id", b"mine"))[1] == b"where-it-failed"


def test_a_line_of_the_access_log_tells_nothing_of_who_asked(caplog):
    with caplog.at_level(logging.INFO, "explainer.access"):
        logging.getLogger("explainer.access").addHandler(caplog.handler)
        try:
            to_the_log(Told("GET", "/search/", 200, 1234, 0.0123, ready=False))
        finally:
            logging.getLogger("explainer.access").removeHandler(caplog.handler)
    assert caplog.records[0].getMessage() == "200 GET /search/ 1234 bytes in 12.3 ms"
    assert set(caplog.records[0].told) == {"method", "path", "status", "bytes", "ms", "ready"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"), ("/admin/", "desk"), ("/preview/a/", "desk"), ("/healthz/live", "health"),
        ("/a/feed.json", "feed"), ("/a/events.ics", "feed"), ("/a/story.json", "data"), ("/a/card.png", "picture"),
        ("/ar/search/", "search"), ("/static/a.css", "static"), ("/a/timeline/", "page"),
    ],
)  # fmt: skip
def test_each_address_is_of_a_kind(path, kind):
    assert Told("GET", path, 200, 0, 0, ready=True).kind == kind


@pytest.mark.slow
def test_where_nothing_is_asked_for_nothing_is_in_the_way():
    """The server has the page cache itself, and what would tell of requests is not even read."""
    code = (
        "import sys; from explainer import asgi\n"
        "names = 'explainer.serving.observed', 'explainer.serving.metrics', 'prometheus_client', 'sentry_sdk'\n"
        "print(type(asgi.pages).__name__, asgi.serve is asgi.pages, [name for name in names if name in sys.modules])"
    )
    done = start(code)
    assert done.stdout == "PageCache True []\n", done.stderr


# With packages that are optional.


@pytest.mark.parametrize(
    ("name", "value", "package"),
    [("METRICS_TOKEN", TOKEN, "prometheus-client"), ("SENTRY_DSN", "https://key@errors.example/1", "sentry-sdk")],
)
def test_without_its_package_a_setting_is_a_sentence(name, value, package):
    code = "import importlib.util as util; util.find_spec = lambda *names: None; import explainer.settings"
    done = start(code, **{name: value})
    assert done.stderr == f"explainer: {name} needs {package}; install requirements/watching.txt first.\n"


def test_a_token_that_can_be_guessed_is_a_sentence():
    assert "METRICS_TOKEN is too short" in start("import explainer.settings", METRICS_TOKEN="short").stderr


@EXTRA
@pytest.mark.slow
def test_the_metrics_of_all_processes_are_for_who_knows_the_token(tmp_path):
    server = Server(tmp_path, workers=2)
    server.manage("migrate", "--verbosity=0")
    server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.env |= {"METRICS_TOKEN": TOKEN, "ACCESS_LOG": "on", "LOG_FORMAT": "json"}
    server.start()
    try:
        for _ in range(6):
            assert server.ask("GET", "/about/", X_Request_ID="one-of-six")[1]["X-Request-ID"] == "one-of-six"
        for sent in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
            assert server.ask("GET", "/metrics", **sent)[0] in (301, 404)
        status, headers, body = server.ask("GET", "/metrics", Authorization=f"Bearer {TOKEN}")
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        said = body.decode()
        counted = [line for line in said.splitlines() if line.startswith('explainer_requests_total{kind="page"')]
        assert sum(float(line.rpartition(" ")[2]) for line in counted if 'status="2xx"' in line) == 6
        assert "explainer_editions 0.0" in said
        assert "explainer_last_look_seconds" in said
    finally:
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert len([line for line in lines if line.get("path") == "/about/" and line["request"] == "one-of-six"]) == 6


def opened(body: bytes, packing: str | None) -> bytes:
    """As it was before it was packed; by Brotli where that is installed."""
    if packing == "br":
        import brotli

        return brotli.decompress(body)
    return gzip.decompress(body) if packing == "gzip" else body


@contextmanager
def errors():
    """A service that takes reports of errors, and what it was sent."""
    sent = []

    class Taking(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append(opened(body, self.headers["Content-Encoding"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://key@127.0.0.1:{server.server_address[1]}/1", sent
        server.shutdown()


@EXTRA
def test_an_error_is_reported_without_who_asked_or_what_for():
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "from explainer.pages.views import site\n"
        "def fails(before): raise ValueError('a fault')\n"
        "site.front = fails\n"
        "from django.conf import settings\n"
        "plain = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "settings.STORAGES = {**settings.STORAGES, 'staticfiles': plain}\n"
        "Client(raise_request_exception=False).get('/?q=secret-words', headers={'cookie': 'session=secret-cookie',"
        " 'host': '127.0.0.1', 'x-request-id': 'asked-7', 'user-agent': 'secret-browser'})\n"
        "import sentry_sdk; sentry_sdk.flush(20)"
    )
    with errors() as (dsn, sent):
        done = start(code, SENTRY_DSN=dsn)
    assert done.returncode == 0, done.stderr
    said = b"".join(sent).decode()
    assert "a fault" in said
    assert "asked-7" in said
    assert "secret-" not in said
