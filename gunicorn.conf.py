"""How gunicorn serves the site; read by gunicorn at start and at every reload, from this folder.

It must not read the environment itself: the settings do, and they stop a bad start with a sentence."""

import mmap
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from logging.config import dictConfig
from pathlib import Path

import gunicorn
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from explainer.settings import BEHIND_PROXY, HOST, LOGGING, METRICS_TOKEN, PORT, WEB_CONCURRENCY

# The workers read the settings anew: after a reload theirs are the new ones, the name of the release too.
for _name in [name for name in sys.modules if name.partition(".")[0] == "explainer"]:
    del sys.modules[_name]

from explainer.serving.protocol import is_tried, warning, worker_for  # noqa: E402 -- after a reload, the new ones

SILENT = 60  # seconds that sent bytes may wait for a machine to say that it has them; slow ones are the protocol's
PLACES = 255  # workers that the board has a place for: see ``inside_gunicorn.Worker``

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = WEB_CONCURRENCY
worker_class = worker_for(gunicorn.__version__)


def on_starting(server: Arbiter) -> None:
    server.board = mmap.mmap(-1, 1 + PLACES)
    server.board[0] = 1
    if METRICS_TOKEN:  # prometheus-client reads it where it is first imported, which is in the workers
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="explainer-", dir=_memory)
    tell(server)


def child_exit(server: Arbiter, worker: Worker) -> None:
    if METRICS_TOKEN:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)


def on_exit(server: Arbiter) -> None:
    if METRICS_TOKEN:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


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
_memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
worker_tmp_dir = _memory

timeout = 30
graceful_timeout = 20
keepalive = 5
# No max_requests: at thousands of requests a second it would end a worker every few seconds, and its successor
# starts only when its slowest client has gone. What grows is found by `python3 run bench --soak`.

accesslog = None  # ours tells of what is ready, too: ACCESS_LOG


class Log(Logger):
    """gunicorn's, written as ours. Its setting ``logconfig_dict`` would have each request looked at for its own access
    log, and nothing written at once any more."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        dictConfig(LOGGING)


logger_class = Log
control_socket_disable = True  # its path is one per user, so two sites would share it
if not BEHIND_PROXY:
    forwarded_allow_ips = ""


def when_ready(server: Arbiter) -> None:
    """As many descriptors as the system allows, and an end to connections whose client takes nothing any more."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if most != resource.RLIM_INFINITY else max(least, 65_536), most))
    for listener in server.LISTENERS:
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; what is accepted inherits it
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000 * SILENT)
