"""Slow clients, in four kinds: half a head, half a body, an answer that is never read, and nothing at all.

They must hold a connection each and nothing more; they never get as far as an answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

Address = tuple[str, int]


def connect(address: Address, receive_buffer: int = 0) -> socket.socket:
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(10)
    client.connect(address)
    return client


def half_a_head(address: Address, path: str) -> socket.socket:
    client = connect(address)
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0".encode())
    return client


def half_a_body(address: Address, path: str) -> socket.socket:
    client = connect(address)
    head = "Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
    client.sendall(f"POST {path} HTTP/1.1\r\n{head}a=1".encode())
    return client


def no_reading(address: Address, path: str) -> socket.socket:
    """Asks for far more than fits into the buffers between, and reads none of it."""
    client = connect(address, receive_buffer=2048)
    client.setblocking(False)
    with suppress(BlockingIOError, ConnectionError):
        client.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 200)
    return client


def nothing(address: Address, path: str) -> socket.socket:
    return connect(address)


Kind = Callable[[Address, str], socket.socket]
KINDS: tuple[Kind, ...] = (half_a_head, half_a_body, no_reading, nothing)


@contextmanager
def attached(port: int, count: int, path: str = "/", kinds: Sequence[Kind] = KINDS) -> Iterator[None]:
    """``count`` slow clients, of each kind in turn, until the block ends."""
    with ExitStack() as stack:
        for number in range(count):
            stack.enter_context(kinds[number % len(kinds)](("127.0.0.1", port), path))
        yield
