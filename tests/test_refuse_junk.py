"""Addresses that are not well-formed, over both protocols.

It must not send anything to a real server: ``test_server`` does that."""

import asyncio
from urllib.parse import unquote_to_bytes

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from explainer.asgi import application
from explainer.serving.refuse_junk import QUERY_LIMIT, is_junk

pytestmark = pytest.mark.django_db

JUNK = {
    "NUL": "%00",
    "line end": "a%0D%0Ab",
    "escape code": "%1b[31m",
    "delete": "%7F",
    "stray byte": "%FF",
    "cut off": "%E2%82",
    "overlong": "%C0%AF",
    "lone surrogate": "%ED%A0%80",
    "beyond Unicode": "%F5%80%80%80",
}
FINE = ["", "q=caf%C3%A9", "q=%F0%9F%95%8A", "q=100%25", "q=%", "q=%zz", "q=a+b", "q=%EF%BF%BD"]


def over_asgi(path: bytes, query: bytes, method: str = "GET") -> tuple[int, dict, bytes]:
    """What the ASGI callable sends, given a scope as gunicorn makes it."""
    sent = []
    asked = iter([{"type": "http.request", "body": b""}])

    async def ask():
        async def receive():
            for message in asked:
                return message
            return await never.get()

        async def send(message):
            sent.append(message)

        never = asyncio.Queue()
        text = path.decode("ascii", "replace")
        scope = {
            "type": "http",
            "method": method,
            "path": text,
            "raw_path": path,
            "query_string": query,
            "headers": [(b"host", b"testserver")],
        }
        await application(scope, receive, send)

    async_to_sync(ask)()
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], {name.lower(): value for name, value in sent[0]["headers"]}, body


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("place", ["/{}", "/admin/login/?q={}", "/static/{}"])
def test_junk_is_refused_before_any_query(django_assert_num_queries, junk, place):
    address = place.format(junk)
    path, _, query = address.encode().partition(b"?")
    with django_assert_num_queries(0):
        response = Client().get(address)
        status, headers, body = over_asgi(path, query)
    assert response.status_code == status == 400
    assert response.content == body
    assert response["Content-Type"] == "text/plain"
    assert headers[b"content-type"] == b"text/plain"


def test_bytes_that_are_not_even_encoded_are_refused_without_a_word_in_the_log(caplog):
    assert over_asgi(b"/admin/login/", b"q=\xff")[0] == 400
    assert over_asgi(b"/\xff", b"")[0] == 400
    assert Client().get("/admin/login/", QUERY_STRING="q=\xff").status_code == 400
    assert caplog.records == []


@pytest.mark.parametrize("query", FINE)
def test_well_formed_queries_pass(query):
    assert Client().get(f"/admin/login/?{query}").status_code == 200
    assert over_asgi(b"/admin/login/", query.encode())[0] == 200


def test_a_long_query_is_refused():
    longest = "q=" + "a" * (QUERY_LIMIT - 2)
    assert Client().get(f"/admin/login/?{longest}").status_code == 200
    assert Client().get(f"/admin/login/?{longest}a").status_code == 414
    assert over_asgi(b"/admin/login/", longest.encode() + b"a")[0] == 414


def test_head_has_the_length_of_get_and_no_body():
    status, headers, body = over_asgi(b"/static/none.css", b"")
    head = over_asgi(b"/static/none.css", b"", "HEAD")
    assert (head[0], head[2]) == (status, b"")
    assert int(head[1][b"content-length"]) == int(headers[b"content-length"]) == len(body) > 0


def test_a_server_that_asks_about_its_life_is_answered():
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent = []

    async def receive():
        return next(asked)

    async def send(message):
        sent.append(message["type"])

    async_to_sync(application)({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@given(st.binary(max_size=40))
def test_what_passes_is_text(address):
    if not is_junk(address):
        text = unquote_to_bytes(address).decode("utf-8")
        assert min(map(ord, text), default=32) >= 32
