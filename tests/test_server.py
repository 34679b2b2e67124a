"""The site behind the server that it ships with: a real gunicorn on a free port of this machine.

It must not leave a process behind, nor load the machine."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.conf import settings

from bench.processes import children
from bench.slow import KINDS, attached, half_a_head, nothing
from explainer.serving import inside_gunicorn

PASSWORD = "correct horse battery staple"
LINUX = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="finds the workers in Linux's /proc")
PATIENCE = 120  # seconds, for a slow machine to start two processes


class Server:
    def __init__(self, folder, *, workers=1, config="gunicorn.conf.py"):
        self.config = config
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log"
        self.env = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(workers),
            "DATA_DIR": str(folder),
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.env, check=True, capture_output=True, timeout=120)

    def start(self):
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "gunicorn", "--config", self.config, "explainer.asgi:application"]
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.ask("HEAD", "/admin/login/")
            except OSError:
                time.sleep(0.05)  # the next look, not a guess at when it is ready
            else:
                return
        pytest.fail(f"the server did not start:\n{self.log.read_text()}")

    def ask(self, method, address, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, address, body, {key.replace("_", "-"): headers[key] for key in headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def asked_until(self, condition) -> Iterator[int]:
        """The answers' statuses, asked one after the other on a connection that is kept, until the condition holds."""
        deadline = time.monotonic() + PATIENCE
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not condition():
            assert time.monotonic() < deadline, self.log.read_text()
            connection.request("GET", "/admin/login/")
            response = connection.getresponse()
            response.read()
            yield response.status
        connection.close()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("site"))
    server.manage("migrate", "--verbosity=0")
    server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.manage("createsuperuser", "--noinput", "--username=rosa", "--email=rosa@example.org")
    server.start()
    yield server
    if server.process.poll() is None:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="module")
def pair(server):
    """Two workers on the same site."""
    pair = Server(server.log.parent, workers=2)
    pair.log = pair.log.with_name("log-of-two")
    pair.start()
    yield pair
    pair.stop()


@pytest.fixture
def quiet(server):
    """Nothing worth a warning may be logged meanwhile."""
    before = len(server.log.read_text())
    yield
    said = server.log.read_text()[before:]
    assert not re.search(r"warn|error|exception|traceback|dropping", said, re.IGNORECASE), said


@pytest.fixture
def stylesheet(server):
    page = server.ask("GET", "/admin/login/")[2].decode()
    return re.search(r'href="(/static/admin/css/base\.[0-9a-f]+\.css)"', page)[1]


def test_pages_answer_get_and_head_alike(server, quiet):
    for address, status in (
        ("/admin/login/", 200),
        ("/no-such-page-at-all/", 404),
        ("/admin/", 302),
        ("/%FF", 400),
    ):
        got, headers, body = server.ask("GET", address)
        head, head_headers, nothing = server.ask("HEAD", address)
        assert (got, head, nothing) == (status, status, b"")
        assert int(head_headers["Content-Length"]) == int(headers["Content-Length"]) == len(body)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "gunicorn" not in str(headers)


def test_static_files_are_packed_kept_and_not_sent_twice(server, quiet, stylesheet):
    status, headers, body = server.ask("GET", stylesheet)
    assert (status, int(headers["Content-Length"])) == (200, len(body))
    assert "immutable" in headers["Cache-Control"]
    packed = server.ask("GET", stylesheet, Accept_Encoding="gzip")
    assert packed[1]["Content-Encoding"] == "gzip"
    assert len(packed[2]) < len(body) / 2
    assert server.ask("HEAD", stylesheet)[1]["Content-Length"] == headers["Content-Length"]
    again = server.ask("GET", stylesheet, If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")


def test_an_editor_logs_in_and_a_guesser_does_not(server, quiet):
    headers = server.ask("GET", "/admin/login/")[1]
    token = re.search(r"csrf=(\w+)", headers["Set-Cookie"])[1]
    sent = {"Cookie": f"csrf={token}", "Content_Type": "application/x-www-form-urlencoded"}
    form = {"csrfmiddlewaretoken": token, "username": "rosa", "next": "/admin/"}
    assert server.ask("POST", "/admin/login/", urlencode({**form, "password": "wrong"}), **sent)[0] == 200
    status, headers, _ = server.ask("POST", "/admin/login/", urlencode({**form, "password": PASSWORD}), **sent)
    assert (status, headers["Location"]) == (302, "/admin/")
    session = re.search(r"session=(\w+)", str(headers))[1]
    assert server.ask("GET", "/admin/", Cookie=f"session={session}")[0] == 200


def test_an_unasked_proxy_header_changes_nothing(server, quiet):
    plain = server.ask("GET", "/no-such-page-at-all/")
    lied = server.ask("GET", "/no-such-page-at-all/", X_Forwarded_Proto="https", X_Forwarded_Host="evil.example")
    assert (lied[0], lied[2]) == (plain[0], plain[2])
    assert "Strict-Transport-Security" not in lied[1]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_slow_clients_do_not_keep_readers_waiting(server, quiet, stylesheet, kind):
    with attached(server.port, 100, stylesheet, kinds=(kind,)):
        assert server.ask("GET", "/admin/login/")[0] == 200
        assert server.ask("GET", stylesheet)[0] == 200


def test_a_web_socket_is_declined(server, quiet):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    assert server.ask("GET", "/", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==", **asked)[0] == 403


def two_others(server, before):
    return lambda: len(now := set(children(server.process.pid))) == 2 and not now & before


@LINUX
def test_a_reload_by_signal_loses_no_request(pair):
    before = set(children(pair.process.pid))
    pair.process.send_signal(signal.SIGHUP)
    with ThreadPoolExecutor(8) as readers:
        asked = [readers.submit(set, pair.asked_until(two_others(pair, before))) for _ in range(8)]
    assert {frozenset(one.result()) for one in asked} == {frozenset({200})}


@LINUX
def test_a_reload_gets_the_site_ready_for_what_it_reloads(server):
    folder = server.log.parent
    (folder / "static-release").write_text("an older one")
    made = next((folder / "static").glob("icon.*svg"))
    made.unlink()
    before = set(children(server.process.pid))
    server.process.send_signal(signal.SIGHUP)
    assert set(server.asked_until(lambda: not before & set(children(server.process.pid)))) == {200}
    assert made.exists()
    assert (folder / "static-release").read_text() != "an older one"


@LINUX
def test_a_killed_worker_is_replaced_and_the_other_answers_meanwhile(pair):
    assert set(pair.asked_until(lambda: len(children(pair.process.pid)) == 2)) <= {200}
    killed, other = children(pair.process.pid)
    os.kill(killed, signal.SIGKILL)
    while killed in children(pair.process.pid):
        pass
    assert set(pair.asked_until(lambda: len(children(pair.process.pid)) == 2)) <= {200}
    assert other in children(pair.process.pid)
    assert pair.ask("GET", "/admin/login/")[0] == 200


def test_who_does_not_get_as_far_as_a_request_is_sent_away(server, tmp_path):
    hurried = tmp_path / "hurried.conf.py"
    plain = settings.BASE_DIR / "gunicorn.conf.py"
    sooner = f"sys.modules[{inside_gunicorn.__name__!r}].SLOWEST_HEAD = 0.3"
    hurried.write_text(f"exec(open({str(plain)!r}).read())\n{sooner}\n")
    other = Server(server.log.parent, config=str(hurried))
    other.log = other.log.with_name("log-of-the-hurried")
    other.start()
    try:
        for kind in (half_a_head, nothing):
            client = kind(("127.0.0.1", other.port), "/")
            assert client.recv(1) == b""  # within the ten seconds that the client waits
            client.close()
        assert other.ask("GET", "/admin/login/")[0] == 200
    finally:
        assert other.stop() == 0


def test_workers_read_the_settings_anew_after_a_reload():
    """They are forked from a process that has read gunicorn's configuration, and with it the settings of its time."""
    code = "import runpy, sys; runpy.run_path('gunicorn.conf.py'); print('explainer.settings' in sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "explainer.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_it_stops_when_told_to(server, quiet):
    assert server.stop() == 0
