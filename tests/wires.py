"""A wire to a server that a test can cut and hang: a proxy for any protocol over TCP, on a free port of this machine.

It must not know what is said on it, nor leave a thread behind."""

from __future__ import annotations

import contextlib
import socket
import threading

OPEN, CUT, HUNG = "open", "cut", "hung"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Wire:
    """``with Wire(6379) as wire:``; clients use ``wire.port``. A hung wire takes what is said and passes nothing on."""

    def __init__(self, target: int, host: str = "127.0.0.1") -> None:
        self.target = (host, target)
        self.connections = 0
        self._state = OPEN
        self._changed = threading.Condition()
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Wire:
        self._threads[0].start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def cut(self) -> None:
        """Close every connection; a new one is closed as soon as it is made."""
        self._become(CUT)
        for each in list(self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def hang(self) -> None:
        """Connections stay, new ones are taken, and nothing passes."""
        self._become(HUNG)

    def mend(self) -> None:
        self._become(OPEN)

    def _become(self, state: str) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, client)

    def _start(self, target: object, *args: object) -> threading.Thread:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _passes(self) -> bool:
        """Waits while the wire hangs."""
        with self._changed:
            self._changed.wait_for(lambda: self._state != HUNG)
            return self._state == OPEN

    def _serve(self, client: socket.socket) -> None:
        with client:
            if not self._passes():
                return
            try:
                server = socket.create_connection(self.target, timeout=10)
            except OSError:
                return
            with server:
                server.settimeout(None)
                self._sockets |= {client, server}
                back = self._start(self._pump, server, client)
                self._pump(client, server)
                back.join()
                self._sockets -= {client, server}

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while (said := source.recv(65_536)) and self._passes():
                sink.sendall(said)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
