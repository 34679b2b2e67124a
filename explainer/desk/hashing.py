"""Passwords hashed one at a time in each process, behind everything else that this machine has to do.

A hash takes a quarter of a second of CPU on purpose. It must not be had by the dozen at once by whoever sends names:
readers would wait for them.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.contrib.auth.hashers import PBKDF2PasswordHasher

WAITING = 4  # sign-ins from where nobody signed in before that may wait for their turn in one process

NICE = 5  # a third of what another thread gets; with 19 nobody could sign in at a busy machine

_places = threading.BoundedSemaphore(WAITING)


class Behind(PBKDF2PasswordHasher):
    """Django's own, in a thread that gives way to all others."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return _thread().submit(super().encode, password, salt, iterations).result()


@contextlib.contextmanager
def turn(is_known: Callable[[], bool]) -> Iterator[bool]:
    """Whether there is room for one more sign-in just now. Where somebody signed in rightly before, there always is:
    that is asked when there is no other."""
    has_place = _places.acquire(blocking=False)
    try:
        yield has_place or is_known()
    finally:
        if has_place:
            _places.release()


@cache
def _thread() -> ThreadPoolExecutor:
    """Made where it is first asked for, so that no process has it from the one that it came from."""
    return ThreadPoolExecutor(1, "hashing", initializer=_give_way)


def _give_way() -> None:
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):  # on Linux a thread has a priority of its own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
