"""Whether what this process keeps is still what readers must see: known before each answer, without purging anything.

On SQLite a counter in the database's own file says whether anybody has committed (``PRAGMA data_version``), so the
answer is exact, to a hundredth of a second, and costs microseconds. Elsewhere the count of publications is asked for
a few times a second. It must not keep a reader waiting: while the database does not answer, what is kept is served,
and nothing is added to it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, time
from typing import Any, TypeVar
from urllib.parse import quote

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

    @classmethod
    def of(cls, database: Mapping[str, Any]) -> Commits | None:
        """Of one of the settings' DATABASES; None if it is not SQLite's."""
        return cls(Path(database["NAME"])) if database["ENGINE"].endswith(".sqlite3") else None

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
    """``ask``, ``name``: ``look`` and ``state_of`` of ``publication_counter``, called in a thread of this object's own.

    ``returns``: how often readers went back to a copy of the database. It may be behind what was seen before.
    """

    def __init__(
        self,
        ask: Callable[[int | None, float, float], Look],
        name: Callable[[str, float], str],
        *,
        commits: Commits | None,
        returns: Callable[[], int] = lambda: 0,
    ) -> None:
        self._ask, self._name, self._commits, self._returns = ask, name, commits, returns
        self._thread = ThreadPoolExecutor(1, "watch")
        self._told: list[Changed] = []
        self._looking: asyncio.Task[None] | None = None
        self._token: tuple[tuple[int, int], int] | None = None
        self._number: int | None = None
        self._returned = returns()
        self._upto, self._due, self._seen = time(), math.inf, -math.inf
        self._retry_at = self._sure_until = -math.inf
        self._is_lost = False

    def tell(self, changed: Changed) -> None:
        """Call it with the stories that moved (None: any may have), before another answer is given.

        Who is named first is told first."""
        self._told.append(changed)

    @property
    def age(self) -> int:
        """Whole seconds since what is kept was last known to be right."""
        return int(min(monotonic() - self._seen, 10**9)) if self._seen > -math.inf else 0

    @property
    def is_sure(self) -> bool:
        """Whether the database has said what is current, and still answers. Else nothing may be kept or shared.

        Which database a page is made from may change meanwhile, and a first look cannot name all that moved before."""
        return self._number is not None and self._retry_at == -math.inf and self._returned == self._returns()

    def is_current(self) -> bool:
        """Whether an answer may be given without another look."""
        now = monotonic()
        if now < self._retry_at:
            return True
        if time() >= self._due:  # a moment that is known is kept to the moment, not to an instant after it
            return False
        if now < self._sure_until:
            return True
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
        """Find out what moved, once for all who ask meanwhile; PATIENCE at most.

        A look that had begun already may have missed what moved before it was joined: then there is another one."""
        deadline, joined = monotonic() + PATIENCE, self._looking is not None
        await self._landed(deadline)
        if joined and not self.is_current():
            await self._landed(deadline)

    async def state_of(self, slug: str) -> str | None:
        """What names a story's state now; None when the database does not say in time: an old name has an old page."""
        if not self.is_sure:
            return None
        try:
            return await asyncio.wait_for(self._in_thread(lambda: self._name(slug, time())), PATIENCE)
        except TimeoutError:
            self._retry_at = monotonic() + RETRY
            return None
        except Exception as error:
            self._lose(error)
            return None

    async def keep_looking(self) -> None:
        """For as long as the process runs: so that a publication is seen, and its pages made, before readers come."""
        while True:
            if self._commits is None or not self.is_current():
                await self.look()
            await asyncio.sleep(POLL)

    async def _landed(self, deadline: float) -> None:
        looking = self._looking = self._looking or asyncio.ensure_future(self._look())
        await asyncio.wait({looking}, timeout=max(0, deadline - monotonic()))
        if not looking.done():  # slow, or lost: which of them, it says itself in the end
            self._retry_at = monotonic() + RETRY

    async def _look(self) -> None:
        returned = self._returns()
        try:
            token = self._commits.read() if self._commits else None
            if token and self._token and token[0] != self._token[0]:
                self._token, self._number = None, None
                self._tell(None)
            began, now = monotonic(), time()
            since, after = self._number, self._upto
            found = await self._in_thread(lambda: self._ask(since, after, now))
        except Exception as error:
            self._lose(error)
            return
        finally:
            self._looking = None
        if self._is_lost:
            self._is_lost = False
            log.info("the database answers again")
        slugs = found.slugs if returned == self._returned else None
        self._token, self._returned, self._seen, self._number = token, returned, began, found.number
        self._upto, self._due, self._retry_at = now, math.inf if found.due is None else found.due, -math.inf
        if slugs != frozenset():
            self._tell(slugs)

    def _tell(self, stories: frozenset[str] | None) -> None:
        for changed in self._told:
            changed(stories)

    def _in_thread(self, call: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, call)

    def _lose(self, error: Exception) -> None:
        if not self._is_lost:
            self._is_lost = True
            log.warning(
                "the database does not answer (%s); what was read before is served", str(error) or type(error).__name__
            )
        self._retry_at = monotonic() + RETRY
