"""What a reader has already is not sent again: If-None-Match, and If-Modified-Since where there is no tag to ask by."""

from __future__ import annotations

import asyncio

import pytest

from explainer.serving.packed_answer import FinishedAnswer, pack

from .test_page_cache import Site

CHANGED = b"Mon, 01 Jan 2024 12:00:00 GMT"
BEFORE, AFTER = b"Sun, 31 Dec 2023 12:00:00 GMT", b"Tue, 02 Jan 2024 12:00:00 GMT"


def ready(*, status: int = 200, changed: bytes = CHANGED, etag: bytes = b'"a"') -> FinishedAnswer:
    told = [(b"content-type", b"text/css"), (b"last-modified", changed), (b"etag", etag)]
    return FinishedAnswer(pack(status, [pair for pair in told if pair[1]], b"words " * 100), lasting=True)


def sent(answer: FinishedAnswer, *, tags: bytes = b"", since: bytes = b"") -> tuple[int, bool]:
    """(status, whether there is a body), which both ways to send it must agree on."""
    asked = {"head": False, "accepted": b"", "tags": tags, "since": since, "age": 0}
    lines, body = answer.wire(**asked)
    messages: list[dict] = []

    async def send(message: dict) -> None:
        messages.append(message)

    asyncio.run(answer.send(send, **asked))
    start, *bodies = messages
    assert lines.startswith(b"HTTP/1.1 %d " % start["status"])
    assert b"".join(message["body"] for message in bodies) == body
    return start["status"], bool(body)


@pytest.mark.parametrize(
    ("since", "status"), [(CHANGED, 304), (BEFORE, 200), (AFTER, 200), (b"yesterday", 200), (b"", 200)]
)
def test_what_has_not_changed_since_the_very_moment_is_not_sent_again(since, status):
    assert sent(ready(), since=since) == (status, status == 200)


@pytest.mark.parametrize(
    ("tags", "status"), [(b'"a"', 304), (b'W/"a"', 304), (b'"b", W/"a"', 304), (b"*", 304), (b'"b"', 200)]
)
@pytest.mark.parametrize("since", [b"", CHANGED, BEFORE])
def test_where_a_tag_is_asked_by_the_moment_does_not_count(tags, status, since):
    """RFC 9110, section 13.1.3: a recipient ignores If-Modified-Since beside If-None-Match."""
    assert sent(ready(), tags=tags, since=since) == (status, status == 200)


def test_what_does_not_say_when_it_changed_is_always_sent():
    for since in (CHANGED, b""):
        assert not ready(changed=b"").is_known(b"", since)
    assert sent(ready(changed=b"", etag=b""), tags=b'""', since=CHANGED) == (200, True)


@pytest.mark.parametrize("status", [404, 410, 302])
def test_only_what_was_found_can_be_known_already(status):
    for asked in ({"since": CHANGED}, {"tags": b'"a"'}, {"tags": b"*"}):
        assert sent(ready(status=status), **asked) == (status, True)


def test_the_page_cache_hands_on_since_when_a_reader_has_it():
    class File(Site):
        async def render(self, scope: dict) -> FinishedAnswer:
            return ready(etag=b"")

    async def play(site: Site) -> None:
        for since, status in ((CHANGED, 304), (BEFORE, 200)):
            asked = {"if_modified_since": since.decode()}
            found, _headers, body = await site.ask("/static/x.css", **asked)
            lines, again = site.at_once("/static/x.css", **asked)
            assert (found, body) == (status, again)
            assert lines.startswith(b"HTTP/1.1 %d " % status)

    async def main() -> None:
        site = File()
        await play(site)
        for task in site.cache._behind:
            task.cancel()

    asyncio.run(main())
