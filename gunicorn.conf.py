"""How gunicorn serves the site; read by gunicorn at start and at every reload, from this folder.

It must not read the environment itself: the settings do, and they stop a bad start with a sentence."""

import resource
import socket
import sys
from asyncio import BaseTransport
from functools import partial
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from explainer.settings import BEHIND_PROXY, HOST, PORT, WEB_CONCURRENCY

# The workers read the settings anew: after a reload theirs are the new ones, the name of the release too.
for _name in [name for name in sys.modules if name.partition(".")[0] == "explainer"]:
    del sys.modules[_name]

SLOWEST_HEAD = 20  # seconds from connecting to the end of the first request's head
SLOWEST_READ = 60  # seconds that sent bytes may wait for a client to take them

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = WEB_CONCURRENCY


class Patient(ASGIProtocol):
    """gunicorn's protocol, which would wait for ever for a connection's first request."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._keepalive_handle = self.worker.loop.call_later(SLOWEST_HEAD, self._keepalive_timeout)


class Worker(gasgi.ASGIWorker):
    """A hundred slow clients stop a sync or threaded worker, not this one."""

    def _setup_event_loop(self) -> None:
        super()._setup_event_loop()
        # asyncio would cut the queue of the shared socket to 100 connections.
        self.loop.create_server = partial(self.loop.create_server, backlog=self.cfg.backlog)
        gasgi.ASGIProtocol = Patient


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
