"""How gunicorn serves the site; read by gunicorn at start and at every reload, from this folder.

It must not read the environment itself: the settings do, and they stop a bad start with a sentence."""

import asyncio
import mmap
import os
import resource
import socket
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.asgi import protocol as gunicorn_protocol  # a setting is called protocol
from gunicorn.workers import gasgi

from explainer.settings import BEHIND_PROXY, HOST, PORT, WEB_CONCURRENCY

# The workers read the settings anew: after a reload theirs are the new ones, the name of the release too.
for _name in [name for name in sys.modules if name.partition(".")[0] == "explainer"]:
    del sys.modules[_name]

from explainer.serving.protocol import Parser, Patient  # noqa: E402 -- after a reload, the new ones

SLOWEST_READ = 60  # seconds that sent bytes may wait for a client to take them
SLOWEST_START = 15  # seconds that a worker waits for those that take its place
LAST_WORDS = 0.5  # seconds in which its answers say that it closes, before it does

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = WEB_CONCURRENCY


class Queue(socket.socket):
    """The shared socket, whose queue stays as long as gunicorn made it, whatever asyncio asks for."""

    def listen(self, backlog: int = 0) -> None:
        pass


class Worker(gasgi.ASGIWorker):
    """A hundred slow clients stop a sync or threaded worker, not this one. ``board`` is shared by all: see below."""

    leaving = False
    pages = None  # the page cache, where there is one

    def load_wsgi(self) -> None:
        super().load_wsgi()
        from explainer import asgi

        self.pages = asgi.pages

    def _setup_event_loop(self) -> None:
        super()._setup_event_loop()
        gasgi.ASGIProtocol, gunicorn_protocol.PythonProtocol = Patient, Parser
        create_server = self.loop.create_server

        async def taking_turns(*args: object, sock: socket.socket, **options: object) -> object:
            """With a backlog of 1 asyncio takes one connection at a time; with more, one worker takes them all."""
            server = await create_server(*args, sock=Queue(fileno=os.dup(sock.fileno())), backlog=1, **options)
            self.board[1 + self.age % PLACES] = self.board[0]
            if self.pages:
                self.pages.begin()
            return server

        self.loop.create_server = taking_turns

    def handle_exit_signal(self) -> None:
        self.last = self.loop.create_task(self.leave())

    async def leave(self) -> None:
        """At a reload, only when as many new workers serve; then without a request that is lost."""
        until, reload = self.loop.time() + SLOWEST_START, self.board[0]
        while reload != self.reload and self.board[1:].count(reload) < self.cfg.workers and self.loop.time() < until:
            await asyncio.sleep(0.05)
        self.leaving = True
        for server in self.servers:
            server.close()
        await asyncio.sleep(LAST_WORDS)
        self.alive = False


# The board: first the number of reloads, then for each worker the number that it serves since; one byte each.
PLACES = 255


def on_starting(server: Arbiter) -> None:
    server.board = mmap.mmap(-1, 1 + PLACES)
    server.board[0] = 1


def on_reload(server: Arbiter) -> None:
    server.board[0] = server.board[0] % 250 + 1


def pre_fork(server: Arbiter, worker: Worker) -> None:
    worker.board, worker.reload = server.board, server.board[0]


worker_class = Worker
asgi_lifespan = "off"
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108

timeout = 30
graceful_timeout = 20
keepalive = 5
# No max_requests: at thousands of requests a second it would end a worker every few seconds, and its successor
# starts only when its slowest client has gone. What grows is found by `python3 run bench --soak`.

accesslog = None
control_socket_disable = True  # its path is one per user, so two sites would share it
if not BEHIND_PROXY:
    forwarded_allow_ips = ""


def when_ready(server: Arbiter) -> None:
    """As many descriptors as the system allows, and an end to connections whose client takes nothing any more."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else max(least, 65_536), most))
    for listener in server.LISTENERS:
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; what is accepted inherits it
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * SLOWEST_READ)
