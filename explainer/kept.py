"""What was made of editions and is kept: editions never change, so neither does what is made of them.

It must not know what it keeps. What was used least recently goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, as many as weigh no more than ``most()`` together; the last one stays, whatever it weighs."""

    def __init__(self, most: Callable[[], int]) -> None:
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._most = most
        self._weight = 0
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: K, value: V, *, weight: int = 1) -> None:
        with self._lock:
            self._weight += weight - self._values.pop(key, (value, 0))[1]
            self._values[key] = (value, weight)
            while self._weight > self._most() and len(self._values) > 1:
                _key, (_value, dropped) = self._values.popitem(last=False)
                self._weight -= dropped

    def drop(self, which: Callable[[K], bool]) -> list[K]:
        """Forget some, by key; those forgotten, the one used least recently first."""
        with self._lock:
            gone = [key for key in self._values if which(key)]
            for key in gone:
                self._weight -= self._values.pop(key)[1]
            return gone

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._values)
