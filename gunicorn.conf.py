"""How gunicorn serves the site; read by gunicorn at start, from this folder.

It must not read the environment itself: the settings do, and they stop a bad start with a sentence."""

from pathlib import Path

from explainer.settings import BEHIND_PROXY, HOST, PORT, WEB_CONCURRENCY

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = WEB_CONCURRENCY
worker_class = "asgi"  # a hundred slow clients stop a sync or threaded worker, not this one
asgi_lifespan = "off"
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108

timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000

accesslog = None
control_socket_disable = True  # its path is one per user, so two sites would share it
if not BEHIND_PROXY:
    forwarded_allow_ips = ""
