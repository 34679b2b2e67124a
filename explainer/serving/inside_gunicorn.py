"""How the server speaks with one client: gunicorn's worker and protocol, with what is ready written at once, an end to
waiting, and a reload that loses no request.

It must not know what an answer is about; the page cache tells it what is ready. It stands on names that gunicorn keeps
to itself, and so on one version of it: nothing but ``protocol.worker_for`` may import it.
"""

from __future__ import annotations

import os
import socket
import struct
from asyncio import BaseTransport, sleep
from typing import Protocol

from gunicorn.asgi import parser, protocol
from gunicorn.asgi.parser import CallbackRequest
from gunicorn.workers import gasgi

from .packed_answer import Scope

SLOWEST_HEAD = 20  # seconds from connecting to the end of the first request's head
SLOWEST = 20  # seconds in which a client must have sent, or taken, LEAST bytes more, or all there are
LEAST = 20_000  # a kilobyte a second: a telephone at the edge of its network does better
AT_ONCE = struct.pack("ii", 1, 0)  # how long a socket lingers when it is closed (socket(7))
SWEEP = 1.0  # seconds between two looks at who is slow
SLOWEST_START = 15  # seconds that a worker waits for those that take its place
LAST_WORDS = 0.5  # seconds in which its answers say that it closes, before it does
TURN = 4  # ready answers on one connection before others have their turn; asyncio logs the fifth write to who has gone
# RFC 9110, sections 5.6.2 (token) and 5.5 (field-content), as gunicorn reads them.
TOKEN = bytes(byte for byte in range(0x21, 0x7F) if byte not in b'"(),/:;<=>?@[\\]{}')
CONTENT = bytes(byte for byte in range(256) if byte == 9 or 32 <= byte != 127)


class Pages(Protocol):
    """What knows the ready answers; ``page_cache.PageCache`` does."""

    def at_once(self, scope: Scope) -> tuple[bytes, bytes] | None: ...

    def begin(self) -> None: ...


class Parser(parser.PythonProtocol):
    """gunicorn's parser, with the two checks that it makes byte by byte in Python made in one step each."""

    def _is_valid_token(self, data: bytes) -> bool:
        return bool(data) and not data.translate(None, TOKEN)

    def _has_invalid_header_chars(self, value: bytes) -> bool:
        return bool(value.translate(None, CONTENT))


class Pace:
    """Whether a client goes on: ``count`` is what it sent, or has yet to take, at the beginning of this stretch."""

    __slots__ = ("count", "since")

    def __init__(self) -> None:
        self.count, self.since = 0, -1.0

    def rests(self) -> None:
        """There is nothing to wait for."""
        self.since = -1.0

    def is_kept(self, count: int, now: float) -> bool:
        """Called again and again while there is."""
        if self.since < 0:
            self.count, self.since = count, now
        elif now - self.since >= SLOWEST:
            if abs(count - self.count) < LEAST:
                return False
            self.count, self.since = count, now
        return True


class Patient(protocol.ASGIProtocol):
    """gunicorn waits for ever for a first request, for a body and for who takes no answer; and at a reload it closes
    connections whose last answer did not say so, so that the next request on them is lost. ``worker.pages``: the page
    cache, or None; ``worker.leaving``."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._keepalive_handle = self.worker.loop.call_later(SLOWEST_HEAD, self._keepalive_timeout)
        self.came, self.sending, self.taking = 0, Pace(), Pace()
        self.worker.clients.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.worker.clients.discard(self)
        super().connection_lost(error)

    def _on_body(self, chunk: bytes) -> None:
        self.came += len(chunk)
        super()._on_body(chunk)

    def hurry(self, now: float) -> None:
        """Hang up on a client that holds a body back, or does not take its answer. One that we keep waiting is not
        slow."""
        received, left = self._body_receiver, self.transport.get_write_buffer_size()
        is_kept = True
        if received is None or received._complete or self._reading_paused:
            self.sending.rests()
        else:
            is_kept = self.sending.is_kept(self.came, now)
        if left:
            is_kept = self.taking.is_kept(left, now) and is_kept
        else:
            self.taking.rests()
        if not is_kept:  # what the system holds for it is thrown away, too, and not sent on for hours
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.transport.abort()

    def _will_close(self, request: CallbackRequest, response_requires_close: bool) -> bool:
        return self.worker.leaving or super()._will_close(request, response_requires_close)

    async def _serve_http_request(self, request: CallbackRequest, sockname: object, peername: object) -> bool:
        """Whether the connection may be kept. What is ready is written as gunicorn would write it, but without a task,
        a scope for Django and a look at each header: they cost more than all the rest."""
        answer = self._at_once(request) if self.worker.pages else None
        if answer is None:
            return await super()._serve_http_request(request, sockname, peername)
        (head, body), closes = answer, self._will_close(request, False)
        last = b"Connection: close\r\n\r\n" if closes else b"\r\n"
        self._response_buffer = head + protocol._get_cached_date_header() + last
        self._send_body(body)
        if self._flow_control.write_paused:
            await self._flow_control.drain()
        elif self.req_count % TURN == 0 and self._callback_parser.remaining():  # more came at once: others come first
            await sleep(0)
        return not closes

    def _at_once(self, request: CallbackRequest) -> tuple[bytes, bytes] | None:
        """Only for a whole request of HTTP/1.1 without a body, of which nobody keeps a record."""
        received, told = self._body_receiver, self._pre_request or self._post_request or self.log.access_log_enabled
        if told or request.version != (1, 1) or not received._complete or received.buffered:
            return None
        asked = {"method": request.method, "scheme": request.scheme, "root_path": self._root_path}
        asked |= {"path": request.path, "raw_path": request.raw_path, "query_string": request.query.encode("latin-1")}
        return self.worker.pages.at_once({**asked, "headers": request.headers_bytes})


class Queue(socket.socket):
    """The shared socket, whose queue stays as long as gunicorn made it, whatever asyncio asks for."""

    def listen(self, backlog: int = 0) -> None:
        pass


class Worker(gasgi.ASGIWorker):
    """A hundred slow clients stop a sync or threaded worker, not this one.

    ``board`` is memory that all workers share: first the number of reloads, then for each worker the number that it
    serves since, one byte each. ``reload``: that number when this one was forked.
    """

    board: bytearray
    reload: int
    leaving = False
    pages: Pages | None = None  # the page cache, where there is one
    clients: set[Patient]

    def _setup_event_loop(self) -> None:
        super()._setup_event_loop()
        self.clients = set()
        self.loop.call_later(SWEEP, self.sweep)
        gasgi.ASGIProtocol, protocol.PythonProtocol = Patient, Parser
        create_server = self.loop.create_server

        async def taking_turns(*args: object, sock: socket.socket, **options: object) -> object:
            """With a backlog of 1 asyncio takes one connection at a time; with more, one worker takes them all."""
            server = await create_server(*args, sock=Queue(fileno=os.dup(sock.fileno())), backlog=1, **options)
            self.board[1 + self.age % (len(self.board) - 1)] = self.board[0]
            if self.pages:
                self.pages.begin()
            return server

        self.loop.create_server = taking_turns

    def handle_exit_signal(self) -> None:
        self.last = self.loop.create_task(self.leave())

    async def leave(self) -> None:
        """At a reload, only when as many new workers serve; then without a request that is lost."""
        until, reload = self.loop.time() + SLOWEST_START, self.board[0]
        while reload != self.reload and self.serving_since(reload) < self.cfg.workers and self.loop.time() < until:
            await sleep(0.05)
        self.leaving = True
        for server in self.servers:
            server.close()
        await sleep(LAST_WORDS)
        self.alive = False

    def sweep(self) -> None:
        """One look at all of them costs less than a clock for each."""
        now = self.loop.time()
        for client in list(self.clients):
            client.hurry(now)
        self.loop.call_later(SWEEP, self.sweep)

    def serving_since(self, reload: int) -> int:
        """How many workers do."""
        return self.board[1:].count(reload)
