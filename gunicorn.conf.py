"""How gunicorn serves the site; read by gunicorn at start and at every reload, from this folder.

It must not read the environment itself: the settings do, and they stop a bad start with a sentence."""

import mmap
import resource
import socket
import subprocess
import sys
from pathlib import Path

import gunicorn
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from explainer.settings import BEHIND_PROXY, HOST, PORT, WEB_CONCURRENCY

# The workers read the settings anew: after a reload theirs are the new ones, the name of the release too.
for _name in [name for name in sys.modules if name.partition(".")[0] == "explainer"]:
    del sys.modules[_name]

from explainer.serving.protocol import is_tried, warning, worker_for  # noqa: E402 -- after a reload, the new ones

SLOWEST_READ = 60  # seconds that sent bytes may wait for a client to take them
PLACES = 255  # workers that the board has a place for: see ``inside_gunicorn.Worker``

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = WEB_CONCURRENCY
worker_class = worker_for(gunicorn.__version__)


def on_starting(server: Arbiter) -> None:
    server.board = mmap.mmap(-1, 1 + PLACES)
    server.board[0] = 1
    tell(server)


def on_reload(server: Arbiter) -> None:
    """Before the new workers begin: what they were written for must be there, such as a style of another name."""
    done = subprocess.run([sys.executable, Path(__file__).with_name("manage.py"), "prepare"], check=False)  # noqa: S603
    if done.returncode:
        server.log.critical("the site could not be got ready for what was reloaded; the lines above say why")
    server.board[0] = server.board[0] % 250 + 1
    tell(server)


def pre_fork(server: Arbiter, worker: Worker) -> None:
    if is_tried(gunicorn.__version__):
        worker.board, worker.reload = server.board, server.board[0]


def post_worker_init(worker: Worker) -> None:
    if is_tried(gunicorn.__version__):
        from explainer import asgi

        worker.pages = asgi.pages


def tell(server: Arbiter) -> None:
    if line := warning(gunicorn.__version__):
        server.log.warning(line)


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
