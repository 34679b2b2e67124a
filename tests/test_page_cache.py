"""The page cache by itself: what it keeps, for whom, how much of it, and until when."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import get_resolver

from explainer.serving.freshness import Watch
from explainer.serving.packed_answer import FinishedAnswer, Packed, encodings, pack
from explainer.serving.page_cache import LIKELY, PageCache, Rules
from explainer.serving.publication_counter import Look
from explainer.serving.routes import of_the_site

RULES = Rules(
    release="r1",
    host="explainer.example",
    may_ask=lambda host: host == "explainer.example",
    https=False,
    behind_proxy=True,
    session_cookie=b"session=",
    languages=("ar", "he"),
    segments=of_the_site(get_resolver().url_patterns),
    static="/static/",
)
POLICY = (b"cache-control", b"public, max-age=1")


class Site:
    """What stands behind the cache: it counts what is asked of it. ``now`` is what every page says."""

    def __init__(self, *, most: int = 1_000_000, tier: Any = None, rules: Rules = RULES) -> None:
        self.rendered: list[str] = []
        self.passed: list[str] = []
        self.number, self.moved, self.now = 1, frozenset(), "old"
        self.first: frozenset[str] = frozenset()
        self.lasting, self.status = True, 200
        self.gate = asyncio.Event()
        self.gate.set()
        self.database: Callable[[], Any] = lambda: None  # what each question comes by, and what those of a mark do
        self.naming: Callable[[], Any] = lambda: None
        self.watch = Watch(self.look, self.mark, commits=None)
        self.cache = PageCache(self.render, self.other, rules, self.watch, most=most, tier=tier)

    def look(self, since: int | None, after: float, now: float) -> Look:
        self.database()
        if since is None:
            return Look(self.number, self.first, None)
        return Look(self.number, self.moved if since != self.number else frozenset(), None)

    def mark(self, slug: str, now: float) -> str:
        self.database()
        self.naming()
        return f"{slug}{self.number}"

    async def render(self, scope: dict) -> FinishedAnswer:
        query = scope["query_string"].decode()
        self.rendered.append(scope["path"] + (f"?{query}" if query else ""))
        said = self.now
        await self.gate.wait()
        headers = [(b"content-type", b"text/html"), (b"etag", b'"%s"' % said.encode()), POLICY]
        return FinishedAnswer(pack(self.status, headers, (said * 500).encode()), lasting=self.lasting)

    async def other(self, scope: dict, receive: Any, send: Any) -> None:
        self.passed.append(scope["path"])
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"other"})

    async def publish(self, *stories: str) -> None:
        self.number, self.moved, self.now = self.number + 1, frozenset(stories), "new"
        await self.watch.look()

    def scope(self, address: str, method: str, headers: dict[str, str]) -> dict:
        path, _mark, query = address.partition("?")
        told = {"host": "explainer.example", **headers}
        return {
            "type": "http", "method": method, "scheme": "http", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()],
        }  # fmt: skip

    def at_once(self, address: str, method: str = "GET", **headers: str) -> tuple[bytes, bytes] | None:
        return self.cache.at_once(self.scope(address, method, headers))

    async def ask(self, address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        sent: list[dict] = []

        async def send(message: dict) -> None:
            sent.append(message)

        await self.cache(self.scope(address, method, headers), None, send)
        start, *bodies = sent
        names = {name.decode(): value.decode() for name, value in start["headers"]}
        assert start["type"] == "http.response.start"
        assert len(names) == len(start["headers"])
        return start["status"], names, b"".join(body["body"] for body in bodies)

    async def settled(self) -> None:
        """When nothing is being made beside the answers any more, but for the watch."""
        while len(self.cache._behind) > 1:
            await asyncio.wait(self.cache._behind, return_when=asyncio.FIRST_COMPLETED)


def run(play: Callable[[Site], Any], **options: Any) -> Site:
    async def main() -> Site:
        site = Site(**options)
        await play(site)
        for task in site.cache._behind:
            task.cancel()
        return site

    return asyncio.run(main())


def test_a_page_is_made_once_and_then_answered_from_ready_bytes():
    async def play(site: Site) -> None:
        first = await site.ask("/truce/")
        assert first == await site.ask("/truce/")
        assert (first[0], first[2], first[1]["age"]) == (200, b"old" * 500, "0")

    assert run(play).rendered == ["/truce/"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", None),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("br;q=0.0, gzip", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("identity", None),
        ("zstd", None),
    ],
)
def test_each_reader_gets_the_encoding_they_take(accepted, encoding, monkeypatch):
    class Brotli:
        @staticmethod
        def compress(body: bytes, quality: int) -> bytes:
            return b"br:" + body[:3]

    monkeypatch.setattr("explainer.serving.packed_answer.brotli", Brotli)

    async def play(site: Site) -> None:
        status, headers, body = await site.ask("/truce/", accept_encoding=accepted)
        assert (status, headers.get("content-encoding"), headers["vary"]) == (200, encoding, "Accept-Encoding")
        assert int(headers["content-length"]) == len(body)
        assert headers["etag"] == ('W/"old"' if encoding else '"old"')
        unpacked = {"br": lambda body: b"old" * 500 if body == b"br:old" else b"", "gzip": gzip.decompress}
        assert unpacked.get(encoding, bytes)(body) == b"old" * 500

    run(play)


def test_without_brotli_gzip_is_the_best(monkeypatch):
    monkeypatch.setattr("explainer.serving.packed_answer.brotli", None)

    async def play(site: Site) -> None:
        assert (await site.ask("/truce/", accept_encoding="br, gzip"))[1]["content-encoding"] == "gzip"

    run(play)
    assert encodings(b"br, gzip") == (b"br", b"gzip")


@pytest.mark.parametrize("tags", ['"old"', 'W/"old"', '"other", W/"old"', "*"])
def test_what_a_reader_has_is_not_sent_again(tags):
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        status, headers, body = await site.ask("/truce/", if_none_match=tags, accept_encoding="gzip")
        assert (status, body) == (304, b"")
        assert (headers["etag"], headers["vary"], headers["age"]) == ('W/"old"', "Accept-Encoding", "0")
        assert {"content-length", "content-type", "content-encoding"} & set(headers) == set()
        assert (await site.ask("/truce/", if_none_match='"another"'))[0] == 200

    assert run(play).rendered == ["/truce/"]


def test_head_has_the_headers_of_get_and_no_body():
    async def play(site: Site) -> None:
        for accepted in ("", "gzip"):
            got = await site.ask("/truce/", accept_encoding=accepted)
            head = await site.ask("/truce/", "HEAD", accept_encoding=accepted)
            assert (head[0], head[1], head[2]) == (200, got[1], b"")

    run(play)


def test_what_is_ready_is_there_at_once_and_nothing_else():
    async def play(site: Site) -> None:
        assert site.at_once("/truce/") is None
        await site.ask("/truce/")
        assert site.at_once("/truce/timeline/") is None
        assert site.at_once("/truce/", cookie="session=abc") is None
        for headers in ({}, {"accept_encoding": "gzip"}, {"if_none_match": '"old"'}):
            for method in ("GET", "HEAD"):
                status, told, body = await site.ask("/truce/", method, **headers)
                head, sent = site.at_once("/truce/", method, **headers)
                first, *lines, last = head.decode().split("\r\n")
                assert (first, last) == ("HTTP/1.1 200 OK" if status == 200 else "HTTP/1.1 304 Not Modified", "")
                assert (dict(line.split(": ", 1) for line in lines), sent) == (told, body)
        site.cache.changed(frozenset({"truce"}))
        assert site.at_once("/truce/") is None
        await site.settled()

    run(play)


def test_nothing_is_there_at_once_before_it_is_known_to_be_right(monkeypatch):
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        assert site.at_once("/truce/")
        monkeypatch.setattr("explainer.serving.freshness.LONGEST", 0)
        assert site.at_once("/truce/") is None
        assert (await site.ask("/truce/"))[2][:3] == b"old"

    run(play)


def test_no_header_breaks_a_line():
    broken = FinishedAnswer(pack(200, [(b"location", b"/\r\nset-cookie: a=b")], b"ok"), lasting=False)
    with pytest.raises(ValueError, match="end of a line"):
        broken.wire(head=False, accepted=b"", tags=b"", since=b"", age=0)


def test_editors_writers_and_strangers_pass_by():
    async def play(site: Site) -> None:
        asked = [
            site.ask("/truce/", cookie="a=b; session=abc"), site.ask("/truce/", "POST"), site.ask("/admin/"),
            site.ask("/preview/truce/"), site.ask("/healthz/ready"), site.ask("/truce/", host="evil.example"),
            site.ask("/truce/%61/"), site.ask("/caf\xe9/"),
        ]  # fmt: skip
        assert {(await each)[2] for each in asked} == {b"other"}
        assert (await site.ask("/truce/", cookie="theme=dark"))[2] != b"other"

    site = run(play)
    assert (len(site.passed), site.rendered) == (8, ["/truce/"])


def test_what_depends_on_a_header_is_made_for_each_reader():
    """RFC 7089: one address, and as many answers as there are editions. Whoever asks meanwhile gets their own."""

    async def play(site: Site) -> None:
        for moment in ("Fri, 01 Jan 1999 00:00:00 GMT", "Tue, 20 Aug 2024 12:00:00 GMT"):
            for address in ("/truce/timegate/", "/ar/truce/timegate/statements/x.json"):
                assert (await site.ask(address, accept_datetime=moment))[2] == b"other"
                assert site.at_once(address, accept_datetime=moment) is None
        await site.ask("/truce/")

    site = run(play)
    assert (len(site.passed), site.rendered) == (4, ["/truce/"])


def test_plain_http_passes_by_where_it_is_redirected():
    async def play(site: Site) -> None:
        assert (await site.ask("/truce/"))[2] == b"other"
        assert (await site.ask("/truce/", x_forwarded_proto="https"))[0] == 200

    run(play, rules=Rules(**{**{name: getattr(RULES, name) for name in RULES.__slots__}, "https": True}))


def test_what_does_not_last_is_made_each_time():
    async def play(site: Site) -> None:
        site.lasting = False
        first = await site.ask("/search/?q=gate", accept_encoding="gzip")
        await site.ask("/search/?q=gate")
        assert "age" not in first[1]
        assert first[1]["content-encoding"] == "gzip"

    assert run(play).rendered == ["/search/?q=gate"] * 2


def test_a_publication_is_seen_and_touches_nothing_else():
    async def play(site: Site) -> None:
        addresses = ["/truce/", "/ar/truce/timeline/", "/truce/statements/?side=a", "/other/", "/", "/corrections/",
                     "/static/site.css"]  # fmt: skip
        for address in addresses:
            await site.ask(address)
        site.rendered.clear()
        await site.publish("truce")
        told = {address: (await site.ask(address))[2][:3] for address in addresses}
        kept = {"/other/": b"old", "/static/site.css": b"old"}
        assert told == dict.fromkeys(addresses, b"new") | kept
        assert not {"/other/", "/static/site.css"} & set(site.rendered)

    run(play)


def test_a_change_of_anything_leaves_only_the_files():
    async def play(site: Site) -> None:
        for address in ("/other/", "/static/site.css"):
            await site.ask(address)
        site.cache.changed(None)
        site.now = "new"
        assert (await site.ask("/other/"))[2][:3] == b"new"
        assert (await site.ask("/static/site.css"))[2][:3] == b"old"

    run(play)


def test_likely_pages_are_made_before_they_are_asked_for():
    async def play(site: Site) -> None:
        await site.ask("/truce/sources/")
        await site.publish("truce")
        await site.settled()
        made = {
            f"{prefix}/{page}" for prefix in ("", "/ar", "/he") for page in ("", *(f"truce/{one}" for one in LIKELY))
        }
        made.add("/truce/sources/")
        assert set(site.rendered[1:]) == made
        assert site.rendered[1 : 3 + len(LIKELY)] == ["/", *(f"/truce/{one}" for one in LIKELY), "/truce/sources/"]
        site.rendered.clear()
        for address in made:
            assert (await site.ask(address))[2][:3] == b"new"
        assert site.rendered == []

    run(play)


def test_after_a_start_likely_pages_are_made_though_nobody_asks():
    async def play(site: Site) -> None:
        site.first = frozenset({"truce"})
        site.cache.begin()
        await site.watch.look()
        await site.settled()
        assert {f"/truce/{page}" for page in LIKELY} <= set(site.rendered)
        assert len(site.rendered) == len(set(site.rendered))
        site.cache.begin()
        assert len(site.cache._behind) == 1

    run(play)


def test_many_who_want_a_cold_page_wait_for_one_making():
    async def play(site: Site) -> None:
        site.gate.clear()
        readers = [asyncio.ensure_future(site.ask("/truce/")) for _ in range(50)]
        while not site.rendered:
            await asyncio.sleep(0)
        readers[0].cancel()  # the first goes away; the others are answered all the same
        site.gate.set()
        assert [(await reader)[0] for reader in readers[1:]] == [200] * 49

    assert run(play).rendered == ["/truce/"]


def test_what_was_begun_before_a_publication_is_neither_kept_nor_joined():
    async def play(site: Site) -> None:
        site.gate.clear()
        early = asyncio.ensure_future(site.ask("/truce/"))
        while not site.rendered:
            await asyncio.sleep(0)
        await site.publish("truce")
        late = asyncio.ensure_future(site.ask("/truce/"))
        while site.rendered.count("/truce/") < 2:
            await asyncio.sleep(0)
        site.gate.set()
        assert ((await early)[2][:3], (await late)[2][:3]) == (b"old", b"new")
        assert (await site.ask("/truce/"))[2][:3] == b"new"

    run(play)


def test_a_stranger_cannot_push_the_pages_out():
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        for number in range(200):
            await site.ask(f"/truce/timeline/?known_by={number}")
        site.rendered.clear()
        await site.ask("/truce/")
        await site.ask("/truce/timeline/?known_by=0")
        assert site.rendered == ["/truce/timeline/?known_by=0"]
        assert len(site.cache._beside) < 10

    run(play, most=160_000)


def test_pictures_push_no_page_out_and_are_not_made_ahead_of_time():
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        for number in range(200):
            await site.ask(f"/truce/statements/{number}/card.png")
        site.rendered.clear()
        await site.ask("/truce/")
        assert site.rendered == []
        assert len(site.cache._beside) < 10
        site.cache.changed(frozenset(["truce"]))
        assert len(site.cache._beside) == 0
        await site.settled()
        assert "/truce/" in site.rendered
        assert not [path for path in site.rendered if path.endswith(".png")]

    run(play, most=160_000)


@pytest.mark.parametrize("address", ["/truce/timemap/statements/{}/", "/truce/editions/1/compare/{}/"])
def test_looking_back_pushes_no_page_out(address):
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        for number in range(200):
            await site.ask(address.format(number))
        site.rendered.clear()
        await site.ask("/truce/")
        assert site.rendered == []

    run(play, most=160_000)


def test_what_is_larger_than_its_share_is_not_kept():
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        await site.ask("/truce/")

    assert run(play, most=8_000).rendered == ["/truce/"] * 2


def test_a_lost_database_leaves_readable_what_was_read_and_says_its_age(caplog, monkeypatch):
    async def play(site: Site) -> None:
        await site.ask("/truce/")
        site.database = fail
        monkeypatch.setattr("explainer.serving.freshness.monotonic", lambda: time.monotonic() + 90)
        status, headers, body = await site.ask("/truce/")
        assert (status, body[:3], headers["age"]) == (200, b"old", "90")
        assert (await site.ask("/truce/", if_none_match='"old"'))[1]["age"] == "90"
        site.database = lambda: None
        await site.publish("truce")
        assert (await site.ask("/truce/"))[2][:3] == b"new"

    def fail() -> None:
        raise OSError("no route to the database")

    caplog.set_level("INFO")
    run(play)
    assert [record.getMessage() for record in caplog.records] == [
        "the database does not answer (no route to the database); what was read before is served",
        "the database answers again",
    ]


def test_a_database_that_hangs_keeps_no_reader_waiting_for_long(monkeypatch):
    monkeypatch.setattr("explainer.serving.freshness.PATIENCE", 0.01)

    async def play(site: Site) -> None:
        await site.ask("/truce/")
        await site.watch.look()
        loop, asked = asyncio.get_running_loop(), asyncio.Event()
        hanging = threading.Event()

        def hang() -> None:
            loop.call_soon_threadsafe(asked.set)
            hanging.wait(10)

        site.database = hang
        monkeypatch.setattr("explainer.serving.freshness.LONGEST", 0)
        first = asyncio.ensure_future(site.ask("/truce/"))
        await asked.wait()
        assert (await first)[2][:3] == b"old"
        assert (await site.ask("/truce/"))[2][:3] == b"old"
        hanging.set()

    run(play)


class Shared:
    """A second tier as other machines see it."""

    def __init__(self) -> None:
        self.rows: dict[str, bytes] = {}
        self.asked = 0

    async def get(self, key: str) -> bytes | None:
        self.asked += 1
        return self.rows.get(key)

    async def put(self, key: str, value: bytes) -> None:
        self.rows[key] = value


def test_what_one_machine_made_another_sends_to_the_letter():
    tier = Shared()
    answers: list[tuple] = []

    async def play(site: Site) -> None:
        answers.append(await site.ask("/truce/", accept_encoding="gzip"))
        await site.ask("/static/site.css")
        await site.settled()

    assert run(play, tier=tier).rendered == ["/truce/", "/static/site.css"]
    assert run(play, tier=tier).rendered == []
    assert answers[0] == answers[1]
    assert sorted(tier.rows) == ["r1//static/site.css", "r1/truce1/truce/"]


def test_what_was_shared_before_a_publication_is_not_taken_after_it():
    tier = Shared()

    async def before(site: Site) -> None:
        await site.ask("/truce/")
        await site.settled()

    async def after(site: Site) -> None:
        site.number, site.now = 2, "new"
        assert (await site.ask("/truce/"))[2][:3] == b"new"

    run(before, tier=tier)
    run(after, tier=tier)


def test_what_does_not_last_is_not_shared():
    tier = Shared()

    async def play(site: Site) -> None:
        site.lasting = False
        await site.ask("/search/?q=gate")
        await site.settled()

    run(play, tier=tier)
    assert tier.rows == {}


def test_a_mark_that_is_not_confirmed_takes_nothing_and_keeps_nothing(monkeypatch):
    """The database answers a look but not, in time, what state the story is in: the page of before stays in Redis."""
    tier = Shared()

    async def before(site: Site) -> None:
        await site.ask("/truce/sources/")
        await site.settled()

    async def play(site: Site) -> None:
        await site.ask("/truce/")
        await site.settled()
        await site.publish("truce")
        monkeypatch.setattr("explainer.serving.freshness.PATIENCE", 0.01)
        slow = threading.Event()
        site.naming = lambda: slow.wait(10)
        assert (await site.ask("/truce/sources/"))[2][:3] == b"new"
        assert site.at_once("/truce/sources/") is None
        slow.set()

    run(before, tier=tier)
    run(play, tier=tier)


def test_what_was_shared_is_not_served_when_the_database_is_lost():
    """Nobody can say that it is still right; what this machine keeps was seen to be."""
    tier = Shared()

    async def before(site: Site) -> None:
        await site.ask("/truce/sources/")
        await site.settled()

    async def play(site: Site) -> None:
        await site.ask("/truce/")
        site.database, site.now = fail, "new"
        assert (await site.ask("/truce/sources/"))[2][:3] == b"new"
        assert (await site.ask("/truce/"))[2][:3] == b"old"
        await site.ask("/static/site.css")
        assert site.at_once("/static/site.css")

    def fail() -> None:
        raise OSError("lost")

    run(before, tier=tier)
    assert run(play, tier=tier).rendered == ["/truce/", "/truce/sources/", "/static/site.css"]


def test_small_and_packed_kinds_are_not_packed_again():
    assert pack(200, [(b"content-type", b"text/plain")], b"ok").gzip == b""
    assert pack(200, [(b"content-type", b"font/woff2")], b"x" * 900).gzip == b""
    assert isinstance(pack(200, [(b"content-type", b"text/css")], b"x" * 900), Packed)
    assert pack(200, [(b"content-type", b"text/css")], b"x" * 900).plain == b""
