"""Whether what this process keeps is still what readers must see: known before each answer, without purging anything.

On SQLite a counter in the database's own file says whether anybody has committed (``PRAGMA data_version``), so the
answer is exact, to a hundredth of a second, and costs microseconds. Elsewhere the count of publications is asked for
a few times a second. It must not keep a reader waiting: while the database does not answer, what is kept is served.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, time
from typing import TypeVar
from urllib.parse import quote

from ..kept import Kept
from .publication_counter import Look

INSTANT = 0.01  # seconds that an answer about the file's counter is good for: at a thousand readers a second, for ten
POLL = 0.25  # seconds between two looks, whether or not anybody reads
LONGEST = 0.6  # seconds; where a look is a query, what an older one found is not trusted without another
PATIENCE = 0.3  # seconds that a reader waits for a look
RETRY = 1.0  # seconds between two looks at a database that does not answer

T = TypeVar("T")
Changed = Callable[[frozenset[str] | None], None]
log = logging.getLogger(__name__)


class Commits:
    """The counter of one SQLite file: another value whenever somebody else has committed, or the file is another.

    The value is a connection's own (SQLite, “PRAGMA data_version”), so one process has one, used by one thread.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: tuple[sqlite3.Connection, tuple[int, int]] | None = None

    def read(self) -> tuple[tuple[int, int], int]:
        """Which file it is, and its counter. OSError or sqlite3.Error when it cannot be read."""
        found = os.stat(self._file)
        which = found.st_dev, found.st_ino
        if self._open and self._open[1] != which:
            self._open[0].close()
            self._open = None
        if self._open is None:
            address = f"file:{quote(str(self._file))}?mode=ro"
            self._open = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False), which
        return which, self._open[0].execute("PRAGMA data_version").fetchone()[0]


class Watch:
    """``changed`` is called with the stories that moved (None: any may have), before another answer is given.

    ``ask`` and ``name`` are ``look`` and ``mark`` of ``publication_counter``, called in a thread of this object's own.
    """

    def __init__(
        self,
        ask: Callable[[int | None, float, float], Look],
        name: Callable[[str, float], str],
        *,
        commits: Commits | None,
        changed: Changed,
    ) -> None:
        self._ask, self._name, self._commits, self._changed = ask, name, commits, changed
        self._thread = ThreadPoolExecutor(1, "watch")
        self._looking: asyncio.Task[None] | None = None
        self._token: tuple[tuple[int, int], int] | None = None
        self._number: int | None = None
        self._upto, self._due, self._seen = time(), math.inf, -math.inf
        self._retry_at = self._sure_until = -math.inf
        self._marks: Kept[str, str] = Kept(lambda: 2_000)

    @property
    def age(self) -> int:
        """Whole seconds since what is kept was last known to be right."""
        return int(min(monotonic() - self._seen, 10**9)) if self._seen > -math.inf else 0

    def is_current(self) -> bool:
        """Whether an answer may be given without another look."""
        now = monotonic()
        if now < self._retry_at or now < self._sure_until:
            return True
        if time() >= self._due:
            return False
        if self._commits is None:
            return now - self._seen < LONGEST
        try:
            token = self._commits.read()
        except (OSError, sqlite3.Error) as error:
            self._lose(error)
            return True
        if token != self._token:
            return False
        self._seen, self._sure_until = now, now + INSTANT
        return True

    async def look(self) -> None:
        """Find out what moved, once for all who ask meanwhile."""
        if self._looking is None:
            self._looking = asyncio.ensure_future(self._look())
        looking = self._looking
        await asyncio.wait({looking}, timeout=PATIENCE)
        if not looking.done():
            self._lose(TimeoutError("no answer in time"))

    async def mark(self, slug: str) -> str | None:
        """The mark now; the last one known when the database does not answer; None when there is none."""
        if monotonic() >= self._retry_at:
            try:
                asked = self._in_thread(lambda: self._name(slug, time()))
                self._marks.put(slug, await asyncio.wait_for(asked, PATIENCE))
            except Exception as error:
                self._lose(error)
        return self._marks.get(slug)

    async def keep_looking(self) -> None:
        """For as long as the process runs: so that a publication is seen, and its pages made, before readers come."""
        while True:
            if self._commits is None or not self.is_current():
                await self.look()
            await asyncio.sleep(POLL)

    async def _look(self) -> None:
        try:
            token = self._commits.read() if self._commits else None
            if token and self._token and token[0] != self._token[0]:
                self._token, self._number = None, None
                self._changed(None)
            began, now = monotonic(), time()
            since, after = self._number, self._upto
            found = await self._in_thread(lambda: self._ask(since, after, now))
        except Exception as error:
            self._lose(error)
            return
        finally:
            self._looking = None
        if self._retry_at > -math.inf:
            log.info("the database answers again")
        self._token, self._seen, self._number = token, began, found.number
        self._upto, self._due, self._retry_at = now, math.inf if found.due is None else found.due, -math.inf
        if found.slugs != frozenset():
            self._changed(found.slugs)

    def _in_thread(self, call: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _lose(self, error: Exception) -> None:
        if self._retry_at == -math.inf:
            log.warning("the database does not answer (%s); what was read before is served", error)
        self._retry_at = monotonic() + RETRY
