"""How far an export is, on stderr: one line that changes in a terminal, and now and then a line in a log.

It must not be read by a program: the report is.
"""

from __future__ import annotations

import sys
from time import monotonic
from typing import TextIO

SHOWN = 0.2  # seconds between two states of the line in a terminal
LOGGED = 30.0  # and between two lines of a log


class Progress:
    """``silent``: says nothing."""

    def __init__(self, out: TextIO | None = None, *, silent: bool = False) -> None:
        self._out = out or sys.stderr
        self._silent = silent
        self._live = not silent and self._out.isatty()
        self._began = self._said = monotonic()
        self._what, self._files, self._known, self._width = "", 0, 0, 0

    def begin(self, what: str, number: int, of: int, known: int) -> None:
        """``known``: how many files it had the last time; 0 where nobody knows."""
        self._what, self._known, self._files = f"{what} ({number} of {of})", known, 0
        self.file(0)

    def file(self, count: int = 1) -> None:
        self._files += count
        now = monotonic()
        if self._silent or now - self._said < (SHOWN if self._live else LOGGED):
            return
        self._said = now
        of = f" of some {self._known}" if self._known >= self._files else ""
        line = f"{self._what}: {self._files}{of} files, {now - self._began:.0f} s"
        if not self._live:
            self._out.write(f"{line}\n")
        else:
            self._out.write(f"\r{line.ljust(self._width)}")
            self._width = len(line)
        self._out.flush()

    def end(self) -> None:
        """The line of a terminal is wiped: the report says how it came out."""
        if self._live and self._width:
            self._out.write("\r" + " " * self._width + "\r")
            self._out.flush()
