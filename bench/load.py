"""The client of the benchmark, a process of its own: ``python -m bench.load`` reads a job and writes what came of it.

It keeps ``connections`` open and asks the next thing on each as soon as the last answer is whole, so that a slow
server is asked less. It must stay much cheaper than any server that it asks."""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from .figures import percentile

CHUNKED, UNTIL_CLOSED = -1, -2
NO_BODY = (204, 304)
PATIENCE = 20.0  # seconds for the last answers, once nothing more is asked
Head = tuple[int, int, bool]
Job = dict[str, Any]  # both are JSON, to and from this process
Report = dict[str, Any]


def read_head(head: bytes, method: bytes) -> Head:
    """The status, the length of the body and whether the server closes after it."""
    status, lines = int(head[9:12]), head.lower()
    closes = b"\r\nconnection: close" in lines
    if status in NO_BODY or method == b"HEAD":
        return status, 0, closes
    at = lines.find(b"\r\ncontent-length:")
    if at >= 0:
        return status, int(lines[at + 17 :].split(b"\r\n", 1)[0]), closes
    return status, CHUNKED if b"\r\ntransfer-encoding: chunked" in lines else UNTIL_CLOSED, closes


class Connection:
    """One connection: what it asks, since when, and what has come so far."""

    __slots__ = ("began", "connecting", "got", "head", "request", "served", "sock", "start")

    def __init__(self) -> None:
        self.sock: socket.socket | None = None
        self.request, self.got, self.began = b"", b"", 0.0
        self.head: Head | None = None
        self.start, self.served, self.connecting = 0, 0, False


class Load:
    """A job: {"port", "requests", "connections", "seconds"}; of 0 seconds, every request is made once."""

    def __init__(self, job: Job) -> None:
        self.address = (job.get("host", "127.0.0.1"), job["port"])
        self.requests = [request.encode("latin-1") for request in job["requests"]]
        self.seconds, self.many = job["seconds"], job["connections"]
        self.took = array("d")
        self.statuses: Counter[int] = Counter()
        self.bytes = self.cut = self.refused = self.reconnected = self.open = 0
        self.heads: dict[bytes, Head] = {}
        self.poll = select.epoll()
        self.by_fd: dict[int, Connection] = {}

    def run(self) -> Report:
        began = time.monotonic()
        self.deadline = began + self.seconds if self.seconds else began + 86_400
        self.ahead: Iterator[bytes] = cycle(self.requests) if self.seconds else iter(self.requests)
        for _ in range(self.many):
            self.ask(Connection())
        while self.open and time.monotonic() < self.deadline + PATIENCE:
            for fd, event in self.poll.poll(0.5):
                self.on_event(self.by_fd[fd], event)
        return self.report(time.monotonic() - began)

    def ask(self, one: Connection) -> None:
        """Ask the next thing on this connection, unless the time is up."""
        one.began = time.monotonic()
        request = next(self.ahead, b"") if one.began < self.deadline else b""
        if not request:
            self.close(one)
            return
        one.request = request
        self.open += 1
        self.put(one)

    def put(self, one: Connection) -> None:
        """Send what ``one`` asks, connecting first where there is no connection."""
        one.got, one.head, one.start = b"", None, 0
        if one.sock is None:
            self.connect(one)
            return
        try:
            one.sock.send(one.request)
        except OSError:
            self.lost(one)

    def connect(self, one: Connection) -> None:
        one.sock = socket.socket()
        one.sock.setblocking(False)
        one.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.served, one.connecting = 0, True
        one.sock.connect_ex(self.address)  # how it ended is told by the event
        self.by_fd[one.sock.fileno()] = one
        self.poll.register(one.sock, select.EPOLLOUT)

    def close(self, one: Connection) -> None:
        if one.sock is not None:
            self.by_fd.pop(one.sock.fileno(), None)
            one.sock.close()
            one.sock = None

    def lost(self, one: Connection) -> None:
        """The connection ended before the answer was whole: counted, and in a run by time asked again."""
        if one.connecting:
            self.refused += 1
        else:
            self.cut += 1
        self.close(one)
        self.reconnected += 1
        if time.monotonic() < self.deadline and self.seconds:
            self.put(one)
        else:
            self.open -= 1
            self.ask(one)

    def on_event(self, one: Connection, event: int) -> None:
        assert one.sock is not None
        if one.connecting:
            if event & select.EPOLLHUP or one.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self.lost(one)
                return
            one.connecting = False
            self.poll.modify(one.sock, select.EPOLLIN)
            self.put(one)
            return
        try:
            data = one.sock.recv(65_536)  # room for more would be taken from the system anew each time
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self.on_data(one, data)
        elif one.head and one.head[1] == UNTIL_CLOSED:
            self.done(one, one.head[0], closes=True)
        else:
            self.lost(one)

    def on_data(self, one: Connection, data: bytes) -> None:
        one.got = data if not one.got else one.got + data
        if one.head is None:
            end = one.got.find(b"\r\n\r\n")
            if end < 0:
                return
            key = one.got[:end]
            one.start = end + 4
            one.head = self.heads.get(key) if one.request[:4] != b"HEAD" else None
            if one.head is None:
                one.head = read_head(key, one.request.split(b" ", 1)[0])
                if len(self.heads) > 1_000:
                    self.heads.clear()
                if one.request[:4] != b"HEAD":
                    self.heads[key] = one.head
        status, length, closes = one.head
        if length == CHUNKED:
            whole = one.got.endswith(b"\r\n0\r\n\r\n") or one.got[one.start :] == b"0\r\n\r\n"
        else:
            whole = length >= 0 and len(one.got) - one.start >= length
        if whole:
            self.done(one, status, closes=closes)

    def done(self, one: Connection, status: int, *, closes: bool) -> None:
        self.took.append(time.monotonic() - one.began)
        self.statuses[status] += 1
        self.bytes += len(one.got)
        self.open -= 1
        one.served += 1
        if closes:
            self.close(one)
            self.reconnected += 1
        self.ask(one)

    def report(self, seconds: float) -> Report:
        ordered = sorted(self.took)
        return {
            "requests": len(ordered),
            "seconds": seconds,
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "bytes": self.bytes,
            "cut": self.cut,
            "refused": self.refused,
            "unanswered": self.open,
            "reconnected": self.reconnected,
            "p50": 1000 * percentile(ordered, 0.50),
            "p95": 1000 * percentile(ordered, 0.95),
            "p99": 1000 * percentile(ordered, 0.99),
            "slowest": 1000 * (ordered[-1] if ordered else 0.0),
            "client": time.process_time() / seconds if seconds else 0.0,
        }


if __name__ == "__main__":
    print(json.dumps(Load(json.load(sys.stdin)).run()))
