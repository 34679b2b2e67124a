"""Which worker serves: ours, which is quick, where gunicorn is one that it was tried on; else gunicorn's own.

It must not use a name that gunicorn keeps to itself, nor import what does: all that stands on such names is behind
this fence, in ``inside_gunicorn``, and is not even read with a gunicorn that nobody tried it on.
"""

from __future__ import annotations

TRIED = ("27.0.1",)  # versions; pyproject.toml begins at the first and ends before the next minor one
OWN = "asgi"  # gunicorn's own worker of the same kind


def is_tried(version: str) -> bool:
    return version in TRIED


def worker_for(version: str) -> type | str:
    """The worker to run under this version of gunicorn, as its setting ``worker_class`` takes it."""
    if not is_tried(version):
        return OWN
    from .inside_gunicorn import Worker

    return Worker


def warning(version: str) -> str:
    """The line for the log; empty where all is as tried."""
    if is_tried(version):
        return ""
    return (
        f"gunicorn {version} is not one that our protocol was tried on ({', '.join(TRIED)}): "
        "its own serves, which is right, but slower"
    )
