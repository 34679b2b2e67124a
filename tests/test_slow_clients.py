"""Who is slow on purpose is hung up on, and nobody else notices; who is slow but goes on is served.

The bounds are short here; that they are the ones of the code is looked at, not waited for."""

from __future__ import annotations

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from bench.slow import connect, half_a_body, half_a_head, no_reading, nothing
from explainer.serving import inside_gunicorn
from explainer.serving.inside_gunicorn import LEAST, SLOWEST, Pace

from .machines import until
from .test_server import Server

COUNT = 400
SHORT = {"SLOWEST_HEAD": 2, "SLOWEST": 2, "SWEEP": 0.2}
HUNG_UP = 60  # seconds for a busy machine; without an end to waiting it is for ever


def test_one_who_goes_on_is_not_slow_and_one_who_trickles_is():
    pace = Pace()
    assert pace.is_kept(0, 100.0)
    assert pace.is_kept(1, 100.0 + SLOWEST / 2)
    assert pace.is_kept(LEAST, 100.0 + SLOWEST)
    assert pace.is_kept(LEAST + 1, 100.0 + 1.5 * SLOWEST)
    assert not pace.is_kept(2 * LEAST - 1, 100.0 + 2 * SLOWEST)
    taking = Pace()
    assert taking.is_kept(3 * LEAST, 5.0)
    assert taking.is_kept(2 * LEAST, 5.0 + SLOWEST)
    assert not taking.is_kept(2 * LEAST - 1, 5.0 + 2 * SLOWEST)


def test_what_comes_later_is_timed_from_its_own_beginning():
    pace = Pace()
    assert pace.is_kept(0, 1.0)
    pace.rests()
    assert pace.is_kept(0, 1.0 + 5 * SLOWEST)
    assert not pace.is_kept(0, 1.0 + 6 * SLOWEST)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One process, with a file that fills every buffer between it and a client."""
    folder = tmp_path_factory.mktemp("hurried")
    config, plain = folder / "hurried.conf.py", settings.BASE_DIR / "gunicorn.conf.py"
    inside = f"sys.modules[{inside_gunicorn.__name__!r}]"
    bounds = "\n".join(f"{inside}.{name} = {value}" for name, value in SHORT.items())
    config.write_text(f"exec(open({str(plain)!r}).read())\n{bounds}\n")
    server = Server(folder, config=str(config))
    server.manage("migrate", "--verbosity=0")
    server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.start()
    largest = max((folder / "static").rglob("*.js"), key=lambda file: file.stat().st_size)
    server.large = "/static/" + largest.relative_to(folder / "static").as_posix()
    assert server.ask("GET", server.large)[0] == 200
    yield server
    assert server.stop() == 0


def is_hung_up(client):
    """Reads nothing but what tells that it is over."""
    client.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        try:
            return client.recv(1, socket.MSG_PEEK) == b""
        except ConnectionError:
            return True
    return False


def is_reset(client):
    """The same of one who has not read what came: an error is there before the rest of it."""
    return client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0


def is_answered(server):
    with contextlib.suppress(OSError):
        return server.ask("GET", "/about/")[0] == 200
    return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "is_over"),
    [(half_a_head, is_hung_up), (half_a_body, is_hung_up), (nothing, is_hung_up), (no_reading, is_reset)],
    ids=lambda one: one.__name__,
)
def test_hundreds_are_hung_up_on_and_no_reader_feels_them(server, kind, is_over):
    page = {half_a_body: "/admin/login/", no_reading: server.large}.get(kind, "/about/")
    clients = [kind(("127.0.0.1", server.port), page) for _ in range(COUNT)]
    try:
        left = set(clients)
        until(lambda: is_answered(server), "what hundreds ask for at once is written as far as they take it", HUNG_UP)

        def all_gone():
            assert server.ask("GET", "/about/")[0] == 200
            left.difference_update([client for client in left if is_over(client)])  # an error is told once
            return not left

        until(all_gone, "all of them are hung up on", HUNG_UP)
        assert server.ask("GET", "/about/")[0] == 200
    finally:
        for client in clients:
            client.close()


@pytest.mark.slow
def test_a_body_that_trickles_is_hung_up_on(server):
    client = half_a_body(("127.0.0.1", server.port), "/admin/login/")
    with client:

        def one_more():
            try:
                client.sendall(b"1")
            except OSError:
                return True
            return is_hung_up(client)

        until(one_more, "it is hung up on", HUNG_UP)


@pytest.mark.slow
def test_an_answer_that_is_taken_in_sips_is_not_sent_for_ever(server):
    client = no_reading(("127.0.0.1", server.port), server.large)
    with client:

        def sip():
            try:
                return client.recv(1) == b""
            except BlockingIOError:
                return False
            except ConnectionError:
                return True

        until(sip, "it is hung up on", HUNG_UP)


@pytest.mark.slow
def test_an_editor_on_a_slow_line_is_served(server):
    """Twice as slow as the bound for standing still, and as much in each stretch as is asked for."""
    size = 6 * LEAST
    with connect(("127.0.0.1", server.port)) as client:
        client.settimeout(HUNG_UP)
        head = f"Host: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n"
        client.sendall(f"POST /admin/login/ HTTP/1.1\r\n{head}".encode())
        began, sent = time.monotonic(), 0
        while sent < size:  # a byte for each moment that has passed, twice as many as it must
            wanted = min(size, int((time.monotonic() - began) * 2 * LEAST / SHORT["SLOWEST"]))
            if wanted > sent:
                client.sendall(b"x" * (wanted - sent))
                sent = wanted
            else:
                time.sleep(0.01)  # the next look at the clock
        assert client.recv(12) == b"HTTP/1.1 403"
    assert time.monotonic() - began > SHORT["SLOWEST"]


@pytest.mark.slow
def test_who_waits_for_us_is_not_slow(server):
    """Readers at a connection that is kept, one after the other, for longer than any bound."""

    def read(_number):
        end = time.monotonic() + 2 * SHORT["SLOWEST"]
        count = 0
        while time.monotonic() < end:
            assert server.ask("GET", "/about/")[0] == 200
            count += 1
        return count

    with ThreadPoolExecutor(4) as readers:
        assert all(readers.map(read, range(4)))
