"""What is ready is written without a turn through Django, and to the letter as it would be written with one."""

import asyncio
import re
import socket
import struct
from contextlib import closing
from unittest.mock import Mock

import pytest
from django.conf import settings
from gunicorn.asgi.parser import PythonProtocol
from gunicorn.config import Config
from gunicorn.glogging import Logger

from explainer.serving.inside_gunicorn import TURN, Parser, Patient

from .test_server import Server

MARKED = """
exec(open({plain!r}).read())
begin = post_worker_init

def post_worker_init(worker):
    begin(worker)
    application = worker.asgi

    async def marked(scope, receive, send):
        async def send_marked(message):
            if "headers" in message:
                message = {{**message, "headers": [*message["headers"], (b"x-long-way", b"gone")]}}
            await send(message)
        await application(scope, receive, send_marked)

    worker.asgi = marked
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A site whose answers say so when they came by the long way."""
    folder = tmp_path_factory.mktemp("marked")
    config = folder / "marked.conf.py"
    config.write_text(MARKED.format(plain=str(settings.BASE_DIR / "gunicorn.conf.py")))
    server = Server(folder, config=str(config))
    server.manage("migrate", "--verbosity=0")
    server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.start()
    yield server
    assert server.stop() == 0
    assert not re.search(r"exception|traceback|dropping", server.log.read_text(), re.IGNORECASE)


def request(address="/about/", method="GET", version="1.1", body="", **headers):
    told = {"Host": "127.0.0.1", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body:
        told["Content-Length"] = str(len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {address} HTTP/{version}\r\n{lines}\r\n{body}".encode()


def said(server, *requests):
    """The answers to what is sent at once; of their Date only the form is looked at."""
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.sendall(b"".join(requests))
        got, methods = b"", [b"HEAD" if one.startswith(b"HEAD") else b"" for one in requests]
        while len(whole := split(got, methods)) < len(requests):
            more = client.recv(65_536)
            assert more, got
            got += more
    return whole


def split(got, methods):
    """Whole answers: (first line, headers as a dict, body)."""
    found = []
    for method in methods:
        head, end, rest = got.partition(b"\r\n\r\n")
        if not end:
            break
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        assert len(headers) == len(lines)
        length = 0 if method == b"HEAD" or " 304 " in first else int(headers["content-length"])
        if len(rest) < length:
            break
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} gmt", headers.pop("date"))
        found.append((first, headers, rest[:length]))
        got = rest[length:]
    return found


def went(answer):
    return answer[1].get("x-long-way") == "gone"


@pytest.fixture(scope="module")
def etag(server):
    """The tag of a page that was read once, so that it is ready."""
    first = said(server, request())[0]
    assert went(first)
    return first[1]["etag"]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("GET", {"Accept_Encoding": "gzip"}),
        ("HEAD", {}),
        ("HEAD", {"Accept_Encoding": "gzip"}),
        ("GET", {"If_None_Match": True}),
        ("GET", {"If_None_Match": True, "Accept_Encoding": "gzip"}),
        ("GET", {"If_None_Match": '"another"'}),
    ],
)
def test_what_is_ready_is_written_as_the_long_way_writes_it(server, etag, method, headers):
    headers = {name: etag if value is True else value for name, value in headers.items()}
    quick, long = said(server, request(method=method, **headers), request(method=method, body="x", **headers))
    assert (went(quick), went(long)) == (False, True)
    del long[1]["x-long-way"]
    assert quick == long
    assert list(quick[1]) == list(long[1])


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "POST"},
        {"version": "1.0"},
        {"body": "x"},
        {"address": "/admin/login/"},
        {"Cookie": "session=abc"},
        {"Host": "evil.example"},
        {"address": "/about/?a=b"},
    ],
    ids=str,
)
def test_what_is_not_a_readers_plain_question_goes_the_long_way(server, etag, asked):
    assert went(said(server, request(**asked))[0])


def test_requests_sent_at_once_are_answered_in_their_order(server, etag):
    asked = [request(), request("/no-such-page/"), request(If_None_Match=etag), request("/admin/login/"), request()]
    assert [answer[0].split(" ")[1] for answer in said(server, *asked)] == ["200", "404", "304", "200", "200"]


def test_a_connection_is_kept_or_closed_as_the_reader_wishes(server, etag):
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        for last in (False, False, True):
            client.sendall(request(If_None_Match=etag, **({"Connection": "close"} if last else {})))
            answer = client.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 304 Not Modified\r\n")
            assert (b"\r\nConnection: close\r\n" in answer) == last
        assert client.recv(1) == b""


def test_half_a_request_waits_for_its_other_half(server, etag):
    whole = request(If_None_Match=etag)
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in whole:
            client.sendall(bytes([byte]))
        assert client.recv(65_536).startswith(b"HTTP/1.1 304 ")


def test_who_asks_for_much_at_once_keeps_nobody_waiting():
    """A hundred requests in one packet are answered a few at a time, each connection in its turn."""
    asked = []

    class Pages:
        def at_once(self, scope):
            asked.append(scope["path"])
            return b"HTTP/1.1 204 No Content\r\n", b""

    async def serve():
        worker = Mock(cfg=Config(), log=Logger(Config()), loop=asyncio.get_running_loop(), pages=Pages(), leaving=False)
        worker.nr, worker.nr_conns, worker.max_requests = 0, 0, 1_000
        connections = {name: Patient(worker) for name in ("/greedy/", "/modest/")}
        for connection in connections.values():
            connection.connection_made(Mock(**{"get_extra_info.return_value": None}))
        connections["/greedy/"].data_received(100 * request("/greedy/"))
        connections["/modest/"].data_received(request("/modest/", Connection="close"))
        await connections["/modest/"]._task
        connections["/greedy/"]._task.cancel()
        return list(asked)

    assert asyncio.run(serve()).index("/modest/") <= TURN


def test_who_asks_for_much_and_goes_away_leaves_no_line_in_the_log(server, etag):
    before = server.log.read_text()
    for _ in range(20):
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # to close is to reset
            client.sendall(1_000 * request(If_None_Match=etag))
            assert client.recv(1) == b"H"
    assert said(server, request())[0][0] == "HTTP/1.1 200 OK"
    assert server.log.read_text() == before


def test_the_checks_of_a_head_take_and_refuse_what_gunicorns_do():
    ours, theirs = Parser(), PythonProtocol()
    for byte in range(256):
        for text in (bytes([byte]), b"a%cb" % byte):
            assert ours._is_valid_token(text) == theirs._is_valid_token(text), text
            assert ours._has_invalid_header_chars(text) == theirs._has_invalid_header_chars(text), text
    assert ours._is_valid_token(b"") == theirs._is_valid_token(b"")
    assert ours._has_invalid_header_chars(b"") == theirs._has_invalid_header_chars(b"")


def test_only_an_old_client_need_not_say_whom_it_asks(server, etag):
    for version, status in (("1.1", "400"), ("1.0", "200")):
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
            client.sendall(f"GET /healthz/live HTTP/{version}\r\n\r\n".encode())
            assert client.recv(65_536).startswith(f"HTTP/{version} {status} ".encode())


@pytest.mark.parametrize("line", ["Na me: a", "Name : a", "N\x00me: a", "Name: a\x00b", "Name: a\x7fb", "(Name): a"])
def test_a_head_that_is_none_is_refused(server, line):
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.sendall(f"GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{line}\r\n\r\n".encode("latin-1"))
        assert client.recv(65_536).startswith(b"HTTP/1.1 400 Bad Request\r\n")
