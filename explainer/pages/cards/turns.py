"""One picture at a time in each process, with a rest after each: to draw takes the whole process for some 60 ms.

Pages never wait for pictures: two threads of the few that make pages draw or wait to, at the most; whoever comes then
is told so at once. It must not know what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep
from typing import TypeVar

LINE = 2  # of the threads of ``serving.rendering``
LONGEST = 0.25  # seconds of rest

T = TypeVar("T")


class Busy(Exception):
    """Enough are drawing and waiting."""


class Turns:
    """Calls one at a time. After each the process rests for as long as it took, so that a flood of them leaves half of
    the time to readers."""

    def __init__(self, line: int = LINE) -> None:
        self._line, self._turn, self._rested = BoundedSemaphore(line), Lock(), 0.0

    def __call__(self, make: Callable[[], T]) -> T:
        """Raises Busy."""
        if not self._line.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                sleep(max(0.0, self._rested - monotonic()))
                begun = monotonic()
                try:
                    return make()
                finally:
                    ended = monotonic()
                    self._rested = ended + min(ended - begun, LONGEST)
        finally:
            self._line.release()
